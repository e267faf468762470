internal import Foundation
internal import Suites

/// The one script of a page: a click on a title sorts its table, and a link into a fold opens it.
/// The page's policy names its digest, so that no other script runs, whatever a page holds.
enum HTMLScript {
  static let text = """
    for (const table of document.querySelectorAll('table')) {
      const heads = [...table.querySelectorAll('thead th')], body = table.tBodies[0];
      // Rows that go on from the one above stay where they are.
      if (!body || [...body.rows].some(row => !row.cells[0].textContent)) continue;
      heads.forEach((head, column) => {
        head.setAttribute('aria-sort', 'none');
        head.tabIndex = 0;
        const sort = () => {
          const up = head.getAttribute('aria-sort') != 'ascending';
          heads.forEach(other => other.setAttribute('aria-sort', 'none'));
          head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
          const key = row => row.cells[column].textContent.replace(/−/g, '-').replace(/(\\d),(?=\\d)/g, '$1');
          const compare = (one, two) => {
            const [a, b] = [parseFloat(key(one)), parseFloat(key(two))];
            return isNaN(a) || isNaN(b) ? key(one).localeCompare(key(two)) : a - b;
          };
          [...body.rows].sort((a, b) => up ? compare(a, b) : compare(b, a))
            .forEach(row => body.append(row));
        };
        head.addEventListener('click', sort);
        head.addEventListener('keydown', event => { if (event.key == 'Enter') sort(); });
      });
    }
    const reveal = () => {
      const row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      for (let fold = row && row.closest('details'); fold; fold = fold.parentElement.closest('details'))
        fold.open = true;
      if (row) row.scrollIntoView();
    };
    addEventListener('hashchange', reveal);
    reveal();
    """

  /// What the page may load and run: its own style and this script.
  static let policy: String = {
    var bytes: [UInt8] = []
    let digits = Array(Digest(of: text).hex)
    for place in stride(from: 0, to: digits.count - 1, by: 2) {
      bytes.append(UInt8(String(digits[place...place + 1]), radix: 16) ?? 0)
    }
    let digest = Data(bytes).base64EncodedString()
    return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
      + "script-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'"
  }()
}
