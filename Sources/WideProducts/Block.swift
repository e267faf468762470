internal import CIntrinsics

// One file, because the compiler specialises what is generic within a file alone when it does not
// optimise the module as a whole, as in builds for debugging.

/// A chunk of terms and a block of columns of a product, the right matrix packed.
struct Block {
  var terms: Range<Int>
  var firstColumn: Int
  var a: LeftMatrix
  /// The first of the chunk's terms and of the block's columns.
  var b: UnsafePointer<Float>
  /// Elements from one term to the next; nil where `b` is packed, strip after strip.
  var termStep: Int?
  /// The block's first column.
  var c: UnsafeMutablePointer<Float>
  var step: Int
  var alpha: Float
  var adding: Bool
  var needed: Needed

  func run(_ rows: Range<Int>, columns: Int) {
    forEachStrip(columns) { first, width in
      let count = min(width, columns - first)
      switch width {
      case 4: run(Strip4.self, rows, first, count)
      case 8: run(Strip8.self, rows, first, count)
      case 12: run(Strip12.self, rows, first, count)
      case 16: run(Strip16.self, rows, first, count)
      case 20: run(Strip20.self, rows, first, count)
      case 24: run(Strip24.self, rows, first, count)
      case 28: run(Strip28.self, rows, first, count)
      case 32: run(Strip32.self, rows, first, count)
      case 36: run(Strip36.self, rows, first, count)
      case 40: run(Strip40.self, rows, first, count)
      default: run(Strip48.self, rows, first, count)
      }
    }
  }

  @inline(never)
  private func run<Columns: Strip>(
    _: Columns.Type, _ rows: Range<Int>, _ first: Int, _ count: Int
  ) {
    var row = rows.lowerBound
    while row + 8 <= rows.upperBound {
      run(EightRows<Columns>.self, row, first, count)
      row += 8
    }
    if row + 4 <= rows.upperBound {
      run(FourRows<Columns>.self, row, first, count)
      row += 4
    }
    if row + 2 <= rows.upperBound {
      run(TwoRows<Columns>.self, row, first, count)
      row += 2
    }
    if row < rows.upperBound { run(OneRow<Columns>.self, row, first, count) }
  }

  @inline(__always)
  private func run<Rows: RowGroup>(_: Rows.Type, _ row: Int, _ first: Int, _ count: Int) {
    var terms = self.terms
    switch needed {
    case .all: break
    case .columnsThrough(let diagonal):
      if firstColumn + first >= diagonal + row + Rows.rows { return }
    case .termsThrough(let diagonal):
      let end = min(terms.upperBound, diagonal + row + Rows.rows)
      terms = terms.lowerBound..<max(terms.lowerBound, end)
    case .termsFrom(let diagonal):
      terms = min(terms.upperBound, max(terms.lowerBound, row - diagonal))..<terms.upperBound
    }
    var factors = a.start + row * a.rowStep + terms.lowerBound * a.termStep
    let termStep = self.termStep ?? Rows.Columns.width
    var columns =
      b + first * (self.termStep == nil ? self.terms.count : 1)
      + (terms.lowerBound - self.terms.lowerBound) * termStep
    let place = c + row * step + first
    if adding { prefetch(place, Rows.rows, Rows.Columns.width) }
    var sums = Rows()
    for _ in 0..<terms.count {
      sums.add(factors, step: a.rowStep, times: Rows.Columns(columns))
      factors += a.termStep
      columns += termStep
    }
    if alpha != 1 { sums = sums.scaled(by: alpha) }
    sums.put(count, adding: adding, at: place, step: step)
  }

  /// Asks for what the sums will be added to: it left the caches while other sums were made.
  @inline(__always)
  private func prefetch(_ place: UnsafePointer<Float>, _ rows: Int, _ columns: Int) {
    for row in 0..<rows {
      for column in Swift.stride(from: 0, to: columns, by: 16) {
        prefetch_for_writing(place + row * step + column)
      }
    }
  }
}

/// Neighbouring rows of a strip of a product, in registers.
protocol RowGroup {
  associatedtype Columns: Strip
  /// Rows.
  static var rows: Int { get }
  /// Zeros.
  init()
  /// To each row, one factor of the left matrix times one row of the right one.
  mutating func add(_ factors: UnsafePointer<Float>, step: Int, times columns: Columns)
  /// Writes the first `count` columns of all rows, or adds them to what stands there.
  func put(_ count: Int, adding: Bool, at place: UnsafeMutablePointer<Float>, step: Int)
  /// All of it times a number.
  func scaled(by factor: Float) -> Self
}

/// One row.
struct OneRow<Columns: Strip>: RowGroup {
  private var sums: Columns

  @inline(__always) static var rows: Int { 1 }

  @inline(__always) init() { sums = Columns() }

  @inline(__always)
  mutating func add(_ factors: UnsafePointer<Float>, step: Int, times columns: Columns) {
    sums.add(factors.pointee, times: columns)
  }

  @inline(__always)
  func put(_ count: Int, adding: Bool, at place: UnsafeMutablePointer<Float>, step: Int) {
    sums.put(count, adding: adding, at: place)
  }

  @inline(__always) func scaled(by factor: Float) -> Self {
    var result = self
    result.sums = sums.scaled(by: factor)
    return result
  }
}

/// Twice as many rows.
struct Twice<Half: RowGroup>: RowGroup {
  private var upper: Half
  private var lower: Half

  @inline(__always) static var rows: Int { 2 * Half.rows }

  @inline(__always) init() { (upper, lower) = (Half(), Half()) }

  @inline(__always)
  mutating func add(_ factors: UnsafePointer<Float>, step: Int, times columns: Half.Columns) {
    upper.add(factors, step: step, times: columns)
    lower.add(factors + Half.rows * step, step: step, times: columns)
  }

  @inline(__always)
  func put(_ count: Int, adding: Bool, at place: UnsafeMutablePointer<Float>, step: Int) {
    upper.put(count, adding: adding, at: place, step: step)
    lower.put(count, adding: adding, at: place + Half.rows * step, step: step)
  }

  @inline(__always) func scaled(by factor: Float) -> Self {
    var result = self
    result.upper = upper.scaled(by: factor)
    result.lower = lower.scaled(by: factor)
    return result
  }
}

typealias TwoRows<Columns: Strip> = Twice<OneRow<Columns>>
typealias FourRows<Columns: Strip> = Twice<TwoRows<Columns>>
typealias EightRows<Columns: Strip> = Twice<FourRows<Columns>>

/// Neighbouring columns of one row of a product, in registers.
protocol Strip {
  /// Columns.
  static var width: Int { get }
  /// Zeros.
  init()
  /// The columns that begin at `start`.
  init(_ start: UnsafePointer<Float>)
  /// `self += factor · columns`, rounded once.
  mutating func add(_ factor: Float, times columns: Self)
  /// Writes the first `count` columns, or adds them to what stands there.
  func put(_ count: Int, adding: Bool, at place: UnsafeMutablePointer<Float>)
  /// All columns times a number.
  func scaled(by factor: Float) -> Self
}

/// As many columns as one register holds.
struct Register<Vector: SIMD>: Strip where Vector.Scalar == Float {
  private var values: Vector

  @inline(__always) static var width: Int { Vector.scalarCount }

  @inline(__always) init() { values = Vector() }

  @inline(__always) init(_ start: UnsafePointer<Float>) {
    values = UnsafeRawPointer(start).loadUnaligned(as: Vector.self)
  }

  @inline(__always) mutating func add(_ factor: Float, times columns: Self) {
    values = values.addingProduct(Vector(repeating: factor), columns.values)
  }

  @inline(__always)
  func put(_ count: Int, adding: Bool, at place: UnsafeMutablePointer<Float>) {
    if count >= Self.width {
      let sum = adding ? Self(place).values + values : values
      UnsafeMutableRawPointer(place).storeBytes(of: sum, as: Vector.self)
    } else {
      for column in 0..<count {
        place[column] = adding ? place[column] + values[column] : values[column]
      }
    }
  }

  @inline(__always) func scaled(by factor: Float) -> Self {
    var result = self
    result.values *= Vector(repeating: factor)
    return result
  }
}

/// Two strips side by side.
struct Beside<Left: Strip, Right: Strip>: Strip {
  private var left: Left
  private var right: Right

  @inline(__always) static var width: Int { Left.width + Right.width }

  @inline(__always) init() { (left, right) = (Left(), Right()) }

  @inline(__always) init(_ start: UnsafePointer<Float>) {
    (left, right) = (Left(start), Right(start + Left.width))
  }

  @inline(__always) mutating func add(_ factor: Float, times columns: Self) {
    left.add(factor, times: columns.left)
    right.add(factor, times: columns.right)
  }

  @inline(__always)
  func put(_ count: Int, adding: Bool, at place: UnsafeMutablePointer<Float>) {
    left.put(count, adding: adding, at: place)
    right.put(count - Left.width, adding: adding, at: place + Left.width)
  }

  @inline(__always) func scaled(by factor: Float) -> Self {
    var result = self
    result.left = left.scaled(by: factor)
    result.right = right.scaled(by: factor)
    return result
  }
}

typealias Strip16 = Register<SIMD16<Float>>
typealias Strip8 = Register<SIMD8<Float>>
typealias Strip4 = Register<SIMD4<Float>>
typealias Strip12 = Beside<Strip8, Strip4>
typealias Strip20 = Beside<Strip16, Strip4>
typealias Strip24 = Beside<Strip16, Strip8>
typealias Strip28 = Beside<Strip16, Strip12>
typealias Strip32 = Beside<Strip16, Strip16>
typealias Strip36 = Beside<Strip32, Strip4>
typealias Strip40 = Beside<Strip32, Strip8>
/// With eight rows of these, 24 of 32 registers hold sums, and three loads feed them.
typealias Strip48 = Beside<Strip32, Strip16>

/// Calls `body` for the strips that columns are cut into, from the left.
@inline(__always)
func forEachStrip(_ columns: Int, _ body: (_ first: Int, _ width: Int) -> Void) {
  var first = 0
  while first < columns {
    let width = stripWidth(columns - first)
    body(first, width)
    first += width
  }
}

/// The width of the next strip: 48 as long as a wide strip remains behind it, since narrow ones
/// wait for their loads; else the narrowest that holds what is left.
@inline(__always)
private func stripWidth(_ columns: Int) -> Int {
  switch columns {
  case 65...: 48
  case 49...: 32
  case 41...: 48
  default: (columns + 3) & ~3
  }
}
