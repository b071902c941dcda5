package import Storage
import SystemPackage

/// The page as a file: `index.html` in the output folder, with `index-1.html` and so on beside it where it comes in parts. It is made from
/// manifest and ledger, so neither lists it, and pruning does not remove it.
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
    let output = sheet.report.output
    let names = sheet.pageNames
    let path = output.appending(Report.fileName).string
    for name in names {
      let path = output.appending(name).string
      if try FileStamp.of(path) != nil, try !isOurs(path) { return (path, .foreign) }
    }
    let folder = ConfinedFolder(output.string, role: .output)
    var writing = Writing.unchanged
    // The index last: it leads to the others.
    for name in names.reversed() {
      guard let bytes = sheet.page(name) else { preconditionFailure("a sheet has the pages that it names") }
      if try isThere(bytes, at: output.appending(name).string) { continue }
      try folder.create()
      _ = try folder.write(bytes, to: name)
      writing = .written
    }
    // Parts of a time when there were more assets.
    for part in names.count... {
      let name = Report.fileName(part: part)
      guard case .file? = try folder.occupant(of: name), try isOurs(output.appending(name).string) else { break }
      try folder.remove(name)
    }
    return (path, writing)
  }

  private static func isOurs(_ path: String) throws(StorageError) -> Bool {
    let head = String(decoding: try FileBytes.beginning(of: path, count: head), as: UTF8.self)
    return head.contains("<meta name=\"generator\" content=\"\(generator)\">")
  }

  private static func isThere(_ bytes: [UInt8], at path: String) throws(StorageError) -> Bool {
    guard let present = try FileStamp.of(path), present.size == bytes.count else { return false }
    return try FileBytes.read(path, limit: bytes.count) == bytes
  }
}
