import Dialects
import GatewayAPI
import JSON

/// Decodes the content codings of a stored answer (https://www.rfc-editor.org/rfc/rfc9110#section-8.4).
///
/// Requests ask for `identity`, which gateways may ignore. The bytes take precedence over the header: some answers declare `br` with a
/// plain body, and proxies remove the header and leave the coding.
struct ContentDecoding {
  /// The value of `Content-Encoding`, or `nil` without one.
  let header: String?
  /// The largest number of decoded bytes.
  let limit: Int

  /// The largest number of nested codings that are decoded.
  private static let mostLayers = 3

  /// Returns the answer's text, and the reason why it cannot be read if its coding is not supported.
  func text(of body: StoredBody) throws(UnreadableBody) -> (text: AnswerText, obstacle: String?) {
    var names = (header ?? "").lowercased().split { $0 == "," || $0 == " " }.map(String.init)
    var bytes = try body.beginning(16)
    guard let first = wrapping(of: bytes, named: names) else { return (.file(body), obstacle(names, bytes)) }
    bytes = try body.beginning(body.size)
    var next: Inflater.Wrapping? = first
    for _ in 0..<Self.mostLayers {
      guard let wrapping = next else { break }
      switch Inflater.unpack(bytes, wrapping, limit: limit) {
      case .unpacked(let unpacked): bytes = unpacked
      case .tooLarge: return (.file(body), "it unpacks to more than \(limit) bytes")
      case .damaged: return (.file(body), "it is not what its coding '\(header ?? "gzip")' says")
      }
      _ = names.popLast()
      next = self.wrapping(of: bytes, named: names)
    }
    return (.decoded(bytes), obstacle(names, bytes))
  }

  private func wrapping(of bytes: [UInt8], named names: [String]) -> Inflater.Wrapping? {
    // RFC 1952, 2.3.1: no text begins like this.
    if bytes.starts(with: [0x1F, 0x8B]) { return .gzip }
    guard names.contains("deflate"), bytes.count >= 2, !Self.isText(bytes) else { return nil }
    // RFC 1950, 2.2: the method is 8 and the first two bytes are a multiple of 31. Some servers leave the wrapping out.
    return bytes[0] & 0x0F == 8 && (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0 ? .zlib : .raw
  }

  /// Returns whether bytes begin like JSON, events or a page.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return true }
    return bytes.prefix(16).allSatisfy { (0x20...0x7E).contains($0) || (0x09...0x0D).contains($0) }
  }

  private func obstacle(_ names: [String], _ bytes: [UInt8]) -> String? {
    guard !Self.isText(bytes), let name = names.last(where: { $0 != "identity" && $0 != "gzip" && $0 != "x-gzip" && $0 != "deflate" })
    else {
      return nil
    }
    return "it is coded as '\(name.prefix(20))', which is not undone here"
  }
}
