import JSON
import Testing

@Suite struct WriterTests {
  private func written(_ style: JSONStyle = .record, _ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(style)
    write(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `commas stand between values and nowhere else`() {
    let text = written { writer in
      writer.object { object in
        object.member("a") { $0.array { _ in } }
        object.member("b") { $0.object { _ in } }
        object.member("c") { list in
          list.array { list in
            list.integer(-1)
            list.bool(true)
            list.null()
            list.string("x")
            list.object { $0.member("\"") { $0.verbatim("1.50") } }
            list.string { $0 += Array("raw\\n".utf8) }
          }
        }
      }
    }
    #expect(text == #"{"a":[],"b":{},"c":[-1,true,null,"x",{"\"":1.50},"raw\n"]}"#)
  }

  @Test func `line breaks stand where they are asked for`() {
    let text = written { writer in
      writer.array { list in
        for number in 1...2 {
          list.breakLine()
          list.array { $0.integer(number) }
        }
        list.breakLine()
      }
    }
    #expect(text == "[\n[1],\n[2]\n]")
  }

  @Test func `values are written as they were read`() throws {
    for text in [#"{"a":[1,-2.5e3,true,null],"a":"ä\"\\\n"}"#, "[]", "{}", "\"\"", "0"] {
      #expect(String(decoding: try JSONValue.read(Array(text.utf8), .record).encoded(.record), as: UTF8.self) == text)
    }
  }

  @Test func `what is short stays on one line`() {
    let short = JSONValue.array([.integer(1), .flag(true), .optional(nil)])
    #expect(short.text() == "[1,true,null]")
    let long = JSONValue.object([("first", .text(String(repeating: "x", count: 100))), ("second", short)])
    #expect(long.text() == "{\n  \"first\": \"\(String(repeating: "x", count: 100))\",\n  \"second\": [1,true,null]\n}")
  }

  @Test func `members without a value are left out`() {
    #expect(JSONValue.members(["a": .integer(1), "b": nil, "c": .null]).line == #"{"a":1,"c":null}"#)
  }
}
