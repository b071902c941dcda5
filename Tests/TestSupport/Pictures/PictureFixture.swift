import FoundationEssentials
package import ImageCore

/// A file of `Tests/Fixtures/<format id>/valid` or `/invalid`.
package struct PictureFixture: Sendable, CustomStringConvertible {
  package let format: FormatID
  /// The file's name with its extension.
  package let name: String
  package let bytes: [UInt8]

  package var description: String { "\(format)/\(name)" }

  /// The name up to its first dot.
  package var stem: String { String(name.prefix { $0 != "." }) }

  /// The pictures of a format that are as they should be, sorted by name; none where the folder is missing.
  package static func valid(_ format: FormatID) throws -> [PictureFixture] { try all(format, in: "valid") }

  /// The files of a format whose pictures must be refused, sorted by name; none where the folder is missing.
  package static func invalid(_ format: FormatID) throws -> [PictureFixture] { try all(format, in: "invalid") }

  private static func all(_ format: FormatID, in folder: String) throws -> [PictureFixture] {
    try TestFiles.contents(of: TestFiles.fixtures + "/\(format)/\(folder)").map { path in
      PictureFixture(format: format, name: TestFiles.name(of: path), bytes: try TestFiles.bytes(at: path))
    }
  }
}
