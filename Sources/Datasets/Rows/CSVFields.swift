/// The fields of one line of comma-separated values (RFC 4180): quotes around a field with commas,
/// quotes doubled inside. A field does not go on in the next line.
///
/// - Throws: `RowProblem` where a quote is not closed or stands in the middle of a field.
func csvFields(_ line: UnsafeRawBufferPointer) throws -> [String] {
  let quote: UInt8 = 0x22
  let comma: UInt8 = 0x2c
  var fields: [String] = []
  var position = 0
  while true {
    var field: [UInt8] = []
    if position < line.count, line[position] == quote {
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
      guard position == line.count || line[position] == comma else {
        throw RowProblem("there is text after a closing quote")
      }
    } else {
      while position < line.count, line[position] != comma {
        guard line[position] != quote else {
          throw RowProblem("a quote stands in the middle of a field")
        }
        field.append(line[position])
        position += 1
      }
    }
    fields.append(String(decoding: field, as: UTF8.self))
    guard position < line.count else { return fields }
    position += 1
  }
}
