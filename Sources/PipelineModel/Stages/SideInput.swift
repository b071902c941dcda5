package import Diagnostics
package import SystemPackage

/// A further picture that a local stage looks at, beside the one that comes in. Its bytes are in the key of what the stage makes.
package struct SideInput: Sendable {
  package enum Origin: Hashable, Sendable {
    /// The file that the chain begins with.
    case source
    /// A file that says which pixels of another picture are meant: its path as the settings have it.
    case mask(FilePath)
    /// What the generation of that number returned, from 1, on the way to the stage.
    case turn(Int)
    /// The original of another asset.
    case asset(String)

    /// The name of it in keys, which must not change.
    package var keyName: String {
      switch self {
      case .source: "source"
      case .mask(let path): "mask \(path)"
      case .turn(let number): "turn \(number)"
      case .asset(let name): "asset \(name)"
      }
    }
  }

  package let origin: Origin
  package let position: SourcePosition?
  /// Whether it has to be as large as the file that the chain begins with.
  package let coversSource: Bool

  package init(_ origin: Origin, at position: SourcePosition?, coversSource: Bool = false) {
    self.origin = origin
    self.position = position
    self.coversSource = coversSource
  }
}
