import Dialects
import GatewayAPI

/// The destination of a request.
struct EmulatorRoute: Sendable {
  let dialect: any Dialect
  /// The model, or `nil` if the body names it.
  let model: String?

  /// - Parameters:
  ///   - path: without the query.
  ///   - profile: the imitated gateway, whose only address is served; `nil` for all that the dialects serve.
  init(method: String, path: String, profile: GatewayProfile? = nil, dialects: [any Dialect]) throws(WireFailure) {
    let templates =
      profile.map { profile in
        let dialect = dialects.dialect(of: profile)
        return dialect.paths(of: profile).map { (path: $0, dialect: dialect) }
      }
      ?? dialects.flatMap { dialect in dialect.servedPaths.map { (path: $0, dialect: dialect) } }
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
