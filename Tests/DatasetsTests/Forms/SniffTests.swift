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
        "{kind: columns, separator: semicolon, user: user, item: item, time: time, ids: words}"
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
      ("", "the file is empty"), ("\n\n", "it holds blank lines alone"),
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
      ("{\"alpha\": 1, \"beta\": 2}\n", "none of them is called as a user is"),
    ])
  func refused(text: String, reason: String) {
    let error = #expect(throws: DataError.self) { try finding(text) }
    #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
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
        "the header is not 'userId,movieId,rating,timestamp'; the preset 'kuairand' would read it.")
        == true, "\(error?.description ?? "")")
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
