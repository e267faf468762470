/// What a file is that is no text we read: known by its first bytes.
struct ForeignForm {
  /// What it is: "a Parquet file".
  let noun: String
  /// What to do with it, as a clause.
  let way: String

  /// What is said of it, as the end of a sentence.
  var objection: String { "it is \(noun), not lines of text; \(way)" }

  /// The form of a file that begins with these bytes; nil for text.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let known = Self.known(bytes) else { return nil }
    (noun, way) = known
  }

  private static let asCSV = "write it as CSV first, as pandas' `to_csv` does"

  private static func pandas(_ reader: String) -> String {
    "write it as CSV first: pandas' `\(reader)`, `to_csv`"
  }

  private static func known(_ bytes: UnsafeRawBufferPointer) -> (String, String)? {
    func begins(_ signature: [UInt8], at place: Int = 0) -> Bool {
      bytes.holds(signature, at: place, to: bytes.count)
    }
    func begins(_ signature: String) -> Bool { begins(Array(signature.utf8)) }
    if begins([0xff, 0xfe]) || begins([0xfe, 0xff]) {
      return ("UTF-16 text", "make UTF-8 of it first: `iconv -f UTF-16 -t UTF-8`")
    }
    // Names may begin with these letters, too; texts do not go on with controls.
    let isBinary = bytes.prefix(64).contains { $0 < 0x09 }
    let forms: [(Bool, String, String)] = [
      (isBinary && begins("PAR1"), "a Parquet file", pandas("read_parquet")),
      (
        begins("ARROW1"), "an Arrow file", pandas("read_feather")
      ),
      (isBinary && begins("FEA1"), "a Feather file", pandas("read_feather")),
      (isBinary && begins("ORC"), "an ORC file", pandas("read_orc")),
      (begins("Obj\u{1}"), "an Avro file", asCSV),
      (
        begins([0x89] + Array("HDF".utf8)), "an HDF5 file",
        pandas("read_hdf")
      ),
      (
        begins([0x93] + Array("NUMPY".utf8)), "a NumPy array",
        "write it as text first: NumPy's `savetxt`"
      ),
      (
        begins("SQLite format 3"), "an SQLite database",
        "write its table as CSV first: `sqlite3 -csv -header`"
      ),
      (
        begins([0x80, 0x02]) || begins([0x80, 0x03]) || begins([0x80, 0x04])
          || begins([0x80, 0x05]),
        "a Python pickle",
        "write it as CSV with the program that made it: a pickle is a program, never run here"
      ),
      (begins("PK\u{3}\u{4}"), "a zip archive", "`packing: archive` reads members of it"),
      (begins([0x1f, 0x8b]), "a gzip file in another file", "unpack it once"),
      (begins([0x28, 0xb5, 0x2f, 0xfd]), "a zstandard file in another file", "unpack it once"),
      (
        begins([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), "a 7-zip archive",
        "unpack it and pack its files as a zip: `7z x`"
      ),
      (isBinary && begins("Rar!"), "a rar archive", "unpack it and pack its files as a zip"),
      (begins([0xd0, 0xcf, 0x11, 0xe0]), "an old Excel file", "save the sheet as CSV"),
      (begins("%PDF-"), "a PDF document", "look for the data it speaks of"),
      (begins("MATLAB 5.0 MAT-file"), "a MATLAB file", "write it as CSV first: SciPy's `loadmat`"),
      (
        begins("<!DOCTYPE") || begins("<!doctype") || begins("<html") || begins("<HTML"),
        "a web page", "it may be a notice of the server; download the file that it speaks of"
      ),
      (begins("<?xml"), "XML", "write it as CSV or JSON lines first"),
      (
        begins("ustar".utf8.map { $0 }, at: 257), "a tar archive",
        "`packing: archive` reads members of it"
      ),
      (
        begins("version https://git-lfs"), "a pointer of Git LFS",
        "fetch the file itself: `git lfs pull`"
      ),
    ]
    if let (_, noun, way) = forms.first(where: \.0) { return (noun, way) }
    let head = bytes.prefix(4096)
    let zeros = head.count { $0 == 0 }
    guard zeros > 0 else { return nil }
    let isWide = zeros * 5 > head.count * 2 && zeros * 5 < head.count * 3
    return isWide
      ? ("UTF-16 text", "make UTF-8 of it first: `iconv -f UTF-16LE -t UTF-8`")
      : ("binary data", asCSV)
  }
}
