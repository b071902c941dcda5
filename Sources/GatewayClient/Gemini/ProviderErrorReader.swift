import GatewayAPI
import JSON

/// Reads errors in the shapes of Google, of relays, and of whatever stands in front of them.
struct ProviderErrorReader {
  let redaction: Redaction

  /// Bytes of an error's body that are looked at.
  static let longestBody = 1 << 20

  /// The error of an answer whose status is no success; there always is one.
  func read(_ body: [UInt8]) -> ProviderError {
    guard let root = parsed(body) else {
      let words = plainText(of: body)
      return ProviderError(message: words.isEmpty ? "no message" : words)
    }
    let object = root.array?.first ?? root
    return embedded(in: object) ?? flat(object)
      ?? ProviderError(message: redaction.text(String(decoding: body.prefix(2_000), as: UTF8.self)))
  }

  /// The error inside a body that says success; nil if there is none.
  func embedded(in root: JSONValue) -> ProviderError? {
    switch root["error"] {
    case .string(let text)?: return unwrapped(text, depth: 0) ?? ProviderError(message: redaction.text(text.string))
    case let object?:
      if object.isObject { return error(object, depth: 0) }
      return object.isTrue ? flat(root) ?? ProviderError(message: "no message") : nil
    case nil: break
    }
    if case .bool(false)? = root["success"] { return flat(root) ?? ProviderError(message: "no message") }
    return nil
  }

  /// An error whose members stand at the top, as `{"success": false, "message": …}`.
  private func flat(_ root: JSONValue) -> ProviderError? {
    guard let message = root["message", "msg", "detail", "error_description"]?.scalarText else { return nil }
    return finished(ProviderError(code: code(of: root), message: redaction.text(message)), type: root["type"]?.scalarText)
  }

  private func error(_ object: JSONValue, depth: Int) -> ProviderError {
    // Relays wrap the upstream's error in their own, as an object or as its text; the innermost knows best.
    if depth < 4 {
      if let inner = object["error"], inner.isObject { return error(inner, depth: depth + 1) }
      if let message = object["message"]?.text, let inner = unwrapped(message, depth: depth) { return inner }
    }
    var result = ProviderError(
      code: code(of: object), status: object["status"]?.scalarText.map { redaction.text($0, limit: 100) },
      message: object["message", "msg", "detail"]?.scalarText.map { redaction.text($0) } ?? "no message")
    for detail in object["details"]?.array ?? [] {
      if let reason = detail["reason"]?.scalarText { result.reason = redaction.text(reason, limit: 100) }
      if let delay = detail["retryDelay", "retry_delay"]?.scalarText { result.retryDelay = Self.duration(delay) }
      for violation in detail["violations"]?.array ?? [] {
        guard let id = violation["quotaId", "quota_id"]?.scalarText ?? violation["quotaMetric", "quota_metric"]?.scalarText else {
          continue
        }
        let isPerDay = id.lowercased().contains("perday") || id.lowercased().contains("per_day")
        if isPerDay { result.quotaKind = .perDay } else if result.quotaKind == nil { result.quotaKind = .perMinute }
      }
    }
    return finished(result, type: object["type"]?.scalarText)
  }

  /// The error that stands as JSON inside a message.
  private func unwrapped(_ message: JSONText, depth: Int) -> ProviderError? {
    guard message.place == nil, let value = parsed(Array(message.bytes)) else { return nil }
    let object = value.array?.first ?? value
    guard let inner = object["error"] else { return nil }
    return inner.isObject ? error(inner, depth: depth + 1) : inner.text.map { ProviderError(message: redaction.text($0.string)) }
  }

  private func code(of object: JSONValue) -> String? { object["code"]?.scalarText.map { redaction.text($0, limit: 100) } }

  private func finished(_ error: ProviderError, type: String?) -> ProviderError {
    var result = error
    let outOfMoney = ["insufficient_user_quota", "pre_consume_token_quota_failed", "insufficient_quota"]
    if outOfMoney.contains(where: { $0 == error.code || $0 == type }) { result.quotaKind = .balance }
    return result
  }

  private func parsed(_ body: [UInt8]) -> JSONValue? {
    do {
      let value = try JSONValue.read(body, .answer)
      return value.isObject || value.array != nil ? value : nil
    } catch {
      return nil
    }
  }

  /// The words of a page without its tags, or of a plain text.
  private func plainText(of body: [UInt8]) -> String {
    var words = ""
    var isInTag = false
    for scalar in String(decoding: body.prefix(4_000), as: UTF8.self).unicodeScalars {
      switch scalar {
      case "<": isInTag = true
      case ">":
        isInTag = false
        words.unicodeScalars.append(" ")
      case _ where !isInTag: words.unicodeScalars.append(scalar)
      default: break
      }
    }
    return redaction.text(words.split(whereSeparator: \.isWhitespace).joined(separator: " "), limit: 300)
  }

  /// A duration as Google writes it, such as `31s` or `34.07s`; nil for anything else or more than a day.
  static func duration(_ text: String) -> Duration? {
    guard text.hasSuffix("s"), text.utf8.count <= 24, let number = NumberText(String(text.dropLast())) else { return nil }
    let halves = number.text.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count <= 2, let seconds = Int(halves[0]), (0...86_400).contains(seconds) else { return nil }
    var milliseconds = 0
    if halves.count == 2 {
      guard let fraction = Int(halves[1].prefix(3).padding(to: 3)) else { return nil }
      milliseconds = fraction
    }
    return .seconds(seconds) + .milliseconds(milliseconds)
  }
}

extension Substring {
  /// The text with zeros after it up to `count` characters.
  fileprivate func padding(to count: Int) -> String { self + String(repeating: "0", count: Swift.max(0, count - self.utf8.count)) }
}
