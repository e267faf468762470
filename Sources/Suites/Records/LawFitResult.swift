/// What fitting laws to results gave: enough to draw and judge the fits without fitting again.
public struct LawFitResult: Codable, Hashable, Sendable {
  /// One result.
  public struct Point: Codable, Hashable, Sendable {
    /// Blocks in the stack.
    public var layers: Double
    /// Features of an embedding.
    public var width: Double
    /// Events trained on; 1 where not stated.
    public var tokens: Double
    /// What was measured.
    public var value: Double

    /// One result.
    public init(layers: Double, width: Double, tokens: Double, value: Double) {
      self.layers = layers
      self.width = width
      self.tokens = tokens
      self.value = value
    }
  }
  /// A parameter of a law's formula.
  public struct Parameter: Codable, Hashable, Sendable {
    /// Its name in the formula.
    public var name: String
    /// Its value; absent where the data do not identify it.
    public var value: Double?
    /// Its standard error, where there is one.
    public var error: Double?
    /// `pinned`, `loose`, `not-identified` or `on-bound`.
    public var standing: String

    /// A parameter of a law's formula.
    public init(name: String, value: Double?, error: Double?, standing: String) {
      self.name = name
      self.value = value
      self.error = error
      self.standing = standing
    }
  }
  /// A 95 % interval over resampled points.
  public struct Interval: Codable, Hashable, Sendable {
    /// Of which number.
    public var name: String
    /// The 2.5th percentile.
    public var low: Double
    /// The 97.5th percentile.
    public var high: Double
    /// Resamples that gave this number.
    public var resamples: Int

    /// A 95 % interval over resampled points.
    public init(name: String, low: Double, high: Double, resamples: Int) {
      self.name = name
      self.low = low
      self.high = high
      self.resamples = resamples
    }
  }
  /// The range of a number that was searched for, over all ends that fit as well.
  public struct Span: Codable, Hashable, Sendable {
    /// Of which number.
    public var name: String
    /// The smallest.
    public var low: Double
    /// The largest.
    public var high: Double

    /// The range of a number that was searched for.
    public init(name: String, low: Double, high: Double) {
      self.name = name
      self.low = low
      self.high = high
    }
  }
  /// One fitted law.
  public struct Fit: Codable, Hashable, Sendable {
    /// The name in the suite.
    public var name: String
    /// The formula in one line.
    public var formula: String
    /// Numbers that were free.
    public var freeParameters: Int
    /// Searches made.
    public var starts: Int
    /// Searches that reached the best value.
    public var reached: Int
    /// Each parameter of the formula.
    public var parameters: [Parameter]
    /// Intervals of the numbers searched for, and of where the law has its maximum.
    public var intervals: [Interval]
    /// Ranges over all ends of the search whose R² lies within 0.0001 of the best.
    public var spans: [Span]
    /// The law at each point, in order.
    public var predictions: [Double]
    /// The law at every combination of the points' depths and widths, both ascending, the width
    /// fastest; absent where the points are of several data sizes.
    public var mesh: [Double]?
    /// What the law says of the largest points when it has seen the others alone, in the order of
    /// `largest` of the whole; absent where it cannot.
    public var largest: [Double]?
    /// Depth of the law's maximum, where it has one.
    public var bestLayers: Double?
    /// Width of the law's maximum, where it has one.
    public var bestWidth: Double?
    /// Why its digits deserve no trust, in words.
    public var warnings: [String]

    /// One fitted law.
    public init(
      name: String, formula: String, freeParameters: Int, starts: Int, reached: Int,
      parameters: [Parameter], intervals: [Interval], spans: [Span], predictions: [Double],
      mesh: [Double]?, largest: [Double]?, bestLayers: Double?, bestWidth: Double?,
      warnings: [String]
    ) {
      self.name = name
      self.formula = formula
      self.freeParameters = freeParameters
      self.starts = starts
      self.reached = reached
      self.parameters = parameters
      self.intervals = intervals
      self.spans = spans
      self.predictions = predictions
      self.mesh = mesh
      self.largest = largest
      self.bestLayers = bestLayers
      self.bestWidth = bestWidth
      self.warnings = warnings
    }
  }
  /// A law that was not fitted.
  public struct Refusal: Codable, Hashable, Sendable {
    /// The name in the suite.
    public var name: String
    /// Why, as one sentence.
    public var reason: String

    /// A law that was not fitted.
    public init(name: String, reason: String) {
      self.name = name
      self.reason = reason
    }
  }
  /// Which results these are, in words.
  public var name: String
  /// The results, in order.
  public var points: [Point]
  /// The laws, in the order of the suite.
  public var fits: [Fit]
  /// Laws that these points are too few for; absent for none.
  public var refused: [Refusal]?
  /// Places in `points` of the largest models, which are also predicted from the others, the smallest
  /// first; absent where that was not asked for.
  public var largest: [Int]?

  /// What fitting laws to results gave.
  public init(
    name: String, points: [Point], fits: [Fit], refused: [Refusal]? = nil, largest: [Int]? = nil
  ) {
    self.name = name
    self.points = points
    self.fits = fits
    self.refused = refused
    self.largest = largest
  }
}
