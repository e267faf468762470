extension ColumnsPreset {
  /// Forms whose lines are objects, which name their values.
  static let objects: [ColumnsPreset] = [
    ColumnsPreset(
      name: "amazon-reviews",
      meaning: "Amazon review data of 2014 and 2018 with their texts, as JSON lines.",
      address: "https://jmcauley.ucsd.edu/data/amazon/", digest: nil,
      file: "reviews_CATEGORY_5.json.gz, CATEGORY_5.json.gz",
      columns: ColumnsLayout {
        ($0.form, $0.user, $0.item) = (.json, "reviewerID", "asin")
        ($0.rating, $0.time) = ("overall", "unixReviewTime")
      }),
    ColumnsPreset(
      name: "amazon-2023-reviews", meaning: "Amazon Reviews 2023 with their texts, as JSON lines.",
      address: "https://amazon-reviews-2023.github.io/", digest: nil, file: "CATEGORY.jsonl.gz",
      columns: ColumnsLayout {
        ($0.form, $0.user, $0.item) = (.json, "user_id", "parent_asin")
        ($0.rating, $0.time, $0.timeUnit) = ("rating", "timestamp", .milliseconds)
      }),
    ColumnsPreset(
      name: "yelp-reviews", meaning: "The Yelp Open Dataset's reviews, as JSON lines.",
      address: "https://business.yelp.com/data/resources/open-dataset/", digest: nil,
      file: "yelp_academic_dataset_review.json",
      columns: ColumnsLayout {
        ($0.form, $0.user, $0.item) = (.json, "user_id", "business_id")
        ($0.rating, $0.time, $0.timeUnit) = ("stars", "date", .iso8601)
      }),
    ColumnsPreset(
      name: "steam-reviews",
      meaning: "Steam's reviews as SASRec uses them, dictionaries of Python, users by their names.",
      address: "https://cseweb.ucsd.edu/~wckang/steam_reviews.json.gz",
      digest:
        "SHA-256 40c6343deedf488689987749c5f8435233da48c163fbaa2a7766c215d584bc61, second-hand",
      file: "steam_reviews.json.gz",
      columns: ColumnsLayout {
        ($0.form, $0.user, $0.item) = (.python, "username", "product_id")
        ($0.time, $0.timeUnit, $0.ids) = ("date", .iso8601, .texts)
      }),
    ColumnsPreset(
      name: "steam-libraries",
      meaning: "What Australian users of Steam own, dictionaries of Python, without times.",
      address: "https://cseweb.ucsd.edu/~jmcauley/datasets.html#steam_data", digest: nil,
      file: "australian_users_items.json.gz",
      columns: ColumnsLayout {
        ($0.form, $0.user, $0.item) = (.python, "user_id", "items[].item_id")
        $0.ids = .texts
      }),
    ColumnsPreset(
      name: "steam-user-reviews",
      meaning:
        "What Australian users of Steam reviewed, rated 1 where they recommend it and else 0; its "
        + "dates lack years and are not read.",
      address: "https://cseweb.ucsd.edu/~jmcauley/datasets.html#steam_data", digest: nil,
      file: "australian_user_reviews.json.gz",
      columns: ColumnsLayout {
        ($0.form, $0.user, $0.item) = (.python, "user_id", "reviews[].item_id")
        ($0.rating, $0.ids) = ("reviews[].recommend", .texts)
      }),
    ColumnsPreset(
      name: "otto", meaning: "OTTO's sessions, as JSON lines with a list of events each.",
      address: "https://github.com/otto-de/recsys-dataset", digest: nil,
      file: "otto-recsys-train.jsonl",
      columns: ColumnsLayout {
        ($0.form, $0.user, $0.item) = (.json, "session", "events[].aid")
        ($0.time, $0.timeUnit) = ("events[].ts", .milliseconds)
      }),
  ]
}
