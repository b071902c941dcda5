import BuiltIns
import ImageCore
import ImageOperations
import Storage

/// The program's version.
enum Version {
  static let text = "0.1.0"

  /// The version with the libraries that read, write and convert pictures and keep the ledger, one a line: a bug report needs them.
  static var long: String {
    // One library may read several formats.
    let libraries = BuiltIns.codecs.map(\.format.library).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return ([text] + libraries + [ColourLibrary.name, LedgerLibrary.name]).joined(separator: "\n")
  }
}
