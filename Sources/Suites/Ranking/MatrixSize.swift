/// A matrix that a model would hold, and the size that makes it large.
package struct MatrixSize: Sendable {
  /// Path of the size to blame, below the model.
  package var path: String
  package var rows: Int
  package var columns: Int

  package init(_ path: String, _ rows: Int, _ columns: Int) {
    (self.path, self.rows, self.columns) = (path, rows, columns)
  }

  /// More than 2³⁰ numbers.
  var complaint: Complaint? {
    rows > 0 && columns > 0 && rows.multipliedWithinBounds(by: columns) > 1 << 30
      ? (path, "a matrix of \(rows) by \(columns) numbers is more than can be trained") : nil
  }
}
