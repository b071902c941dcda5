import GatewayAPI
import JSON

/// The usage of an answer, in its own words.
enum UsageText {
  /// Returns the object as JSON again, for the record; long members are left out.
  static func compact(_ value: JSONValue) -> String {
    var writer = JSONWriter(.request, reserving: 512)
    write(value, to: &writer)
    return writer.bytes.count <= 8_192 ? String(decoding: writer.bytes, as: UTF8.self) : ""
  }

  private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
    switch value {
    case .null: writer.verbatim("null")
    case .bool(let flag): writer.verbatim(flag ? "true" : "false")
    case .number(let text): writer.verbatim(NumberText(text)?.text ?? "null")
    case .string(let text): writer.string(text.string)
    case .array(let items): writer.array { list in for item in items { write(item, to: &list) } }
    case .object(let members):
      writer.object { object in
        for member in members { object.member(member.name) { write(member.value, to: &$0) } }
      }
    }
  }
}
