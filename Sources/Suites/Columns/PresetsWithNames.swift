extension ColumnsPreset {
  /// Forms whose first line names the columns.
  static let withNames: [ColumnsPreset] = [
    ColumnsPreset(
      name: "recbole-inter",
      meaning: "RecBole's atomic file of interactions; rating and time where it has them.",
      address: "https://recbole.io/atomic_files.html", digest: nil, file: "DATASET.inter",
      columns: ColumnsLayout {
        ($0.separator, $0.user, $0.item) = ("tab", "user_id:token", "item_id:token")
        ($0.rating, $0.time, $0.optional) = ("rating:float", "timestamp:float", true)
        $0.ids = .texts
      }),
    ColumnsPreset(
      name: "kuairand", meaning: "KuaiRand's logs (Pure, 1K, 27K): clicks, by their milliseconds.",
      address: "https://zenodo.org/records/10439422",
      digest: "MD5 0820331067a3784d9691136f772b35a7 of KuaiRand-Pure.tar.gz, second-hand",
      file: "log_standard_….csv",
      columns: ColumnsLayout {
        ($0.user, $0.item, $0.time) = ("user_id", "video_id", "time_ms")
        ($0.timeUnit, $0.keep) = (.milliseconds, ["is_click": ["1"]])
      }),
    ColumnsPreset(
      name: "kuairec",
      meaning: "KuaiRec's matrices, rated by the share of a video that was watched; rows without a "
        + "time are left out.",
      address: "https://zenodo.org/records/18164998",
      digest: "MD5 261550d472c48eff4990fb13c0e5bcf7 of KuaiRec.zip, second-hand",
      file: "big_matrix.csv, small_matrix.csv",
      columns: ColumnsLayout {
        ($0.user, $0.item) = ("user_id", "video_id")
        ($0.rating, $0.time, $0.missing) = ("watch_ratio", "timestamp", .drop)
      }),
    ColumnsPreset(
      name: "retailrocket", meaning: "RetailRocket's events, each counting 1 whatever its kind.",
      address: "https://www.kaggle.com/datasets/retailrocket/ecommerce-dataset", digest: nil,
      file: "events.csv",
      columns: ColumnsLayout {
        ($0.user, $0.item, $0.time) = ("visitorid", "itemid", "timestamp")
        ($0.timeUnit, $0.keep) = (.milliseconds, ["event": ["view", "addtocart", "transaction"]])
      }),
    ColumnsPreset(
      name: "tenrec",
      meaning: "Tenrec's scenarios: clicks, which are published in order and without times.",
      address: "https://static.qblv.qq.com/qblv/h5/algo-frontend/tenrec_dataset.html", digest: nil,
      file: "QB-video.csv, QK-video.csv, QB-article.csv, QK-article.csv",
      columns: ColumnsLayout {
        ($0.user, $0.item, $0.keep) = ("user_id", "item_id", ["click": ["1"]])
      }),
    ColumnsPreset(
      name: "lastfm-hetrec",
      meaning:
        "Last.fm of HetRec 2011: who listened to which artist, without times; counts of plays "
        + "are not read.",
      address: "https://files.grouplens.org/datasets/hetrec2011/hetrec2011-lastfm-2k.zip",
      digest:
        "SHA-256 6738f48195667ff03caaab4d32ca9a3133d8cc026b7c3cdaf6ce1010e913c59c of the zip, "
        + "second-hand",
      file: "user_artists.dat",
      columns: ColumnsLayout {
        ($0.separator, $0.user, $0.item) = ("tab", "userID", "artistID")
        $0.ids = .numbers
      }),
    ColumnsPreset(
      name: "amazon-2023-csv", meaning: "Amazon Reviews 2023, ratings only (0-core and 5-core).",
      address:
        "https://mcauleylab.ucsd.edu/public_datasets/data/amazon_2023/benchmark/0core/rating_only/",
      digest: nil, file: "CATEGORY.csv.gz",
      columns: ColumnsLayout {
        ($0.user, $0.item, $0.rating) = ("user_id", "parent_asin", "rating")
        ($0.time, $0.timeUnit) = ("timestamp", .milliseconds)
      }),
    ColumnsPreset(
      name: "movielens-ratings",
      meaning:
        "`ratings.csv` of MovieLens 20M and newer by itself: rated movies are the candidates.",
      address: "https://grouplens.org/datasets/movielens/", digest: nil, file: "ratings.csv",
      columns: .movieLensCSV),
  ]
}

extension ColumnsLayout {
  /// `ratings.csv` of MovieLens 20M and newer.
  static var movieLensCSV: ColumnsLayout {
    ColumnsLayout {
      ($0.user, $0.item, $0.rating) = ("userId", "movieId", "rating")
      ($0.time, $0.ids) = ("timestamp", .numbers)
    }
  }
}
