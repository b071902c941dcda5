import ImageCore
import JSON
import PipelineStages
import Storage

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
