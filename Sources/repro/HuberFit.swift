import ArgumentParser
import Determinism
import Fits
import Reports

/// How a loss is fitted.
enum LossFit: String, CaseIterable, ExpressibleByArgument {
  /// Least squares of the values, as everywhere else.
  case squares
  /// Huber's loss on logarithms.
  case huber
}

/// Hoffmann's form fitted to one group of a user's rows, and what is said of it.
struct HuberFit: Encodable {
  let name: String
  let points: Int
  /// E, A, B, α, β, and a of `N ∝ C^a`.
  let numbers: [String: Double]
  /// The sum of Huber's losses.
  let loss: Double
  let starts: Int
  /// Searches that ended at the smallest sum.
  let reached: Int
  let intervals: [BootstrapInterval]
  private let fit: HuberScaling
  private let resamples: Int

  private enum CodingKeys: String, CodingKey {
    case name, points, numbers, loss, starts, reached, intervals
  }

  /// - Throws: ``FitError`` with fewer than six points.
  init(name: String, points: [HuberScaling.Point], resamples: Int, key: RandomKey) throws {
    self.name = name
    self.points = points.count
    self.resamples = resamples
    let fit: HuberScaling
    do throws(FitError) { fit = try HuberScaling(fitting: points) } catch {
      throw FitError(subject: name, place: error.place, reason: error.reason)
    }
    self.fit = fit
    numbers = [
      "E": fit.floor, "A": fit.sizeWeight, "B": fit.dataWeight, "α": fit.sizeExponent,
      "β": fit.dataExponent, "a": fit.computeExponent,
    ]
    loss = fit.search.value
    starts = fit.search.starts
    reached = fit.search.reached
    intervals = fit.intervals(resampling: points, times: resamples, key: key)
  }

  /// For a terminal.
  var words: String {
    let rows: [(String, Double, String)] = [
      ("E", fit.floor, "loss of an infinite model on infinite data"),
      ("ln A", fit.logSizeWeight, ""), ("ln B", fit.logDataWeight, ""),
      ("α", fit.sizeExponent, "of the parameters"), ("β", fit.dataExponent, "of the tokens"),
      ("a", fit.computeExponent, "the best size grows as compute^a"),
    ]
    let lines = rows.map { row -> [String] in
      let interval = intervals.first { $0.name == row.0 }
      return [
        "  \(row.0)", rounded(row.1, 4),
        interval.map { "± \(rounded($0.deviation, 4))" } ?? "",
        interval.map { "[\(rounded($0.low, 4)), \(rounded($0.high, 4))]" } ?? "", row.2,
      ]
    }
    return """
      \(name), \(Law.hoffmann.formula), \(points) points
      sum of Huber's losses on logarithms (δ 0.001): \(rounded(loss, 10)), \
      reached by \(reached) of \(starts) starts
      \(columns(lines))

      """
  }
}
