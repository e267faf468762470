internal import CCurl

/// How long a server asks to be left alone.
package enum RetryAfter {
  /// Seconds to wait, from the field `Retry-After`: a count of seconds or a date in any of HTTP's
  /// three forms (RFC 9110, sections 5.6.7 and 10.2.3). 1 where it is absent or says nothing, 0 for
  /// a date gone by.
  ///
  /// - Parameter now: seconds since 1970.
  package static func seconds(_ field: String?, now: Int) -> Int {
    guard let field, !field.isEmpty else { return 1 }
    // A count too large for an integer is too long to wait, too.
    if field.utf8.allSatisfy({ (48...57).contains($0) }) { return Int(field) ?? Int.max }
    let date = curl_getdate(field, nil)
    return date < 0 ? 1 : max(0, date - now)
  }
}
