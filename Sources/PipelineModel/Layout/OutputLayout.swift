import Diagnostics
package import PipelineSpec
package import Storage

/// Where renditions go below the output folder.
package struct OutputLayout: Hashable, Sendable {
  private static let hashDigits = 8

  /// `nil` for the standard one, `${asset}/${rendition}.${ext}`.
  package let template: Template?
  /// Whether a file's path holds digits of its content, so that it is only known once the file is made.
  package let usesHash: Bool
  private let usesVariant: Bool

  package static let standard = OutputLayout(nil)

  package init(_ template: Template?) {
    self.template = template
    let names = template?.names ?? []
    usesHash = names.contains("hash")
    usesVariant = names.contains("variant")
  }

  /// Returns the path of a rendition, relative to the output folder.
  /// - Parameters:
  ///   - content: the digest of the file, which paths with a hash need.
  ///   - bindings: what templates may name for its asset, the asset's name among them.
  package func path(of rendition: String, variant: Int, extension fileExtension: String, content: Digest?, bindings: Bindings) -> String {
    guard let template else {
      return "\(bindings["asset"] ?? "")/\(OutputNaming.fileName(rendition, variant: variant, extension: fileExtension))"
    }
    let path = template.expand { name in
      switch name {
      case "rendition": rendition
      case "ext": fileExtension
      case "variant": String(variant)
      case "hash": content.map { String($0.hex.prefix(Self.hashDigits)) } ?? ""
      default: bindings[name]
      }
    }.text
    return usesVariant || variant == 1 ? path : Self.numbered(path, variant)
  }

  /// Returns a path with a variant's number before the extension.
  private static func numbered(_ path: String, _ variant: Int) -> String {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let dot = path[start...].lastIndex(of: "."), dot != start else { return "\(path)-\(variant)" }
    return "\(path[..<dot])-\(variant)\(path[dot...])"
  }
}

/// Which variants' renditions are written.
package enum KeptVariants: String, CaseIterable, Hashable, Sendable {
  case all
  /// Those of the first that shows a picture; a picked answer is the first.
  case chosen

  package static let standard = KeptVariants.all
}

/// Where originals are kept.
package enum KeptOriginals: String, CaseIterable, Hashable, Sendable {
  /// In the output folder and the store.
  case keep
  /// In the store alone.
  case store

  package static let standard = KeptOriginals.keep
}
