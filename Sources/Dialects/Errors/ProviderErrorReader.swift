package import GatewayAPI
import JSON

/// Reads errors in the shapes of Google, of relays, and of whatever stands in front of them.
package struct ProviderErrorReader {
  let redaction: Redaction

  package init(redaction: Redaction) { self.redaction = redaction }

  /// Bytes of an error's body that are read.
  package static let longestBody = 1 << 20
  /// The depth of nested errors that are unwrapped.
  private static let maximumDepth = 4

  /// Reads the error of an answer whose status is no success; there always is one.
  package func read(_ body: [UInt8]) -> ProviderError {
    guard let root = parsed(body) else {
      let words = plainText(of: body)
      return ProviderError(
        message: words.isEmpty ? "no message" : words,
        retryDelay: WaitWords.longest(in: String(decoding: body.prefix(4_000), as: UTF8.self)))
    }
    let object = root.array?.first ?? root
    return embedded(in: object) ?? flat(object)
      ?? ProviderError(message: redaction.text(String(decoding: body.prefix(2_000), as: UTF8.self)))
  }

  /// Returns the error inside a body with a status of success, or `nil` if there is none. An error without words and code is none: relays
  /// write the member into every answer (https://github.com/BerriAI/litellm/issues/18407).
  func embedded(in root: JSONValue) -> ProviderError? {
    if let value = root["error"], let error = meaningful(value, in: root) { return error }
    if case .bool(false)? = root["success"] { return flat(root) ?? ProviderError(message: "no message") }
    return nil
  }

  private func meaningful(_ value: JSONValue, in root: JSONValue) -> ProviderError? {
    switch value {
    case .string(let text):
      guard !Self.isEmptyWord(text.string) else { return nil }
      return unwrapped(text, depth: 0) ?? finished(ProviderError(message: redaction.text(text.string)), saying: text.string)
    case .object: return hasMeaning(value) ? error(value, depth: 0) : nil
    case .array(let items): return items.lazy.compactMap { meaningful($0, in: root) }.first
    case .number(let number): return number == "0" ? nil : flat(root) ?? ProviderError(code: number, message: "no message")
    case .bool(let flag): return flag ? flat(root) ?? ProviderError(message: "no message") : nil
    case .null: return nil
    }
  }

  /// Returns whether a word or code means that nothing is wrong.
  private static func isEmptyWord(_ text: String) -> Bool {
    let word = text.prefix(32).lowercased().filter { !$0.isWhitespace }
    return ["", "0", "200", "null", "none", "nil", "false", "ok", "success", "succeeded", "noerror", "no_error", "undefined"].contains(word)
  }

  private func hasMeaning(_ object: JSONValue) -> Bool {
    let said = words(of: object) ?? object["reason"]?.scalarText
    let codes = [object["code"]?.scalarText, object["status"]?.scalarText]
    if let said, !Self.isEmptyWord(said) { return true }
    if codes.contains(where: { $0.map { !Self.isEmptyWord($0) } ?? false }) { return true }
    if let inner = object["error"] { return meaningful(inner, in: object) != nil }
    return object["details"]?.array.map { !$0.isEmpty } ?? false
  }

  // MARK: errors at the top

  /// Returns the error of an answer of no known shape whose members stand at the top, as `{"code": 1001, "msg": …}`, or `nil` if they
  /// indicate success or too little.
  func flatFailure(_ root: JSONValue) -> ProviderError? {
    guard let message = words(of: root), !Self.isEmptyWord(message) else { return nil }
    let code = root["code", "errcode", "error_code", "status"]?.scalarText
    let isFailure = code.map { code in
      !Self.isEmptyWord(code)
        && (Int(code).map { $0 < 200 || $0 >= 300 } ?? !["pending", "queued", "processing"].contains(code.lowercased()))
    }
    return isFailure ?? false ? flat(root) : nil
  }

  /// Returns an error whose members stand at the top, as `{"success": false, "message": …}`.
  private func flat(_ root: JSONValue) -> ProviderError? {
    guard let message = words(of: root) else { return nil }
    if let text = root["message", "msg", "detail"]?.text, let inner = unwrapped(text, depth: 0) { return inner }
    let error = ProviderError(
      code: root["code", "errcode", "error_code"]?.scalarText.map { redaction.text($0, limit: 100) }, type: type(of: root),
      message: redaction.text(message))
    return finished(error, saying: message, waits: namedWaits(in: root))
  }

  // MARK: errors in a member

  private func error(_ object: JSONValue, depth: Int) -> ProviderError {
    var result = ProviderError(
      code: object["code"]?.scalarText.map { redaction.text($0, limit: 100) },
      status: object["status"]?.scalarText.map { redaction.text($0, limit: 100) }, type: type(of: object),
      message: words(of: object).map { redaction.text($0) } ?? "no message")
    var waits = namedWaits(in: object)
    for detail in object["details"]?.array ?? [] {
      if let reason = detail["reason"]?.scalarText { result.reason = redaction.text(reason, limit: 100) }
      waits += namedWaits(in: detail)
      if let metadata = detail["metadata"] { waits += namedWaits(in: metadata) }
      for violation in detail["violations"]?.array ?? [] { result.count(violation) }
    }
    if let metadata = object["metadata"] { waits += namedWaits(in: metadata) }
    result = finished(result, saying: words(of: object) ?? "", waits: waits)
    // Relays wrap the upstream's error in their own, as an object or as JSON inside its words; the innermost is the most exact.
    guard depth < Self.maximumDepth else { return result }
    if let inner = object["error"], inner.isObject, hasMeaning(inner) { return error(inner, depth: depth + 1).wrapped(in: result) }
    if let message = object["message"]?.text, let inner = unwrapped(message, depth: depth) { return inner.wrapped(in: result) }
    return result
  }

  /// Returns the words of an error. Some relays put an object or a list in their place, as validators write it.
  private func words(of object: JSONValue) -> String? {
    guard let value = object["message", "msg", "detail", "error_description"] else { return nil }
    if let text = value.scalarText { return text }
    let inner = value.array?.first ?? value
    return inner["error", "message", "msg", "detail"]?.scalarText
  }

  private func type(of object: JSONValue) -> String? { object["type"]?.scalarText.map { redaction.text($0, limit: 100) } }

  /// Returns the error that stands as JSON inside a message, alone or behind words.
  private func unwrapped(_ message: JSONText, depth: Int) -> ProviderError? {
    guard message.place == nil else { return nil }
    let bytes = Array(message.bytes)
    guard let start = bytes.firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }),
      let end = bytes.lastIndex(where: { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]") }), start < end,
      let value = parsed(Array(bytes[start...end]))
    else { return nil }
    let object = value.array?.first ?? value
    guard let inner = object["error"] else { return nil }
    if inner.isObject { return hasMeaning(inner) ? error(inner, depth: depth + 1) : nil }
    return inner.text.map { finished(ProviderError(message: redaction.text($0.string)), saying: $0.string) }
  }

  // MARK: waits

  private static let waitNames = [
    "retryDelay", "retry_delay", "quotaResetDelay", "quota_reset_delay", "retry_after", "retryAfter", "retry_after_seconds",
    "retryAfterSeconds",
  ]

  /// Returns the waits that members name: Google's `RetryInfo.retryDelay` and `ErrorInfo.metadata.quotaResetDelay`, relays' `retry_after`
  /// in seconds.
  private func namedWaits(in object: JSONValue) -> [Duration] {
    Self.waitNames.compactMap { name in
      switch object[name] {
      case .number(let number)?: DurationText.read(number + "s")
      case .string(let text)?: DurationText.read(text.string.prefix(40).lowercased()) ?? DurationText.read(text.string.prefix(40) + "s")
      case let duration? where duration.isObject: duration["seconds"]?.scalarText.flatMap { DurationText.read($0 + "s") }
      default: nil
      }
    }
  }

  /// Completes an error with the longest wait of its members and its words. The words may be longer than the ones that are kept.
  private func finished(_ error: ProviderError, saying words: String, waits: [Duration] = []) -> ProviderError {
    var result = error
    result.retryDelay = (waits + [WaitWords.longest(in: words), error.retryDelay].compactMap { $0 }).max()
    return result
  }

  // MARK: bodies

  private func parsed(_ body: [UInt8]) -> JSONValue? {
    do {
      let value = try JSONValue.read(body, .answer)
      return value.isObject || value.array != nil ? value : nil
    } catch {
      return nil
    }
  }

  /// Returns the words of a page without its tags, or of a plain text.
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
}

extension ProviderError {
  /// Records the kind of an exceeded quota; a day's outranks a minute's.
  fileprivate mutating func count(_ violation: JSONValue) {
    guard let id = violation["quotaId", "quota_id"]?.scalarText ?? violation["quotaMetric", "quota_metric"]?.scalarText else { return }
    let isPerDay = id.lowercased().contains("perday") || id.lowercased().contains("per_day")
    if isPerDay { quotaKind = .perDay } else if quotaKind == nil { quotaKind = .perMinute }
  }

  /// Returns the same error with the fields that only the outer one has, and the longer of the two waits.
  fileprivate func wrapped(in outer: ProviderError) -> ProviderError {
    var result = self
    if message == "no message" { result.message = outer.message }
    result.code = code ?? outer.code
    result.status = status ?? outer.status
    result.type = type ?? outer.type
    result.reason = reason ?? outer.reason
    result.quotaKind = quotaKind ?? outer.quotaKind
    result.retryDelay = [retryDelay, outer.retryDelay].compactMap { $0 }.max()
    return result
  }
}
