package import GatewayAPI
import JSON

/// A picture as one element of a request's `parts`, for people who send the request themselves.
package struct PicturePart: Sendable {
  /// The word for it, one of those that ``Dialect/partSpellings`` lists.
  package let spelling: String
  private let dialect: any Dialect

  /// Creates a part in this spelling, or returns `nil` if no dialect has it.
  package init?(spelling: String, dialects: [any Dialect]) {
    guard let dialect = dialects.first(where: { $0.partSpellings.contains(spelling) }) else { return nil }
    (self.spelling, self.dialect) = (spelling, dialect)
  }

  /// Creates a part in the spelling of a gateway's documents.
  package init(of profile: GatewayProfile, dialects: [any Dialect]) {
    dialect = dialects.dialect(of: profile)
    spelling = dialect.partSpelling(of: profile)
  }

  /// Creates a part in the first spelling of the first dialect, for users who name neither a gateway nor a spelling.
  package init(firstOf dialects: [any Dialect]) {
    dialect = dialects[0]
    spelling = dialect.partSpellings[0]
  }

  /// Returns compact JSON, with the bytes in standard padded base64.
  package func json(_ bytes: [UInt8], mediaType: String) -> [UInt8] {
    var writer = JSONWriter(.request, reserving: Base64.encodedCount(of: bytes.count) + 100)
    dialect.writePart(bytes, mediaType: mediaType, spelling: spelling, to: &writer)
    return writer.bytes
  }
}
