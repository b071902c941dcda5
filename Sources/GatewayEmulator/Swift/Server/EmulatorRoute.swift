/// Where a request goes.
struct EmulatorRoute: Sendable {
  let model: String

  /// The beginnings of the paths on which Google's dialect is spoken: the API's two versions, and the doubled one that relays serve.
  private static let prefixes = ["/v1beta/models/", "/v1/models/", "/v1/v1beta/models/"]
  private static let method = ":generateContent"

  /// - Parameter path: without the query.
  init(method: String, path: String) throws(WireFailure) {
    guard method == "POST", path.hasSuffix(EmulatorRoute.method) else {
      throw .notFound("Requested entity was not found: \(method) \(path.prefix(200)).")
    }
    for prefix in EmulatorRoute.prefixes where path.hasPrefix(prefix) {
      let model = EmulatorRoute.withoutPercents(path.dropFirst(prefix.count).dropLast(EmulatorRoute.method.count))
      guard !model.isEmpty else { break }
      self.model = model
      return
    }
    throw .notFound("Requested entity was not found: POST \(path.prefix(200)).")
  }

  private static func withoutPercents(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
