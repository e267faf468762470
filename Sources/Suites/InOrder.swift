extension Sequence {
  /// The elements in their order, each where it first stands.
  @inlinable
  package func eachOnce() -> [Element] where Element: Hashable {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }

  /// The elements that share a key, key by key, in the order in which keys first occur.
  @inlinable
  package func grouped<Key: Hashable>(
    by key: (Element) throws -> Key
  ) rethrows -> [(key: Key, elements: [Element])] {
    var places: [Key: Int] = [:]
    var groups: [(key: Key, elements: [Element])] = []
    for element in self {
      let key = try key(element)
      if let place = places[key] {
        groups[place].elements.append(element)
      } else {
        places[key] = groups.count
        groups.append((key, [element]))
      }
    }
    return groups
  }
}
