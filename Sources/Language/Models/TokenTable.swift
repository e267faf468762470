internal import Foundation
internal import Tensors
internal import Weights

/// The table of tokens as its file has it: a few bits a number, expanded where a row is asked for. It is
/// the largest array of a small model, and a text needs few rows of it.
struct TokenTable: Sendable {
  let count: Int
  let width: Int
  private let form: NumberForm
  private let bytes: Data

  init(_ name: String, of file: GGUF, count: Int, width: Int) throws(WeightsError) {
    let entry = try file.entry(name, [count, width])
    self.count = count
    self.width = width
    form = entry.form
    // A copy of its own, so that the rest of the file need not be kept.
    bytes = Data(Array(file.bytes(of: entry)))
    for first in stride(from: 0, to: count, by: 4096) {
      guard numbers(first..<min(count, first + 4096)).allSatisfy(\.isFinite) else {
        throw WeightsError(
          file: file.file, entry: name,
          reason: "holds something that is not a finite number")
      }
    }
  }

  private func numbers(_ rows: Range<Int>) -> [Float] {
    let rowBytes = width / form.blockNumbers * form.blockBytes
    return form.numbers(bytes.dropFirst(rows.lowerBound * rowBytes).prefix(rows.count * rowBytes))
  }

  /// `[rows, width]`.
  func rows(_ rows: Range<Int>) -> Tensor {
    Tensor([rows.count, width], numbers(rows).map { Real($0) })
  }

  /// `[tokens, width]`.
  ///
  /// - Precondition: the table has them all.
  func callAsFunction(_ tokens: [Int32]) -> Tensor {
    var elements: [Real] = []
    elements.reserveCapacity(tokens.count * width)
    for token in tokens {
      precondition(
        token >= 0 && Int(token) < count, "Token \(token) is outside a table of \(count).")
      elements += numbers(Int(token)..<Int(token) + 1).map { Real($0) }
    }
    return Tensor([tokens.count, width], elements)
  }
}
