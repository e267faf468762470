/// What names a split: prepared data and the part of a protocol that decides what is trained on, what
/// is asked for and among what it is ranked.
public struct SplitIdentity: Hashable, Sendable {
  /// SHA-256 of the prepared data.
  public let data: String
  /// The part of the protocol, as canonical JSON has it.
  public let `protocol`: JSONValue

  /// The split of a protocol on some data.
  ///
  /// - Parameter data: SHA-256 of the prepared data.
  public init(_ protocol: RunProtocol<DatasetSpec>, data: String) throws {
    self.data = data
    self.protocol = try `protocol`.split
  }

  /// SHA-256 of `repro split 1`, the data's digest and the protocol, each on a line. It follows from
  /// data and suite alone, so that results which bring it back are held to it without the files.
  public var checksum: String {
    get throws {
      Digest(of: "repro split 1\n\(data)\n\(try CanonicalJSON.compact(`protocol`))\n").hex
    }
  }
}

extension RunProtocol {
  /// What decides the split. Names decide nothing; source, filters and order are the data digest's;
  /// metrics and floor are read from whatever comes back.
  var split: JSONValue {
    get throws {
      guard case .object(var members) = try CanonicalJSON.tree(self) else { return .null }
      members["data"] = nil
      members["dataset"] = members["dataset"].map { $0.keeping(["maximalLength", "split"]) }
      members["evaluation"] = members["evaluation"].map {
        $0.leavingOut(["metrics", "floor", "days"])
      }
      return .object(members)
    }
  }
}

extension RunProtocol<DatasetSpec> {
  /// What two runs must share for claims to be about both: data, split, and the rank of what is not
  /// found.
  var comparison: JSONValue {
    get throws {
      guard case .object(var members) = try CanonicalJSON.tree(self) else { return .null }
      members["dataset"] = members["dataset"].map { $0.leavingOut(["id"]) }
      members["data"] = members["data"].map { $0.leavingOut(["id"]) }
      members["evaluation"] = members["evaluation"].map { $0.leavingOut(["metrics", "days"]) }
      return .object(members)
    }
  }
}

extension JSONValue {
  fileprivate func keeping(_ names: Set<String>) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { names.contains($0.key) })
  }

  fileprivate func leavingOut(_ names: Set<String>) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { !names.contains($0.key) })
  }
}
