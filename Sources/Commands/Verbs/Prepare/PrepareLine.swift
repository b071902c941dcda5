import Diagnostics
import ImageCore
import JSON
import PipelineStages
import Storage

/// The output for people about a prepared picture: the changes; the reasons are in the JSON.
enum PrepareLine {
  static func text(_ report: PreparationReport, _ picture: PreparedPicture) -> String {
    var line = shown(report.source)
    if let file = picture.file {
      line += " -> \(shown(file.path))"
      if file.change == .unchanged { line += " (there already)" }
    }
    if let before = report.before {
      line += picture.isPassedThrough ? ": \(facts(before))" : ": \(facts(before)) to \(facts(picture.state))"
    }
    if picture.isPassedThrough { line += "; fits already, passed through byte for byte" }
    if let other = picture.sameBytesAs { line += "; the same bytes as \(shown(other))" }
    if !picture.steps.isEmpty { line += "; " + picture.steps.map { words(for: $0.action) }.joined(separator: ", ") }
    let lines = [line] + picture.notes.map { "  note: \($0)" }
    return lines.joined(separator: "\n")
  }

  /// Returns a name for a terminal: characters that would move its cursor are escaped.
  static func shown(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x2028 && $0.value != 0x2029
    }
    return isPlain ? name : String(JSONEscapes.quoted(name, .display).dropFirst().dropLast())
  }

  static func seconds(_ duration: Duration) -> String {
    let tenths = duration.milliseconds / 100
    return "\(tenths / 10).\(tenths % 10) s"
  }

  private static func facts(_ state: PictureState) -> String { "\(state.format.id) \(state.size), \(Count.bytes(state.bytes))" }

  private static func words(for action: PreparationStep.Action) -> String {
    switch action {
    case .takeFirstFrame: "first frame taken"
    case .orient: "turned upright"
    case .convertColour: "converted to sRGB"
    case .convertSamples: "converted to 8-bit samples"
    case .strip: "stripped"
    case .crop: "cropped"
    case .resize: "resized"
    case .pad: "padded"
    case .flatten: "flattened"
    case .changeType: "type changed"
    case .compress: "compressed"
    }
  }
}

/// The output for programs about a prepared picture, one line each. The names are stable.
enum PrepareJSON {
  static func value(_ report: PreparationReport, _ picture: PreparedPicture) -> JSONValue {
    .object([
      ("event", .text("prepared")), ("source", .text(report.source)), ("output", .optional(picture.file?.path)),
      ("passedThrough", .flag(picture.isPassedThrough)), ("before", report.before.map(state) ?? .null), ("after", state(picture.state)),
      (
        "steps",
        .array(picture.steps.map { .object([("action", .text($0.action.rawValue)), ("reason", .text($0.reason))]) })
      ),
      ("notes", .array(picture.notes.map { .text($0) })), ("sameBytesAs", .optional(picture.sameBytesAs)),
      ("written", .optional(picture.file?.change.rawValue)), ("record", .optional(picture.record?.path)),
    ])
  }

  static func failure(_ source: String, name: String, message: String) -> JSONValue {
    .object([("event", .text("failed")), ("source", .text(source)), ("failure", .text(name)), ("message", .text(message))])
  }

  private static func state(_ state: PictureState) -> JSONValue {
    .object([
      ("format", .text(state.format.id.rawValue)), ("mediaType", .text(state.format.mediaType)), ("width", .integer(state.size.width)),
      ("height", .integer(state.size.height)), ("storedWidth", .integer(state.storedSize.width)),
      ("storedHeight", .integer(state.storedSize.height)), ("orientation", .integer(state.orientation.rawValue)),
      ("bytes", .integer(state.bytes)), ("sha256", .text(state.digest.hex)),
    ])
  }
}
