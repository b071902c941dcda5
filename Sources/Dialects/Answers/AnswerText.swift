package import GatewayAPI
package import JSON

/// The text of a stored answer: the file that it was stored in, or the decompressed text of that.
package enum AnswerText {
  case file(StoredBody)
  case decoded([UInt8])

  /// The number of bytes.
  package var size: Int {
    switch self {
    case .file(let body): body.size
    case .decoded(let bytes): bytes.count
    }
  }

  /// The whole text as it is, for an answer that is only a picture.
  package var data: AnswerData {
    switch self {
    case .decoded(let bytes): .held(bytes)
    case .file(let body):
      .stored(
        StoredData { take in
          do {
            try take(try body.beginning(body.size))
          } catch let error as UnreadableBody {
            throw AnswerDataError.unreadable(error.cause)
          }
        })
    }
  }

  /// Returns at most the first `count` bytes.
  package func beginning(_ count: Int) throws(UnreadableBody) -> [UInt8] {
    switch self {
    case .file(let body): try body.beginning(count)
    case .decoded(let bytes): Array(bytes.prefix(count))
    }
  }

  /// Reads the values of the text up to the first that cannot be read, and returns them with that fault.
  func values() throws(UnreadableBody) -> (values: [JSONValue], fault: (fault: JSONError.Fault, offset: Int)?) {
    switch self {
    case .file(let body): try JSONValue.available(JSONReader(body.file, .answer))
    case .decoded(let bytes): try JSONValue.available(JSONReader(bytes, .answer))
    }
  }
}

/// An answer's body in the file that it was stored in; nothing of it is in memory.
package struct StoredBody: Hashable, Sendable {
  let file: JSONFile

  /// In bytes.
  package var size: Int { file.size }

  /// - Parameter limit: bytes beyond which the file is not read.
  package init(_ path: String, limit: Int, gateway: String) throws(GatewayError) {
    do throws(UnreadableBody) {
      file = try JSONFile(path)
    } catch {
      throw Self.unreadable(gateway, error)
    }
    guard size <= limit else {
      throw GatewayError(.decoding, gateway: gateway, "the stored answer has \(size) bytes, more than the limit of \(limit)")
    }
  }

  /// Returns at most the first `count` bytes.
  package func beginning(_ count: Int) throws(UnreadableBody) -> [UInt8] { try file.beginning(count) }

  package static func unreadable(_ gateway: String, _ error: UnreadableBody) -> GatewayError {
    GatewayError(.decoding, gateway: gateway, "the stored answer could not be read", localCause: error.cause)
  }
}

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
