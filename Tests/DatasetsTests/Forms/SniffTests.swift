import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// Files that nobody described.
@Suite struct SniffTests {
  private func finding(_ text: String, _ name: String = "rows.txt") throws -> Sniffer.Finding {
    try finding(Data(text.utf8), name)
  }

  private func finding(_ data: Data, _ name: String = "rows.txt") throws -> Sniffer.Finding {
    let folder = try TemporaryFolder()
    let file = folder.file(name)
    try data.write(to: file)
    return try Sniffer.finding(FileHead(of: file))
  }

  @Test(
    "settings are found for files that no preset knows",
    arguments: [
      (
        "customer_id;product;score;when\n7;a1;3.5;23/07/2014\n8;a2;4;24/07/2014\n",
        "{kind: columns, separator: semicolon, user: customer_id, item: product, rating: score, "
          + "time: when, ids: words, timePattern: \"%d/%m/%Y\"}"
      ),
      (
        "7,a1,1406138730000\n8,a2,1406138740000\n",
        "{kind: columns, header: false, user: \"1\", item: \"2\", time: \"3\", ids: words, "
          + "timeUnit: milliseconds}"
      ),
      (
        "uid|iid|ts\nal|  two|10\nbo|axe|20\n",
        "{kind: columns, separator: bar, user: uid, item: iid, time: ts, ids: texts}"
      ),
      (
        "{\"user\": {\"id\": 7}, \"item\": \"a\", \"n\": 1}\n{\"user\": {\"id\": 8}, \"item\": \"b\", \"n\": 1}\n",
        "{kind: columns, form: json-lines, user: user.id, item: item, ids: words}"
      ),
      (
        "a b c d\nb c\nc a b\n",
        "{kind: columns, form: lists, user: \"1\", item: \"2\", ids: words}"
      ),
      (
        "User ID, Item ID, Rating Value, Time Stamp\nu1, a, 3, 1500000000\nu2, b, 4, 1500000001\n",
        "{kind: columns, separator: \", \", user: User ID, item: Item ID, rating: Rating Value, "
          + "time: Time Stamp, ids: words}"
      ),
      (
        "{\"event\": {\"user\": {\"id\": \"u\"}, \"product\": {\"sku\": \"a\"}, \"ts\": 1500000000000}}\n",
        "{kind: columns, form: json-lines, user: event.user.id, item: event.product.sku, "
          + "time: event.ts, ids: words, timeUnit: milliseconds}"
      ),
      (
        "user;item;rating;time\nu;a;3,5;1500000000\nv;b;4,0;1500000001\n",
        "{kind: columns, separator: semicolon, user: user, item: item, rating: rating, "
          + "decimals: comma, time: time, ids: words}"
      ),
      (
        "\u{feff}\"user\"\t\"item\"\t\"at\"\n\"u\"\t\"a \"\"b\"\"\"\t\"2020-01-02 03:04:05 UTC\"\n",
        "{kind: columns, separator: tab, quotes: in-line, user: user, item: item, time: at, "
          + "ids: texts, timeUnit: iso-8601}"
      ),
      (
        "buyer_id,sku,purchased_at\nu,a,2020-01-02 03:04:05+00\nv,b,2020-01-02 03:04:05.123+00\n",
        "{kind: columns, user: buyer_id, item: sku, time: purchased_at, ids: words, "
          + "timeUnit: iso-8601}"
      ),
      (
        "user,item,ts\nu,a,1600000000123456789\nv,b,1600000001000000000\n",
        "{kind: columns, user: user, item: item, time: ts, ids: words, timeUnit: nanoseconds}"
      ),
      (
        "u\tplace\tTue Apr 03 18:00:09 +0000 2012\nv\tother\tTue Apr 03 18:00:25 +0000 2012\n",
        "{kind: columns, separator: tab, header: false, user: \"1\", item: \"2\", time: \"3\", "
          + "ids: words, timePattern: \"%a %b %d %H:%M:%S %z %Y\"}"
      ),
      (
        "user,item,date\nu,a,\"September 5, 2020\"\nv,b,\"May 6, 2020\"\n",
        "{kind: columns, quotes: in-line, user: user, item: item, time: date, ids: words, "
          + "timePattern: \"%B %d, %Y\"}"
      ),
      (
        "user | item | rating\nu | a | 3\nv | b | 4\n",
        "{kind: columns, separator: \" | \", user: user, item: item, rating: rating, ids: words}"
      ),
      (
        "%%MatrixMarket matrix coordinate real general\n% by us\n3 4 2\n1 4 5\n3 2 1\n",
        "{kind: columns, separator: blanks, skip: 3, header: false, user: \"1\", item: \"2\", "
          + "rating: \"3\", ids: words}"
      ),
      (
        "u1: 5 6 7\nu2: 5\nu3: 6 7\n",
        "{kind: columns, form: lists, user: \"1\", item: \"2\", ids: words}"
      ),
      (
        "7,5,6\n8,5\n9,6,7,8,9\n",
        "{kind: columns, form: lists, separator: comma, user: \"1\", item: \"2\", ids: words}"
      ),
      (
        "My export of today\n\nuser,item\n1,2\n3,4\n",
        "{kind: columns, skip: 1, user: user, item: item, ids: words}"
      ),
    ])
  func inferred(text: String, layout: String) throws {
    let found = try finding(text)
    #expect(found.yaml.contains("layout: \(layout)\n"), "\(found.yaml)")
  }

  @Test(
    "what is nothing to be read gets one sentence with the way",
    arguments: [
      ("", "the file is empty"), ("\n\n", "it holds only blank lines"),
      ("[{\"u\": 1}]\n", "`jq -c '.[]' FILE` makes JSON lines of it"),
      ("{\n  \"u\": 1\n}\n", "`jq -c . FILE` gives each object its line"),
      ("just a line of prose\nand another one, longer than it\n", "names another"),
      ("u\u{0}\u{1}\u{2}\u{3}x\n", "it is binary data"),
      ("user,item\n", "it holds a header and no rows"),
      ("a,b\rc,d\r", "`tr '\\r' '\\n'` makes lines of them"),
      (
        "user,item\na,b\nc,d\ne,f\ng,h,i\n",
        "its lines have 2 fields divided by commas, and the line 'g,h,i' has 3"
      ),
      (
        "user;item\na;b\nc;d\ne;f\n\"g;h\n",
        "and the line '\"g;h' has a quote that is not closed or not alone"
      ),
      ("{\"alpha\": 1, \"beta\": 2}\n", "no column has a name that is usual for a user"),
      (
        "{\"data\": [{\"user\": 1, \"item\": 2}], \"n\": 1}\n",
        "whose list 'data' holds the rows; `jq -c '.[\"data\"][]' FILE` makes JSON lines of it"
      ),
      (
        "{\"u1\": [1, 2], \"u2\": [3]}\n",
        "`jq -r 'to_entries[] | [.key, .value[]] | join(\" \")' FILE` writes one list per line"
      ),
      ("1:\n30878,4,2005-12-26\n823519,3,2004-05-03\n2:\n30878,1,2005-12-26\n", "`awk '"),
      ("1 3:0.5 7:1\n-1 4:2\n", "it is LIBSVM's form"),
      ("-- dump\nINSERT INTO ratings VALUES (1,2,3);\n", "write its table as CSV"),
      ("%%MatrixMarket matrix array real general\n2 2\n1\n2\n", "write it as `coordinate`"),
    ])
  func refused(text: String, reason: String) {
    let error = #expect(throws: DataError.self) { try finding(text) }
    #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test("archives of several files say which, and documents of other programs what to do")
  func archives() throws {
    for (names, packed, reason) in [
      (
        ["a.csv", "b.csv"], false,
        "it is an archive of 2 files: a.csv, b.csv; name one with `--member`"
      ),
      (
        ["[Content_Types].xml", "xl/workbook.xml"], false,
        "it is an Excel workbook, not lines of text"
      ),
      (["mimetype", "content.xml"], false, "it is an OpenDocument file"),
      (["a.npy", "b.npy"], false, "it is NumPy's archive of arrays"),
      (["a.csv"], true, "it is an archive of 1 files: a.csv; name one with `--member`"),
    ] {
      let rows = Data("user,item\nu,a\n".utf8)
      let data =
        packed
        ? TinyArchives.gzip(TinyArchives.tar(names.map { .init($0, rows) }))
        : TinyArchives.zip(names.map { .init($0, rows) })
      let error = #expect(throws: DataError.self) { try finding(data) }
      #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
    }
  }

  @Test("a file of one endless line, and one that is a folder, get a sentence")
  func endless() throws {
    let error = #expect(throws: DataError.self) {
      try finding(Data(repeating: 0x61, count: 5 << 20))
    }
    #expect(error?.reason.contains("its first line is longer than") == true)
    let folder = try TemporaryFolder()
    #expect(throws: DataError.self) { try FileHead(of: folder.url) }
  }

  @Test("a layout that does not fit names the one that would")
  func better() async throws {
    let folder = try TemporaryFolder()
    let file = DataForm.all[11].url
    let source = DatasetSource.small(.movieLensCSV, members: ["ratings.csv"])
    try FileManager.default.createDirectory(
      at: folder.file("own"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: file, to: folder.file("own/ratings.csv"))
    let store = DatasetStore(
      cache: folder.file("cache"), overrides: ["small": folder.file("own")], offline: true)
    let error = await #expect(throws: DataError.self) {
      try await store.prepare(.plain("small"), source: source)
    }
    #expect(
      error?.description.hasSuffix(
        "; the preset 'kuairand' would read it.")
        == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("the header has no column 'userId'") == true)
  }

  @Test("columns may say something of users and items besides")
  func sides() async throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "u,i,sex,genre\nbo,x,m,Drama\nal,y,f,Comedy\nbo,y,m,Comedy\nal,x,f,War\n", to: "own/r.csv")
    let layout = LayoutSpec(
      ColumnsLayout {
        ($0.user, $0.item) = ("u", "i")
        ($0.userColumns, $0.itemColumns) = (["sex"], ["genre"])
      })
    let store = DatasetStore(
      cache: folder.file("cache"), overrides: ["small": folder.file("own")], offline: true)
    let sides = try await store.sideColumns(.small(layout, members: ["r.csv"]))
    #expect(sides.users.map(\.name) == ["sex"] && sides.items.map(\.name) == ["genre"])
    #expect(sides.users[0].labels == ["f", "m"] && sides.users[0].ids == [1, 2])
    #expect(sides.users[0].values(of: 2).map { sides.users[0].labels[Int($0)] } == ["m"])
    #expect(
      sides.items[0].values(of: 1).map { sides.items[0].labels[Int($0)] } == ["Drama", "War"])
  }
}
