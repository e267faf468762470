import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// A form in which data come, with a made file of it.
struct DataForm: Sendable, CustomTestStringConvertible {
  /// Name in words.
  let name: String
  /// The file, in `Tests/Fixtures/forms`.
  let file: String
  /// What reads it: the word of a layout, a preset, or `columns`; nil where it is refused.
  let reader: String?
  /// Events that are read of it; nil for tables of clicks.
  var events: Int? = 10

  var testDescription: String { file }
  var url: URL { SharedData.fixture("forms/\(file)") }

  static let all: [DataForm] = [
    DataForm(
      name: "MovieLens 1M and 10M, ratings alone", file: "ratings_made.txt", reader: "columns"),
    DataForm(name: "MovieLens 100K, ratings alone", file: "u.data", reader: "columns"),
    DataForm(
      name: "MovieLens 20M and newer, ratings alone", file: "ratings.csv",
      reader: "movielens-ratings"),
    DataForm(
      name: "Amazon 2014, ratings only", file: "ratings_Made.csv", reader: "amazon-ratings-csv"),
    DataForm(name: "Amazon 2018, ratings only", file: "Made.csv", reader: "amazon-item-first-csv"),
    DataForm(
      name: "Amazon 2014 and 2018, reviews", file: "reviews_Made.json", reader: "amazon-reviews"),
    DataForm(name: "Amazon 2023, 0-core ratings", file: "made_2023.csv", reader: "amazon-2023-csv"),
    DataForm(name: "Amazon 2023, reviews", file: "made_2023.jsonl", reader: "amazon-2023-reviews"),
    DataForm(
      name: "Sequences with gaps in seconds", file: "gaps.txt", reader: "sequence-gaps", events: nil
    ),
    DataForm(name: "RecBole's atomic files", file: "made.inter", reader: "recbole-inter"),
    DataForm(
      name: "the same, packed by zstandard", file: "made.inter.zst", reader: "recbole-inter"),
    DataForm(name: "KuaiRand", file: "log_standard_made.csv", reader: "kuairand", events: 8),
    DataForm(name: "KuaiRec", file: "small_matrix.csv", reader: "kuairec", events: 9),
    DataForm(name: "RetailRocket", file: "events.csv", reader: "retailrocket"),
    DataForm(name: "Tenrec", file: "QB-video.csv", reader: "tenrec", events: 9),
    DataForm(name: "Gowalla", file: "totalCheckins_made.txt", reader: "gowalla"),
    DataForm(name: "LastFM-1K", file: "listens_made.tsv", reader: "lastfm-1k", events: 9),
    DataForm(name: "LastFM of HetRec 2011", file: "user_artists.tsv", reader: "lastfm-hetrec"),
    DataForm(name: "YOOCHOOSE", file: "clicks_made.txt", reader: "yoochoose"),
    DataForm(name: "Steam, reviews", file: "steam_made.json", reader: "steam-reviews"),
    DataForm(name: "Yelp", file: "made_review.json", reader: "yelp-reviews"),
    DataForm(name: "SASRec's pairs", file: "pairs.txt", reader: "sasrec-pairs"),
    DataForm(name: "S3-Rec's and LightGCN's lists", file: "lists.txt", reader: "s3rec-lists"),
    DataForm(name: "Avazu", file: "avazu_made.csv", reader: "avazu", events: nil),
    DataForm(
      name: "Criteo as CSV with ids", file: "criteo_made.csv", reader: "criteo-with-ids",
      events: nil),
    DataForm(name: "Parquet", file: "table.parquet", reader: nil),
    DataForm(name: "UTF-16, as some spreadsheets write CSV", file: "wide.csv", reader: nil),
  ]

  /// Forms beyond the usual ones, which settings of `columns` are found for.
  static let others: [DataForm] = [
    DataForm(
      name: "semicolons, quotes, Latin-1 and dates with dots", file: "books.csv", reader: "columns"),
    DataForm(name: "comments and blanks", file: "commented.tsv", reader: "columns"),
    DataForm(
      name: "texts in quotes over several lines", file: "reviews_text.csv", reader: "columns"),
    DataForm(name: "Steam, libraries", file: "libraries_made.json", reader: "steam-libraries"),
    DataForm(
      name: "Steam, reviews by user", file: "user_reviews_made.json", reader: "steam-user-reviews"),
    DataForm(
      name: "Steam on Kaggle", file: "steam_200k_made.csv", reader: "steam-200k", events: 10),
    DataForm(
      name: "decimals with commas, times with a zone", file: "notes.tsv", reader: "columns"),
    DataForm(name: "a matrix of Matrix Market", file: "matrix.mtx", reader: "columns"),
    DataForm(name: "OTTO's sessions", file: "sessions_made.jsonl", reader: "otto"),
  ]

  /// The word of what reads a file.
  static func reader(_ layout: LayoutSpec) -> String {
    (layout.entry as? PresetLayout)?.of ?? layout.kind
  }

  /// The row of `docs/data-forms.md` that says what becomes of it.
  func row() -> String {
    do {
      let finding = try Sniffer.finding(FileHead(of: url), rows: 1)
      let reader = Self.reader(finding.layout)
      let how =
        reader == "columns"
        ? finding.words.replacing("the layout ", with: "") : "`\(reader)`"
      return "| \(name) | [\(file)](../Tests/Fixtures/forms/\(file)) | accepted: \(how) |"
    } catch {
      let reason = (error as? DataError)?.reason ?? "\(error)"
      return "| \(name) | [\(file)](../Tests/Fixtures/forms/\(file)) | refused: \(reason) |"
    }
  }
}
