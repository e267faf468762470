extension ColumnsPreset {
  /// Forms whose lines name nothing: columns stand in a known order.
  static let withoutNames: [ColumnsPreset] = [
    ColumnsPreset(
      name: "gowalla", meaning: "Gowalla's check-ins: user, time, latitude, longitude, place.",
      address: "https://snap.stanford.edu/data/loc-gowalla_totalCheckins.txt.gz",
      digest: "MD5 8ebd5ed2dd376d8982987c49429cb9f9, second-hand",
      file: "loc-gowalla_totalCheckins.txt.gz",
      columns: ColumnsLayout {
        ($0.separator, $0.user, $0.item, $0.time) = ("tab", "user", "place", "time")
        $0.columns = ["user", "time", "latitude", "longitude", "place"]
        $0.timeUnit = .iso8601
      }),
    ColumnsPreset(
      name: "lastfm-1k",
      meaning: "Last.fm's listening histories of nearly 1,000 users by MusicBrainz' ids of tracks; "
        + "rows without one are left out.",
      address: "http://ocelma.net/MusicRecommendationDataset/lastfm-1K.html",
      digest: "MD5 64747b21563e3d2aa95751e0ddc46b68 of the member, printed by the publishers",
      file: "userid-timestamp-artid-artname-traid-traname.tsv",
      columns: ColumnsLayout {
        ($0.separator, $0.user, $0.item, $0.time) = ("tab", "user", "track", "time")
        $0.columns = ["user", "time", "artist", "artist-name", "track", "track-name"]
        ($0.timeUnit, $0.missing) = (.iso8601, .drop)
      }),
    ColumnsPreset(
      name: "yoochoose",
      meaning:
        "YOOCHOOSE's clicks of the RecSys Challenge 2015, sessions as users; unpack the 7-zip file "
        + "first.",
      address: "https://s3-eu-west-1.amazonaws.com/yc-rdata/yoochoose-data.7z", digest: nil,
      file: "yoochoose-clicks.dat",
      columns: ColumnsLayout {
        ($0.user, $0.item, $0.time) = ("session", "item", "time")
        $0.columns = ["session", "time", "item", "category"]
        $0.timeUnit = .iso8601
      }),
    ColumnsPreset(
      name: "steam-200k",
      meaning:
        "Steam's purchases and hours of play on Kaggle: what was purchased, without times.",
      address: "https://www.kaggle.com/datasets/tamber/steam-video-games", digest: nil,
      file: "steam-200k.csv",
      columns: ColumnsLayout {
        ($0.user, $0.item, $0.ids, $0.quotes) = ("user", "game", .texts, .inLine)
        $0.columns = ["user", "game", "behaviour", "hours", "zero"]
        $0.keep = ["behaviour": ["purchase"]]
      }),
    ColumnsPreset(
      name: "movielens-1m-ratings",
      meaning: "`ratings.dat` of MovieLens 1M and 10M by itself: rated movies are the candidates.",
      address: "https://grouplens.org/datasets/movielens/", digest: nil, file: "ratings.dat",
      columns: .movieLens(separator: "::")),
    ColumnsPreset(
      name: "movielens-100k-ratings",
      meaning: "`u.data` of MovieLens 100K by itself: rated movies are the candidates.",
      address: "https://grouplens.org/datasets/movielens/", digest: nil, file: "u.data",
      columns: .movieLens(separator: "tab")),
    ColumnsPreset(
      name: "sasrec-pairs", meaning: "SASRec's files: a user and an item a line, in order of time.",
      address: "https://github.com/kang205/SASRec/tree/master/data", digest: nil,
      file: "Beauty.txt, ml-1m.txt",
      columns: ColumnsLayout {
        ($0.separator, $0.user, $0.item, $0.ids) = ("blanks", "user", "item", .numbers)
        $0.columns = ["user", "item"]
      }),
    ColumnsPreset(
      name: "s3rec-lists",
      meaning: "S3-Rec's files, and those of LightGCN and NGCF: a user and all its items a line.",
      address: "https://github.com/RUCAIBox/CIKM2020-S3Rec/tree/master/data", digest: nil,
      file: "Beauty.txt, train.txt and test.txt",
      columns: ColumnsLayout {
        ($0.form, $0.user, $0.item, $0.ids) = (.lists, "1", "2", .names)
      }),
  ]
}

extension ColumnsLayout {
  /// `user, item, rating, time`, all numbers.
  static func movieLens(separator: String) -> ColumnsLayout {
    ColumnsLayout {
      ($0.separator, $0.columns) = (separator, ["user", "item", "rating", "time"])
      ($0.user, $0.item, $0.rating, $0.time) = ("user", "item", "rating", "time")
      $0.ids = .numbers
    }
  }
}
