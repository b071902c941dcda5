import BuiltIns
import ImageCore

/// The program's version.
enum Version {
  static let text = "0.1.0"

  /// With the libraries that read and write pictures, one a line: a bug report needs them.
  static var long: String {
    // One library may read several formats.
    let libraries = BuiltIns.codecs.map(\.format.library).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return ([text] + libraries).joined(separator: "\n")
  }
}
