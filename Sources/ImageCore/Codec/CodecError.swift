/// A failure to read or write a picture, classified by who can do something about it.
package struct CodecError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Limit: String, Sendable {
    case encodedBytes
    case side
    case pixels
    case decodedBytes
    case metadataBytes
    case profileBytes
    case textChunks
    case frames
    case scans
    case scanPixels
    case items
    case tiles
    case decompressionRatio

    /// The limit with its unit, as in messages.
    var displayName: String {
      switch self {
      case .encodedBytes: "bytes in the file"
      case .side: "pixels on one side"
      case .pixels: "pixels"
      case .decodedBytes: "bytes of pixels"
      case .metadataBytes: "bytes of metadata"
      case .profileBytes: "bytes of colour profile"
      case .textChunks: "chunks of text"
      case .frames: "frames"
      case .scans: "scans"
      case .scanPixels: "pixels in all scans"
      case .items: "items"
      case .tiles: "tiles"
      case .decompressionRatio: "decoded bytes for each byte of the file"
      }
    }
  }

  package enum Kind: Hashable, Sendable {
    /// No registered codec knows these bytes.
    case unrecognized
    /// There is nothing at all.
    case empty
    /// The file ends before its picture does.
    case truncated
    /// The bytes break the format's rules.
    case malformed
    /// Valid, but not something that is decoded here; names the feature.
    case unsupported(String)
    case limit(Limit, actual: Int, allowed: Int)
    /// The raster cannot be written in this format; names the reason.
    case cannotEncode(String)
  }

  package let format: FormatID?
  package let kind: Kind
  /// The library's own words, if it had any.
  package let detail: String

  package init(format: FormatID?, kind: Kind, detail: String = "") {
    self.format = format
    self.kind = kind
    self.detail = detail
  }

  package var description: String {
    let name = format.map { "\($0) " } ?? ""
    let tail = detail.isEmpty ? "" : " (\(detail))"
    switch kind {
    case .unrecognized: return "not a picture in a known format\(tail)"
    case .empty: return "the file is empty"
    case .truncated: return "the \(name)picture is cut short\(tail)"
    case .malformed: return "the \(name)picture is damaged\(tail)"
    case .unsupported(let feature): return (format.map { "\($0): " } ?? "") + "\(feature) is not supported\(tail)"
    case .limit(let limit, let actual, let allowed):
      return "the \(name)picture has \(actual) \(limit.displayName), more than the \(allowed) allowed"
    case .cannotEncode(let reason): return "cannot be written as \(format?.rawValue ?? "a picture"): \(reason)\(tail)"
    }
  }
}
