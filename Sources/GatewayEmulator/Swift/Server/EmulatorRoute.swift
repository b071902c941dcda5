import GatewayAPI

/// Where a request goes.
struct EmulatorRoute: Sendable {
  let dialect: GatewayProfile.Dialect
  /// Nil where the body names it.
  let model: String?

  /// The addresses of every dialect: of Google's the API's two versions, and the doubled one that relays serve.
  private static let templates: [(path: String, dialect: GatewayProfile.Dialect)] = [
    ("/v1beta/models/{model}:generateContent", .gemini), ("/v1/models/{model}:generateContent", .gemini),
    ("/v1/v1beta/models/{model}:generateContent", .gemini), ("/v1/images/generations", .images),
  ]

  /// - Parameters:
  ///   - path: without the query.
  ///   - profile: the gateway that is imitated, whose one address counts; nil for all.
  init(method: String, path: String, profile: GatewayProfile? = nil) throws(WireFailure) {
    let templates = profile.map { [($0.path, $0.dialect)] } ?? EmulatorRoute.templates
    for (template, dialect) in templates where method == "POST" {
      guard let gap = template.firstRange(of: "{model}") else {
        guard path == template else { continue }
        (self.dialect, model) = (dialect, nil)
        return
      }
      let (before, after) = (template[..<gap.lowerBound], template[gap.upperBound...])
      guard path.hasPrefix(before), path.hasSuffix(after), path.utf8.count > before.utf8.count + after.utf8.count else { continue }
      let model = EmulatorRoute.withoutPercents(path.dropFirst(before.count).dropLast(after.count))
      (self.dialect, self.model) = (dialect, model)
      return
    }
    throw .notFound("Requested entity was not found: \(method) \(path.prefix(200)).")
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
