import Dialects
import ImageCore
import JSON

/// The faults that a file can name.
package enum FaultTable {
  package struct Row: Sendable {
    package let name: String
    /// A description of its value.
    package let takes: String
    /// Makes the fault, or returns `nil` for an invalid value; the value is null if the name stands alone.
    let make: @Sendable (JSONValue) -> Fault?

    /// Creates a fault without a value.
    fileprivate init(_ fault: Fault) {
      self.init(fault.name, takes: "no value") { if case .null = $0 { fault } else { nil } }
    }

    fileprivate init(_ name: String, takes: String, _ make: @escaping @Sendable (JSONValue) -> Fault?) {
      self.name = name
      self.takes = takes
      self.make = make
    }
  }

  package static let rows: [Row] = [
    Row("status", takes: "a code from 200 to 599, or {code, shape, message, retryDelay, retryAfter, daily, errorCode}") { status($0) },
    Row("delay", takes: "seconds, at most 3600") { value in
      guard let text = value.scalarText, let seconds = Double(text), (0...3_600).contains(seconds) else { return nil }
      return .delay(.milliseconds(Int(seconds * 1_000)))
    },
    Row("cutBody", takes: "a number of bytes") { number($0, 0...Int.max).map { .cutBody(after: $0) } },
    Row(.closeBeforeReading), Row(.closeAfterReading), Row(.resetBeforeReading), Row(.resetAfterReading),
    Row("slowDrip", takes: "{bytes, milliseconds}") { value in
      guard let bytes = value["bytes"].flatMap({ number($0, 1...1_000_000) }),
        let pause = value["milliseconds"].flatMap({ number($0, 0...60_000) })
      else { return nil }
      return .slowDrip(bytes: bytes, every: .milliseconds(pause))
    },
    Row("hugeBody", takes: "a number of bytes up to 1000000000") { number($0, 1...1_000_000_000).map { .hugeBody(bytes: $0) } },
    Row("rateLimited", takes: "a delay such as 1.5s, or no value") {
      optional($0) { $0.string }.map { .rateLimited(retryDelay: $0 ?? "1s") }
    },
    Row(.dailyQuota), Row(.insufficientQuota), Row(.overloaded), Row(.gatewayTimeout), Row(.edgeTimeout),
    Row("errorInside", takes: "a code, or no value") { optional($0) { number($0, 100...599) }.map { .errorInside($0 ?? 500) } },
    Row("body", takes: "a text") { $0.string.map { .body($0) } },
    Row("blocked", takes: "a block reason, or no value") { optional($0) { $0.string }.map { .blocked($0 ?? "PROHIBITED_CONTENT") } },
    Row(.noCandidates),
    Row("finishReason", takes: "a finish reason") { $0.string.map { .finishReason($0) } },
    Row(.jobFailed), Row(.jobExpired), Row(.jobWithoutKeys), Row(.itemMissing),
    Row("jobDelay", takes: "seconds, at most 200000") { value in
      guard let text = value.scalarText, let seconds = Double(text), (0...200_000).contains(seconds) else { return nil }
      return .jobDelay(.milliseconds(Int(seconds * 1_000)))
    },
    Row("serviceTier", takes: "a word") { $0.string.map { .serviceTier($0) } }, Row(.noServiceTier),
    Row("searches", takes: "a number of queries, or {web, image}") { value in
      if let count = number(value, 0...1_000) { return .searches(web: count) }
      guard value.isObject else { return nil }
      return .searches(
        web: value["web"].flatMap { number($0, 0...1_000) } ?? 0, image: value["image"].flatMap { number($0, 0...1_000) } ?? 0)
    },
    Row("cost", takes: "a number of USD, or a text") { value in value.scalarText == nil ? nil : .cost(value) },
    Row("header", takes: "{name, value}") { value in
      guard let name = value["name"]?.string, let text = value["value"]?.scalarText else { return nil }
      return .header(name, text)
    },
    Row("textOnly", takes: "a text, or no value") { value in
      optional(value) { $0.string }.map { text in text.map { .textOnly($0) } ?? .textOnly() }
    },
    Row("hugeText", takes: "a number of bytes up to 100000000") { number($0, 1...100_000_000).map { .hugeText(bytes: $0) } },
    Row("thoughtBefore", takes: "a number of drafts from 1 to 4, or no value") {
      optional($0) { number($0, 1...4) }.map { .thoughtBefore($0 ?? 1) }
    },
    Row(.onlyThought),
    Row("pictures", takes: "a number from 1 to 8") { number($0, 1...8).map { .pictures($0) } },
    Row("declaredType", takes: "a media type") { $0.string.map { .declaredType($0) } },
    Row("format", takes: "a format such as png or jpeg") { $0.string.map { .format(FormatID($0)) } },
    Row(.jpegLabelledPNG),
    Row("pixels", takes: "a size such as 1024x1024, at most 16384 on a side") { value in
      let sides = value.string?.split(separator: "x").compactMap { Int($0) } ?? []
      guard sides.count == 2, sides.allSatisfy({ (1...16_384).contains($0) }) else { return nil }
      return .pixels(PixelSize(sides[0], sides[1]))
    },
    Row("aspectRatio", takes: "a ratio such as 1:1") { $0.string.flatMap { AspectRatio($0) }.map { .aspectRatio($0) } },
    Row("imageSize", takes: "a size such as 1K") { $0.string.map { .imageSize($0) } },
    Row("shift", takes: "{x, y} in pixels, a number of pixels to the right, or no value") { value in
      if let across = decimal(value, -10_000...10_000) ?? (isNothing(value) ? 12 : nil) { return .edit("shift", .shift(x: across, y: 0)) }
      guard let x = member(value, "x", -10_000...10_000), let y = member(value, "y", -10_000...10_000) else { return nil }
      return .edit("shift", .shift(x: x, y: y))
    },
    Row("zoom", takes: "per cent from -50 to 100, or no value") { value in
      (decimal(value, -50...100) ?? (isNothing(value) ? 4 : nil)).map { .edit("zoom", .zoom($0 / 100)) }
    },
    Row("turn", takes: "degrees from -45 to 45, or no value") { value in
      (decimal(value, -45...45) ?? (isNothing(value) ? 2 : nil)).map { .edit("turn", .turn($0)) }
    },
    Row("tint", takes: "{red, green, blue} as factors of light from 0 to 4, or no value") { value in
      if isNothing(value) { return .edit("tint", .tint(red: 1.2, green: 1, blue: 0.75)) }
      guard value.isObject, let red = member(value, "red", 0...4, 1), let green = member(value, "green", 0...4, 1),
        let blue = member(value, "blue", 0...4, 1)
      else { return nil }
      return .edit("tint", .tint(red: red, green: green, blue: blue))
    },
    Row("redraw", takes: "{left, top, width, height} as shares of the picture, or no value") { value in
      if isNothing(value) { return .edit("redraw", .redraw(left: 0.35, top: 0.35, width: 0.3, height: 0.3)) }
      guard value.isObject, let left = member(value, "left", 0...1), let top = member(value, "top", 0...1),
        let width = member(value, "width", 0...1), let height = member(value, "height", 0...1), left + width <= 1, top + height <= 1
      else { return nil }
      return .edit("redraw", .redraw(left: left, top: top, width: width, height: height))
    },
    Row(.ratioDropped), Row(.checkerboard), Row(.repeatedAnswer), Row(.base64Twice),
    Row("markdownLink", takes: "an address") { $0.string.map { .markdownLink($0) } },
    Row("fileLink", takes: "an address") { $0.string.map { .fileLink($0) } },
    Row(.truncatedPicture), Row(.notAPicture), Row(.markdown), Row(.dataPrefix), Row(.urlSafeBase64), Row(.unpaddedBase64),
    Row(.base64LineBreaks), Row(.snakeCase), Row(.nulls),
  ]

  private static func isNothing(_ value: JSONValue) -> Bool {
    if case .null = value { true } else { false }
  }

  private static func decimal(_ value: JSONValue, _ range: ClosedRange<Double>) -> Double? {
    guard let number = value.scalarText.flatMap({ Double($0.hasSuffix("%") ? String($0.dropLast()) : $0) }), range.contains(number) else {
      return nil
    }
    return number
  }

  /// Returns a member, `fallback` where there is none, and `nil` for one that is no number in the range.
  private static func member(_ value: JSONValue, _ name: String, _ range: ClosedRange<Double>, _ fallback: Double? = nil) -> Double? {
    guard let found = value[name] else { return fallback }
    return decimal(found, range)
  }

  private static func number(_ value: JSONValue, _ range: ClosedRange<Int>) -> Int? {
    value.wholeNumber.flatMap { range.contains($0) ? $0 : nil }
  }

  /// Returns `nil` if there is a value and it is invalid; `.some(nil)` if there is none.
  private static func optional<Value>(_ value: JSONValue, _ read: (JSONValue) -> Value?) -> Value?? {
    if case .null = value { return .some(nil) }
    return read(value).map { .some($0) }
  }

  private static func status(_ value: JSONValue) -> Fault? {
    if let code = number(value, 200...599) { return .status(code) }
    guard case .object(let members) = value, let code = value["code"].flatMap({ number($0, 200...599) }) else { return nil }
    let known: Set = ["code", "shape", "message", "retryDelay", "retryAfter", "daily", "errorCode"]
    guard members.allSatisfy({ known.contains($0.name) }) else { return nil }
    var error = ErrorAnswer()
    if let shape = value["shape"] {
      guard let known = shape.string.flatMap({ ErrorAnswer.Shape(rawValue: $0) }) else { return nil }
      error.shape = known
    }
    error.message = value["message"]?.string
    error.retryDelay = value["retryDelay"]?.string
    error.retryAfter = value["retryAfter"]?.wholeNumber
    error.code = value["errorCode"]?.string
    if case .bool(true)? = value["daily"] { error.isDaily = true }
    return .status(code, error)
  }
}
