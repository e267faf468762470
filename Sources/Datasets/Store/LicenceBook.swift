internal import Foundation
internal import Suites

/// Which licences were accepted on this machine: one file for each in the cache, with the digest of
/// the words that were shown. Other words are shown again.
struct LicenceBook {
  let folder: CacheFolder

  func accepts(_ licence: Licence) -> Bool {
    folder.read(name(licence)).map { String(decoding: $0, as: UTF8.self) } == line(licence)
  }

  func accept(_ licence: Licence) throws(DataError) {
    try folder.write([Data(line(licence).utf8)], as: name(licence))
  }

  // An id comes from a file and may be anything; its digest is a safe name.
  private func name(_ licence: Licence) -> String { Digest(of: licence.id).short }

  private func line(_ licence: Licence) -> String {
    "\(licence.id) \(Digest(of: licence.text + "\n" + licence.url).hex)\n"
  }
}
