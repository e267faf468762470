import Foundation
import Suites
import Testing

@Suite struct ForeignTextTests {
  @Test(
    "a line of a terminal holds no command to it",
    arguments: [
      ("plain − ü 漢", "plain − ü 漢"),
      ("a\u{1b}[2Jb", "a\u{fffd}[2Jb"),
      ("a\u{9b}31mb\u{7f}\u{0}\u{8}", "a\u{fffd}31mb\u{fffd}\u{fffd}\u{fffd}"),
      ("a\tb\nc\r\nd\re\u{2028}f\u{85}g", "a b c d e f g"),
      ("a\u{202e}b\u{2066}c\u{200f}d\u{61c}e", "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e"),
      ("a\u{200b}b\u{feff}c\u{e0041}d", "a\u{fffd}b\u{fffd}c\u{fffd}d"),
      ("::stop-commands::x", ": :stop-commands::x"),
      ("  \u{a0}::error::x", "  \u{a0}: :error::x"),
      ("x\n::error::x", "x ::error::x"),
      ("a ::error::x b::c", "a ::error::x b::c"),
      ("a ##[error]b ##vso[task]c ###[x]", "a ## [error]b ## vso[task]c ## #[x]"),
      ("## heading #1", "## heading #1"),
    ])
  func lines(_ text: String, _ shown: String) { #expect(ForeignText.line(text) == shown) }

  @Test("lines of our own making stay lines, each of them safe")
  func manyLines() {
    #expect(ForeignText.lines("a\n::b\n\u{1b}c\n") == "a\n: :b\n\u{fffd}c\n")
  }

  @Test(
    "no address that is shown or noted holds a user, a password or a token",
    arguments: [
      ("https://a.org/x?id=5&page=2#top", "https://a.org/x?id=5&page=2#top"),
      ("see https://user:word@a.org/x, please", "see https://a.org/x, please"),
      ("https://user@a.org:81/m@x", "https://a.org:81/m@x"),
      ("https://user:w@rd@a.org", "https://a.org"),
      ("ftp://u:p@a.org and http://u:p@b.org/", "ftp://a.org and http://b.org/"),
      ("https://a.org/x?token=abc&id=5", "https://a.org/x?token=…&id=5"),
      (
        "https://a.org/?X-Amz-Signature=abc&X-Amz-Credential=q&size=1'",
        "https://a.org/?X-Amz-Signature=…&X-Amz-Credential=…&size=1'"
      ),
      ("https://a.org/#access_token=abc", "https://a.org/#access_token=…"),
      ("mail x@a.org, 3://", "mail x@a.org, 3://"),
    ])
  func credentials(_ text: String, _ shown: String) {
    #expect(ForeignText.withoutCredentials(text) == shown)
    #expect(ForeignText.line(text) == shown)
  }

  @Test(
    "only https leads anywhere",
    arguments: [
      ("https://arxiv.org/abs/2104.10907v1", true), ("https://a.org:8080/x?y=1&z#t", true),
      ("http://a.org", false), ("javascript:alert(1)", false), ("data:text/html,x", false),
      ("https://user@a.org", false), ("https://", false), ("https:///x", false),
      ("https://a.org/\"x", false), ("https://a.org/<x", false), ("https://a.org/ x", false),
      ("https://a.org/\u{202e}x", false), ("https://ä.org", false), ("HTTPS://a.org", false),
      ("https://a.org/)x", false), ("https://-a.org", false),
    ])
  func links(_ text: String, _ isLink: Bool) { #expect((WebAddress(text) != nil) == isLink) }

  @Test("HTML and XML hold their five characters escaped, and no character that XML lacks")
  func markup() {
    #expect(
      ForeignText.markup("<a href='x'>\"&]]>\u{0}\u{b}\u{fffe}")
        == "&lt;a href=&#39;x&#39;&gt;&quot;&amp;]]&gt;\u{fffd} \u{fffd}")
  }

  @Test("JSON keeps its values, and shows none that commands a terminal or a runner")
  func json() throws {
    let hostile = "\u{1b}[2J\u{7f}\u{9b}\u{202e}\u{e0041}##[error]\n::x\u{2028}"
    let text = ForeignText.json(try CanonicalJSON.pretty(["a": [hostile, "##"]]))
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || (0x20..<0x7f).contains($0.value) })
    #expect(!text.contains("##"))
    let read = try JSONDecoder().decode([String: [String]].self, from: Data(text.utf8))
    #expect(read == ["a": [hostile, "##"]])
    #expect(ForeignText.json("{\"a\": \"ü − ↑\"}\n") == "{\"a\": \"ü − ↑\"}\n")
  }

  @Test("an annotation commands one thing, whatever it says")
  func annotation() {
    let command = WorkflowCommand(
      error: "50 %\n::stop-commands::x\r\n\u{1b}c https://u:p@a.org", title: "a,b:c",
      file: "a:b,\n.yaml", line: 3, column: 5)
    #expect(
      command.text
        == "::error file=a%3Ab%2C%0A.yaml,line=3,col=5,title=a%2Cb%3Ac::50 %25%0A"
        + "::stop-commands::x%0A\u{fffd}c https://a.org")
  }
}

@Suite struct InlineTextTests {
  @Test(
    "text is words in Markdown and HTML alike, but for four marks",
    arguments: [
      ("a < b && c > d", "a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
      (
        "`x<y>` **b `c`** *d*", "`x<y>` **b `c`** *d*",
        "<code>x&lt;y&gt;</code> <strong>b <code>c</code></strong> <em>d</em>"
      ),
      ("<script>x</script>", "\\<script>x\\</script>", "&lt;script&gt;x&lt;/script&gt;"),
      ("<!-- x", "\\<!-- x", "&lt;!-- x"),
      (
        "[a](https://a.org/?b&c)", "[a](https://a.org/?b&c)",
        "<a href=\"https://a.org/?b&amp;c\">a</a>"
      ),
      ("<https://a.org>", "<https://a.org>", "<a href=\"https://a.org\">https://a.org</a>"),
      ("<http://a.org>", "\\<http://a.org>", "&lt;http://a.org&gt;"),
      ("<javascript:x>", "\\<javascript:x>", "&lt;javascript:x&gt;"),
      ("[a](javascript:x)", "[a\\](javascript:x)", "[a](javascript:x)"),
      ("![a](https://a.org)", "![a\\](https://a.org)", "![a](https://a.org)"),
      ("![a][b] [b]: x", "![a\\][b] [b\\]: x", "![a][b] [b]: x"),
      (
        "[a [b](https://a.org)](data:x)", "[a [b](https://a.org)\\](data:x)",
        "[a <a href=\"https://a.org\">b</a>](data:x)"
      ),
      ("[`a`](javascript:x)", "[`a`\\](javascript:x)", "[<code>a</code>](javascript:x)"),
      ("&lt;b&#62; R&D;", "\\&lt;b\\&#62; R\\&D;", "&amp;lt;b&amp;#62; R&amp;D;"),
      ("\\<b> \\` \\", "\\\\\\<b> \\\\\\` \\\\", "\\&lt;b&gt; \\` \\"),
      ("a `b", "a \\`b", "a `b"),
      ("``a`b`` `", "``a`b`` \\`", "<code>a`b</code> `"),
      ("`<b>`` c", "\\`\\<b>\\`\\` c", "`&lt;b&gt;`` c"),
      ("`a\\|<b>` c", "\\`a\\\\|\\<b>\\` c", "`a\\|&lt;b&gt;` c"),
      ("a ** b", "a ** b", "a ** b"),
      ("2 * 3 * 4, a*b*c, *d", "2 * 3 * 4, a*b*c, *d", "2 * 3 * 4, a*b*c, *d"),
      ("(*a <b*) and *c*.", "(*a \\<b*) and *c*.", "(<em>a &lt;b</em>) and <em>c</em>."),
      ("a\nb\u{1b}c", "a b\u{fffd}c", "a b\u{fffd}c"),
      ("https://u:p@a.org", "https://a.org", "https://a.org"),
    ])
  func pieces(_ text: String, _ markdown: String, _ html: String) {
    #expect(InlineText(text).markdown == markdown)
    #expect(InlineText(text).html == html)
  }
}
