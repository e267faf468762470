/// The natural logarithm in basic IEEE operations: the same bits on every processor, unlike the
/// system's, which picks variants by processor. Relative error below 4e-16 for normal numbers.
///
/// `x = m · 2ᵉ` with m in [√½, √2); `ln m = 2·atanh((m − 1)/(m + 1))` by its power series.
public func portableLog(_ x: Double) -> Double {
  precondition(x > 0 && x.isFinite, "The logarithm of \(x) is not defined.")
  var mantissa = x.significand
  var exponent = Double(x.exponent)
  if mantissa > 1.414_213_562_373_095_1 {
    mantissa *= 0.5
    exponent += 1
  }
  let z = (mantissa - 1) / (mantissa + 1)
  let square = z * z
  var series = 0.0
  for k in stride(from: 27, through: 3, by: -2) { series = (series + 1 / Double(k)) * square }
  return exponent * 0.693_147_180_559_945_3 + 2 * (z + z * series)
}

/// The standard normal quantile, by Wichura's algorithm AS 241 (Applied Statistics 37, 1988,
/// routine PPND16): relative error about 1e-16.
///
/// - Precondition: `p` lies strictly between 0 and 1.
public func normalQuantile(_ p: Double) -> Double {
  precondition(p > 0 && p < 1, "A probability strictly between 0 and 1 is needed, not \(p).")
  let q = p - 0.5
  if abs(q) <= 0.425 {
    let r = 0.180625 - q * q
    return q * ratio(r, central)
  }
  let tail = (-portableLog(q < 0 ? p : 1 - p)).squareRoot()
  let magnitude = tail <= 5 ? ratio(tail - 1.6, middle) : ratio(tail - 5, far)
  return q < 0 ? -magnitude : magnitude
}

private typealias Coefficients = (numerator: [Double], denominator: [Double])

/// Horner's rule over and under; coefficients from the highest power down.
private func ratio(_ x: Double, _ coefficients: Coefficients) -> Double {
  var over = 0.0
  var under = 0.0
  for c in coefficients.numerator { over = over * x + c }
  for c in coefficients.denominator { under = under * x + c }
  return over / under
}

private let central: Coefficients = (
  [
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
  ],
  [
    5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
  ]
)

private let middle: Coefficients = (
  [
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
    1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959,
    1.42343711074968357734,
  ],
  [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
    0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
    2.05319162663775882187, 1,
  ]
)

private let far: Coefficients = (
  [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
    0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699,
    6.6579046435011037772,
  ],
  [
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
    7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
    0.59983220655588793769, 1,
  ]
)
