/// The forms in which a metric, or a loss, is said to follow from the size of model and data.
///
/// `N` layers, `d` width, `D` data, `P` a metric, `L` a loss, ln natural. Inside one data size every
/// term in D alone is one constant; where a grid has several data sizes, F1, F3 and the two controls
/// get one constant for each.
public enum Law: String, Codable, Hashable, Sendable, CaseIterable {
  /// The first version of the Performance Law.
  ///
  /// `P = w1·(ln N + p1/N^w3) + w2·(ln d + p1/d^w4) + ln D′ + p2/D′^w5`
  ///
  /// Domain: N, d, D′ > 0. The exponents lie in −3…10 and p1 on a stated list. Source: arXiv
  /// 2412.00430, known through a public transcription (secondary).
  case f1 = "F1"
  /// The Performance Law as its authors released and drew it.
  ///
  /// `P = w1·(−1/(pf1·N^w3) − w3·ln N) + w2·(−1/(pf1·d^w4) − w4·ln d) − 1/(pf2·D^w5) − w5·ln D + b`
  ///
  /// Domain: N, d, D > 0. pf1 and pf2 are constants of an outer grid. Source: P-Law (NeurIPS 2025),
  /// the authors' `performance_law_fitting.py` (primary).
  case f3 = "F3"
  /// The scaling law that the Performance Law is compared with, as it is plotted.
  ///
  /// `P = c + a·ln N + b·ln d`, ordinary least squares. Domain: N, d > 0. Source: the 20 surfaces of
  /// the authors' figures (derived).
  case logLinear = "log-linear"
  /// A control of as many parameters as F3 in one panel.
  ///
  /// `P = c + a·ln N + b·ln d + e·ln² N + f·ln² d`, ordinary least squares. Domain: N, d > 0.
  case quadratic
  /// Kaplan's joint form.
  ///
  /// `L = ((N_c/N)^(α_N/α_D) + D_c/D)^α_D`, with N the parameters outside the embeddings,
  /// `12·layers·width²`. Domain: L > 0. A gain P is fitted as the loss 1 − P. Source: Kaplan et al.
  /// 2020, arXiv 2001.08361, eq. 1.5.
  case kaplan
  /// Hoffmann's form, called approach 3.
  ///
  /// `L = E + A/N^α + B/D^β`, with N the parameters outside the embeddings, `12·layers·width²`.
  /// Domain: L > 0; α, β in −3…10. A gain P is fitted as the loss 1 − P. Source: Hoffmann et al.
  /// 2022, arXiv 2203.15556, section 3.3.
  case hoffmann

  /// The formula in one line.
  public var formula: String {
    switch self {
    case .f1: "P = w1·(ln N + p1/N^w3) + w2·(ln d + p1/d^w4) + ln D′ + p2/D′^w5"
    case .f3:
      "P = w1·(−1/(pf1·N^w3) − w3·ln N) + w2·(−1/(pf1·d^w4) − w4·ln d) − 1/(pf2·D^w5) − w5·ln D + b"
    case .logLinear: "P = c + a·ln N + b·ln d"
    case .quadratic: "P = c + a·ln N + b·ln d + e·ln²N + f·ln²d"
    case .kaplan: "L = ((Nc/N)^(αN/αD) + Dc/D)^αD"
    case .hoffmann: "L = E + A/N^α + B/D^β"
    }
  }

  /// Where the form comes from.
  public var source: String {
    switch self {
    case .f1: "arXiv 2412.00430, through a public transcription"
    case .f3: "P-Law (NeurIPS 2025), performance_law_fitting.py"
    case .logLinear: "the surfaces of the P-Law figures ScalingLaw_HR and ScalingLaw_NDCG"
    case .quadratic: "control of equal size"
    case .kaplan: "Kaplan et al. 2020, eq. 1.5"
    case .hoffmann: "Hoffmann et al. 2022, section 3.3"
    }
  }

  /// The law with this name, whatever its capitals.
  ///
  /// - Throws: ``FitError`` that lists the names there are.
  public init(named name: String) throws(FitError) {
    guard let law = Law.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() })
    else {
      throw FitError(
        subject: "Law '\(name)'",
        reason: "is not known; there are "
          + Law.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self = law
  }

  /// The bracket of its two axes for one constant of the outer grid, where it has brackets.
  func bracket(_ p: Double) -> Bracket? {
    switch self {
    case .f1: .logarithm(p: p)
    case .f3: .released(p: p)
    case .logLinear, .quadratic, .kaplan, .hoffmann: nil
    }
  }
}
