import JSON

/// A kind of JSON object that commands print, with the version of its members: what stands in `format`. A member may be added without a new
/// version; what one means, and that it is there, never changes within it. The page JSONFormats documents each.
enum JSONDocument: String, CaseIterable, Sendable {
  case accepted
  case archive
  case check
  case explanation
  case facts
  case findings
  case garbage
  case history
  case jobs
  case ledger
  case machines
  case pick
  case picks
  case plan
  case probe
  case rebuild
  case report
  case resolution
  case starter
  case status
  case unpick

  /// Such as `aquatint-check/1`.
  var format: String { "aquatint-\(rawValue)/1" }

  /// Returns an object of this kind.
  func value(_ members: [(name: String, value: JSONValue)]) -> JSONValue { .object([("format", .text(format))] + members) }
}
