internal import Suites

extension MovieLens1MLayout: RowLayout {
  var sideMembers: [String] { ["users.dat", "movies.dat"] }

  func role(of name: String) -> MemberRole {
    name == "ratings.dat" ? .ratings : name == "movies.dat" ? .items : .other
  }

  func read(
    _ line: UnsafeRawBufferPointer, _ number: Int, of role: MemberRole, into rows: inout RatingRows
  ) throws {
    var fields = FieldCursor(line, separator: 0x3a, width: 2)
    if role == .ratings { try rows.rating(fields) } else { rows.add(item: try fields.id("movie")) }
  }
}

extension MovieLens100KLayout: RowLayout {
  var sideMembers: [String] { ["u.user", "u.item"] }

  func role(of name: String) -> MemberRole {
    name == "u.data" ? .ratings : name == "u.item" ? .items : .other
  }

  func read(
    _ line: UnsafeRawBufferPointer, _ number: Int, of role: MemberRole, into rows: inout RatingRows
  ) throws {
    if role == .ratings {
      try rows.rating(FieldCursor(line, separator: 0x09))
    } else {
      var fields = FieldCursor(line, separator: 0x7c)
      rows.add(item: try fields.id("movie"))
    }
  }
}

extension MovieLensCSVLayout: RowLayout {
  var sideMembers: [String] { ["movies.csv"] }

  func role(of name: String) -> MemberRole {
    name == "ratings.csv" ? .ratings : name == "movies.csv" ? .items : .other
  }

  func read(
    _ line: UnsafeRawBufferPointer, _ number: Int, of role: MemberRole, into rows: inout RatingRows
  ) throws {
    let header = role == .ratings ? "userId,movieId,rating,timestamp" : "movieId,title,genres"
    if number == 1 {
      guard line.elementsEqual(header.utf8) else {
        throw RowProblem("the header is not '\(header)'")
      }
    } else if role == .ratings {
      try rows.rating(FieldCursor(line, separator: 0x2c))
    } else {
      rows.add(item: try movie(line))
    }
  }

  /// `movieId,title,genres`, a field in double quotes where it has commas, quotes doubled inside.
  private func movie(_ line: UnsafeRawBufferPointer) throws -> Int32 {
    var fields = FieldCursor(line, separator: 0x2c)
    let id = try fields.id("movieId")
    guard try csvFields(line).count == 3 else { throw RowProblem("there are not three fields") }
    return id
  }
}
