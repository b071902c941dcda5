package import Storage
import SystemPackage

/// The page as a file: `index.html` in the output folder. It is made from manifest and ledger, so neither lists it, and pruning does not
/// remove it.
package enum ContactSheetFile {
  /// The mark that distinguishes our page from another program's `index.html`.
  static let generator = "aquatint"

  package enum Writing: Hashable, Sendable {
    case written
    /// The page is the same byte for byte.
    case unchanged
    /// Another program's page is in the way, and stays.
    case foreign
  }

  /// Long enough for the head of the page, which has the generator.
  private static let head = 4 << 10

  package static func write(_ sheet: ContactSheet) throws(StorageError) -> (path: String, writing: Writing) {
    let path = sheet.report.output.appending(Report.fileName).string
    let bytes = sheet.bytes
    if let present = try FileStamp.of(path) {
      let head = String(decoding: try FileBytes.beginning(of: path, count: Self.head), as: UTF8.self)
      guard head.contains("<meta name=\"generator\" content=\"\(generator)\">") else { return (path, .foreign) }
      if present.size == bytes.count, try FileBytes.read(path, limit: bytes.count) == bytes { return (path, .unchanged) }
    }
    let folder = ConfinedFolder(sheet.report.output.string, role: .output)
    try folder.create()
    _ = try folder.write(bytes, to: Report.fileName)
    return (path, .written)
  }
}
