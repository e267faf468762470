internal import Datasets
internal import Models
internal import Tensors

extension ClickTable {
  /// What a model for this table has to be made for.
  var columns: ClickColumns {
    ClickColumns(dense: dense, fields: fields, vocabulary: vocabulary)
  }

  /// Some rows, in the order given.
  func batch(_ rows: some Collection<UInt32>) -> ClickBatch {
    var ids: [Int32] = []
    ids.reserveCapacity(rows.count * fields)
    self.ids.withElements { all in
      for row in rows {
        let first = Int(row) * fields
        ids.append(contentsOf: all[first..<first + fields])
      }
    }
    let labels = self.labels.withElements { all in rows.map { Real(all[Int($0)]) } }
    guard dense > 0 else { return ClickBatch(numbers: nil, ids: ids, labels: labels) }
    var numbers: [Real] = []
    numbers.reserveCapacity(rows.count * dense)
    self.numbers.withElements { all in
      for row in rows {
        let first = Int(row) * dense
        for index in first..<first + dense { numbers.append(Real(all[index])) }
      }
    }
    return ClickBatch(
      numbers: Tensor([rows.count, dense], numbers), ids: ids, labels: labels)
  }

  /// Some rows cut into `shards` runs of about equal length; empty ones are left out.
  func batch(_ rows: ArraySlice<UInt32>, shards: Int) -> [ClickBatch] {
    (0..<shards).compactMap { shard in
      let first = rows.startIndex + rows.count * shard / shards
      let last = rows.startIndex + rows.count * (shard + 1) / shards
      return first < last ? batch(rows[first..<last]) : nil
    }
  }
}
