/// The name of a format, unique in a registry: `png`, `jpeg`, `webp`, `heic`, `avif`.
package struct FormatID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let rawValue: String
  package init(_ rawValue: String) { self.rawValue = rawValue }
  package var description: String { rawValue }
  package static func < (left: FormatID, right: FormatID) -> Bool { left.rawValue < right.rawValue }
}

/// The facts about a format that others may ask for; a codec writes them down once.
package struct ImageFormat: Hashable, Sendable {
  package enum Capability: String, Hashable, Sendable, CaseIterable {
    case decode
    case encode
    /// Encoding can keep transparency.
    case alpha
    /// Encoding takes a quality.
    case lossy
    /// Encoding can keep every sample exactly.
    case lossless
    /// Decoding can answer a smaller size directly.
    case scaledDecode
    /// Browsers show it.
    case shownByBrowsers
  }

  package let id: FormatID
  /// The registered media type, for example `image/jpeg`.
  package let mediaType: String
  /// Further registered media types whose bytes this codec reads, for example `image/heif`.
  package let alternativeMediaTypes: [String]
  /// Without dots; the first is the one that is written.
  package let fileExtensions: [String]
  package let capabilities: Set<Capability>
  /// The longest side of a picture that can be written, in pixels, or `nil` if only limits set an end.
  package let longestSide: Int?
  /// The library that does the work and its version at run time, for example `libpng 1.6.39`. Part of local cache keys.
  package let library: String
  /// Why this program could write the format and cannot here, with what helps; `nil` where nothing is in the way.
  package let encodingObstacle: String?

  package init(
    id: FormatID, mediaType: String, alternativeMediaTypes: [String] = [], fileExtensions: [String],
    capabilities: Set<Capability>, longestSide: Int? = nil, library: String, encodingObstacle: String? = nil
  ) {
    precondition(!fileExtensions.isEmpty, "a format has at least one extension")
    self.id = id
    self.mediaType = mediaType
    self.alternativeMediaTypes = alternativeMediaTypes
    self.fileExtensions = fileExtensions
    self.capabilities = capabilities
    self.longestSide = longestSide
    self.library = library
    self.encodingObstacle = encodingObstacle
  }

  /// The extension that files of this format are written with, without a dot.
  package var fileExtension: String { fileExtensions[0] }

  package func can(_ capability: Capability) -> Bool { capabilities.contains(capability) }
}
