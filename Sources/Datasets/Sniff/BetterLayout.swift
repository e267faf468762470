internal import Suites

extension LocatedData {
  /// The layout that reads a member which another one refused, in words; nil where none is known, or
  /// the rows were refused in the midst of them.
  ///
  /// - Parameters:
  ///   - place: the member and line of the refusal.
  ///   - holdsEvents: whether a member does, which a layout is looked for.
  func betterLayout(
    than layout: LayoutSpec, refusedAt place: String?, _ holdsEvents: (String) -> Bool
  ) -> String? {
    let parts = place?.split(separator: ", line ") ?? []
    guard let member = parts.first.map({ String($0) }), holdsEvents(member),
      parts.count == 1 || (parts.count == 2 && (Int(parts[1]) ?? .max) <= 3)
    else { return nil }
    struct Enough: Error {}
    var bytes: [UInt8] = []
    var isWhole = true
    do {
      try read([member]) { _, piece in
        bytes.append(contentsOf: piece)
        guard bytes.count < 1 << 20 else { throw Enough() }
      }
    } catch is Enough {
      isWhole = false
    } catch {
      return nil
    }
    return Sniffer.better(
      than: layout, FileHead(name: member, bytes: bytes, isWhole: isWhole))
  }
}
