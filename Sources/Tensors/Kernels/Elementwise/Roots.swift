internal import CIntrinsics

/// Lanes whose square roots are taken all at once, but for the two that a rest is computed in.
/// `squareRoot()` of the standard library takes them one by one, with a branch each; both round
/// correctly, so the bits are the same.
protocol Rooted: SIMD where Scalar == Real {
  /// The root of each lane.
  var roots: Self { get }
}

#if DoublePrecision
  extension SIMD8<Double>: Rooted {
    @inline(__always) var roots: Self { roots_of_eight_doubles(self) }
  }
  extension SIMD4<Double>: Rooted {
    @inline(__always) var roots: Self { roots_of_four_doubles(self) }
  }
#else
  extension SIMD8<Float>: Rooted {
    @inline(__always) var roots: Self { roots_of_eight_floats(self) }
  }
  extension SIMD4<Float>: Rooted {
    @inline(__always) var roots: Self { roots_of_four_floats(self) }
  }
#endif

extension SIMD2<Real>: Rooted {
  @inline(__always) var roots: Self { squareRoot() }
}
