import Testing

@testable import Reports

@Suite struct HostileDocumentTests {
  @Test(
    "no text begins a block of another kind",
    arguments: [
      ("# a", "\\# a"), ("- a", "\\- a"), ("> a", "\\> a"), ("1. a", "1\\. a"), ("2) a", "2\\) a"),
      ("---", "\\---"), ("* * *", "\\* * *"), ("```sh", "\\`\\`\\`sh"), ("~~~", "\\~~~"),
      ("    a", "a"), ("| a |", "\\| a |"), ("=", "\\="),
      ("[a]: javascript:x", "[a\\]: javascript:x"),
      ("<details>", "\\<details>"), ("*a* b", "*a* b"), ("1.5 a", "1.5 a"), ("-1 a", "-1 a"),
    ])
  func blocks(_ text: String, _ markdown: String) {
    #expect(Document(blocks: [.paragraph(text)]).markdown == markdown + "\n")
    #expect(Document(blocks: [.list([text])]).markdown == "- " + markdown + "\n")
  }

  @Test("a cell, a caption and a fence end where we end them")
  func ends() {
    let document = Document(blocks: [
      .table(["a"], numeric: [false], [["x\\|y"], ["`x|y`"], ["`a\\|b`"]]),
      .figure(file: "a](b).svg", caption: "a](http://x) ![b"), .code("```\nx\u{1b}\n````"),
      .folded("</summary><script>", []),
    ])
    #expect(
      document.markdown == """
        | a |
        | --- |
        | x\\\\\\|y |
        | `x\\|y` |
        | \\`a\\\\\\|b\\` |

        ![a\\](http://x) !\\[b](a%5D%28b%29.svg)

        *a\\](http://x) ![b*

        `````
        ```
        x\u{fffd}
        ````
        `````

        <details><summary>&lt;/summary&gt;&lt;script&gt;</summary>



        </details>

        """)
  }

  @Test(
    "a drawing that runs or leads away is left out of the page",
    arguments: [
      (
        "<svg><g id='a'/><use xlink:href='#a'/><!-- <x> --><text>on = <tspan>url</tspan></text></svg>",
        true
      ),
      ("<svg><script>x</script></svg>", false), ("<svg onload=\"x\"></svg>", false),
      ("<svg><g onclick = 'x'/></svg>", false), ("<svg><image href=\"http://x\"/></svg>", false),
      ("<svg><use href=\"http://x#a\"/></svg>", false), ("<svg><use href=http://x/></svg>", false),
      ("<svg><a href='#x'/></svg>", false), ("<svg><foreignObject/></svg>", false),
      ("<svg><style>@import</style></svg>", false), ("<svg><set/></svg>", false),
      ("<svg><path fill='url(http://x)'/></svg>", false),
      ("<svg><path fill='url(#x)'/></svg>", true), ("<svg><text>a", true), ("<svg><text", false),
      ("<svg><!-- x", false), ("<svg><!DOCTYPE x></svg>", false),
    ])
  func drawings(_ svg: String, _ isShown: Bool) {
    #expect(isStill(svg[...]) == isShown)
    let html = Document(blocks: [.figure(file: "a.svg", caption: "c")])
      .html(title: "t", drawings: ["a.svg": svg])
    #expect(html.contains("<figure>") == isShown)
  }
}
