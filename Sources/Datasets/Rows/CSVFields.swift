/// The fields of one line of comma-separated values (RFC 4180): quotes around a field with commas,
/// quotes doubled inside. A field does not go on in the next line.
///
/// - Throws: `RowProblem` where a quote is not closed or stands in the middle of a field.
func csvFields(_ line: UnsafeRawBufferPointer) throws -> [String] {
  try delimitedFields(line, by: UInt8(ascii: ","), quoted: true).map {
    String(decoding: $0, as: UTF8.self)
  }
}

/// The fields of one line between separators, their quotes taken off.
///
/// - Parameter quoted: whether a field may stand in double quotes, quotes doubled inside.
/// - Throws: `RowProblem` where a quote is not closed or stands in the middle of a field.
func delimitedFields(
  _ line: UnsafeRawBufferPointer, by separator: UInt8, quoted: Bool
) throws -> [[UInt8]] {
  let quote = UInt8(ascii: "\"")
  var fields: [[UInt8]] = []
  var position = 0
  while true {
    var field: [UInt8] = []
    if quoted, position < line.count, line[position] == quote {
      position += 1
      while true {
        guard position < line.count else { throw RowProblem("a quote is not closed") }
        let byte = line[position]
        position += 1
        if byte != quote {
          field.append(byte)
        } else if position < line.count, line[position] == quote {
          field.append(quote)
          position += 1
        } else {
          break
        }
      }
      guard position == line.count || line[position] == separator else {
        throw RowProblem("there is text after a closing quote")
      }
    } else {
      let start = position
      while position < line.count, line[position] != separator { position += 1 }
      field = Array(line[start..<position])
      if quoted, field.contains(quote) {
        throw RowProblem("a quote stands in the middle of a field")
      }
    }
    fields.append(field)
    guard position < line.count else { return fields }
    position += 1
  }
}
