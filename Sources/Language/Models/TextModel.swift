public import Tensors

/// A pre-trained model that turns tokens into states; nothing of it is trained here.
public protocol TextModel: Sendable {
  /// From text to tokens.
  var tokenizer: any Tokenizer { get }
  /// Numbers of a state.
  var width: Int { get }
  /// Tokens of the longest text that it reads.
  var longest: Int { get }

  /// The state at each token, after the last norm: `[tokens, width]`. A text's states depend on no
  /// other text.
  ///
  /// - Parameters:
  ///   - tokens: of all texts, one behind the other.
  ///   - rows: which of them are of one text.
  func states(_ tokens: [Int32], _ rows: PackedRows) -> Tensor

  /// The rows of the table of tokens: `[tokens, width]`.
  func embeddings(_ tokens: [Int32]) -> Tensor
}

/// `x·Wᵀ`: `[rows, in]`, `[out, in]` → `[rows, out]`.
///
/// Matrix libraries serve few rows by other kernels, which add in another order: zeros fill up to
/// sixteen, so that a text has the same bits alone and among others.
func linear(_ x: Tensor, _ weight: Tensor) -> Tensor {
  let (rows, width, fewest) = (x.shape.rows, x.shape.width, 16)
  guard rows < fewest else { return matmul(x, transposed: false, weight, transposed: true) }
  let padding = [Real](repeating: 0, count: (fewest - rows) * width)
  let padded = Tensor([fewest, width], x.elements + padding)
  let outputs = weight.shape.rows
  let product = matmul(padded, transposed: false, weight, transposed: true)
  return Tensor([rows, outputs], Array(product.elements.prefix(rows * outputs)))
}

/// The same with a number added to each column.
func linear(_ x: Tensor, _ weight: Tensor, _ bias: Tensor) -> Tensor {
  addingRow(linear(x, weight), bias)
}

/// Matrices of equal width one below the other.
func below(_ parts: [[Float]], width: Int) -> Tensor {
  let elements = parts.joined().map { Real($0) }
  return Tensor([elements.count / max(1, width), width], elements)
}
