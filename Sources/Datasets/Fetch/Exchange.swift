internal import CCurl
internal import Foundation

/// One question to a server and its answer, through libcurl. Follows no redirect, decodes nothing.
final class Exchange {
  /// How the answer ended.
  enum Ending: Hashable {
    /// Whole, as far as the server says.
    case complete
    /// Broken off on the way.
    case broken(String)
    /// Broken off by us, because it came too slowly.
    case stuck
    /// Never came: no such host, nobody listening, no certificate.
    case unreachable(String)
    /// Broken off by us, for the reason the receiver gave.
    case refused
  }

  private(set) var status = 0
  private(set) var headers: [String: String] = [:]
  private(set) var redirect: String?
  private var receive: ((UnsafeRawBufferPointer) -> Bool)?

  private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Asks, and hands the bytes of the answer to `receive` as they come, until it says false.
  ///
  /// - Parameters:
  ///   - offset: first byte wanted; above 0, `validator` says which version of the file is meant.
  ///   - validator: an ETag or a date, for `If-Range`.
  ///   - authorities: file of the certificates that vouch for servers; the system's where nil.
  func ask(
    _ url: String, from offset: Int, validator: String?, authorities: String?, patience: Patience,
    _ receive: (UnsafeRawBufferPointer) -> Bool
  ) -> Ending {
    guard Self.isReady, let handle = curl_easy_init() else {
      return .unreachable("libcurl cannot start")
    }
    defer { curl_easy_cleanup(handle) }
    var fields = curl_slist_append(nil, "Accept-Encoding: identity")
    if offset > 0 {
      fields = curl_slist_append(fields, "Range: bytes=\(offset)-")
      if let validator { fields = curl_slist_append(fields, "If-Range: \(validator)") }
    }
    defer { curl_slist_free_all(fields) }
    var words = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))

    return withoutActuallyEscaping(receive) { receive in
      self.receive = receive
      defer { self.receive = nil }
      return words.withUnsafeMutableBufferPointer { words in
        let context = Unmanaged.passUnretained(self).toOpaque()
        repro_curl_schemes(handle)
        repro_curl_text(handle, CURLOPT_URL, url)
        repro_curl_text(handle, CURLOPT_USERAGENT, "repro")
        if let authorities { repro_curl_text(handle, CURLOPT_CAINFO, authorities) }
        repro_curl_list(handle, CURLOPT_HTTPHEADER, fields)
        repro_curl_number(handle, CURLOPT_FOLLOWLOCATION, 0)
        repro_curl_number(handle, CURLOPT_NOSIGNAL, 1)
        repro_curl_number(handle, CURLOPT_CONNECTTIMEOUT, patience.connecting)
        repro_curl_number(handle, CURLOPT_LOW_SPEED_LIMIT, patience.slowest)
        repro_curl_number(handle, CURLOPT_LOW_SPEED_TIME, patience.stuck)
        // Everything else is for the user's own `no_proxy` to say.
        if Address.isThisMachine(url) {
          repro_curl_text(handle, CURLOPT_NOPROXY, "*")
        }
        repro_curl_receiver(
          handle, CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA,
          { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue().read(header: line)
            return size * count
          }, context)
        repro_curl_receiver(
          handle, CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA,
          { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
            return exchange.receive?(piece) == true ? size * count : 0
          }, context)
        // The buffer outlives the handle's last use: both end with this function.
        repro_curl_pointer(handle, CURLOPT_ERRORBUFFER, words.baseAddress)
        let code = curl_easy_perform(handle)
        repro_curl_pointer(handle, CURLOPT_ERRORBUFFER, nil)
        status = Int(repro_curl_status(handle))
        redirect = repro_curl_redirect(handle).map { String(cString: $0) }
        return ending(code, words.baseAddress.map { String(cString: $0) } ?? "")
      }
    }
  }

  private func ending(_ code: CURLcode, _ detail: String) -> Ending {
    let words = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    switch code {
    case CURLE_OK: return .complete
    case CURLE_WRITE_ERROR: return .refused
    case CURLE_OPERATION_TIMEDOUT: return status == 0 ? .unreachable(words) : .stuck
    case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2,
      CURLE_HTTP2_STREAM:
      return .broken(words)
    default: return .unreachable(words)
    }
  }

  private func read(header bytes: UnsafeRawBufferPointer) {
    let line = String(decoding: bytes, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    if line.hasPrefix("HTTP/") {
      // An answer before the answer (100, or a proxy's): what counts is the last.
      headers = [:]
      status = Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0
    } else if let colon = line.firstIndex(of: ":") {
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
        .trimmingCharacters(in: .whitespaces)
    }
  }
}
