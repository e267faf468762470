internal import Determinism
public import Models
public import Suites
internal import Tensors

/// How fast this machine trains a click model, found by training it on rows made up for it: the
/// time of a step depends on the shapes alone.
public enum ClickPace {
  /// Rows of the table up to which it is made for the timing. A step's time grows by the same for
  /// every further row, so that what a larger table costs follows from two smaller ones.
  private static let largest = 1 << 18

  /// Rows trained on a second: the faster of two steps after a first one.
  ///
  /// - Parameter columns: shape of the rows. Its vocabulary counts: a dense table moves whole.
  public static func rowsPerSecond(_ task: ClickTask, _ columns: ClickColumns) -> Double {
    let high = min(columns.vocabulary, largest)
    let whole = seconds(task, columns, vocabulary: high)
    guard columns.vocabulary > high else { return Double(task.training.rows) / whole }
    let half = seconds(task, columns, vocabulary: high / 2)
    let perRow = max(0, whole - half) / Double(high - high / 2)
    return Double(task.training.rows) / (whole + perRow * Double(columns.vocabulary - high))
  }

  /// Seconds of a step with a table of so many rows.
  private static func seconds(
    _ task: ClickTask, _ columns: ClickColumns, vocabulary: Int
  ) -> Double {
    var columns = columns
    columns.vocabulary = vocabulary
    let key = RandomKey(seed: 1)
    var trainer = ClickTrainer(task.model, task.training, columns, key: key["model"])
    let batch = (0..<task.training.shards).compactMap { shard -> ClickBatch? in
      let first = task.training.rows * shard / task.training.shards
      let rows = task.training.rows * (shard + 1) / task.training.shards - first
      return rows > 0 ? self.batch(rows, columns, key["rows"][shard]) : nil
    }
    _ = trainer.step(batch, key: key["step"][0])
    let clock = ContinuousClock()
    let times = (1...2).map { number in
      clock.measure { _ = trainer.step(batch, key: key["step"][number]) } / .seconds(1)
    }
    return max(1e-9, times.min() ?? 0)
  }

  /// The columns that a data set's rows have after a treatment, where only published counts are
  /// known of it.
  public static func columns(
    of treatment: ClickTreatmentSpec, dense: Int, fields: Int, vocabulary: Int
  ) -> ClickColumns {
    treatment.numbers == .logSquareBucket
      ? ClickColumns(dense: 0, fields: dense + fields, vocabulary: vocabulary)
      : ClickColumns(dense: dense, fields: fields, vocabulary: vocabulary)
  }

  /// Each field draws from its own equal part of the vocabulary.
  private static func batch(_ rows: Int, _ columns: ClickColumns, _ key: RandomKey) -> ClickBatch {
    let fields = max(1, columns.fields)
    let part = max(1, columns.vocabulary / fields)
    let ids = (0..<rows * columns.fields).map {
      Int32($0 % fields * part + key["ids"].integer(below: part, $0))
    }
    let labels = (0..<rows).map { Real(key["labels"].uniform($0) < 0.25 ? 1 : 0) }
    guard columns.dense > 0 else { return ClickBatch(numbers: nil, ids: ids, labels: labels) }
    let numbers = (0..<rows * columns.dense).map { Real(key["numbers"].uniform($0)) }
    return ClickBatch(
      numbers: Tensor([rows, columns.dense], numbers), ids: ids, labels: labels)
  }
}
