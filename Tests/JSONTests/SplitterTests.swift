import JSON
import Testing

@Suite struct SplitterTests {
  private static let document = #"""
    {"name": "batches/1", "done": true, "a\"b": "x[]{}", "metadata": {"output": {"inlinedResponses": {"inlinedResponses": [
      {"response": {"text": "]}\"", "list": [1, {"a": []}]}, "metadata": {"key": "one"}},
      {"error": {"code": 3}} , null, {"response":{}}]}}}, "after": [1, 2]}
    """#

  @Test(arguments: [1, 2, 3, 7, 64, 10_000])
  func `the objects of the named lists come one by one, and the rest is whole`(_ size: Int) throws {
    var splitter = JSONArraySplitter(of: "inlinedResponses", elementLimit: 1_000, restLimit: 1_000)
    var found: [String] = []
    let bytes = Array(Self.document.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      found += try splitter.take(Array(bytes[start..<min(start + size, bytes.count)])).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(
      found == [
        #"{"response": {"text": "]}\"", "list": [1, {"a": []}]}, "metadata": {"key": "one"}}"#, #"{"error": {"code": 3}}"#,
        #"{"response":{}}"#,
      ])
    let rest = String(decoding: splitter.rest, as: UTF8.self)
    #expect(rest.contains(#""after": [1, 2]"#))
    #expect(!rest.contains("response\":"))
  }

  @Test func `a document without them is its own rest`() throws {
    var splitter = JSONArraySplitter(of: "inlinedResponses", elementLimit: 10, restLimit: 1_000)
    #expect(try splitter.take(Array(#"{"error": {"code": 404}}"#.utf8)).isEmpty)
    #expect(try JSONValue.read(splitter.rest, .answer)["error"]?["code"]?.scalarText == "404")
  }

  @Test func `an object beyond the limit is refused before it is held`() {
    var splitter = JSONArraySplitter(of: "list", elementLimit: 20, restLimit: 1_000)
    #expect(throws: JSONArraySplitter.Fault.tooLong) {
      try splitter.take(Array(#"{"list": [{"a": "0123456789012345678901234567890"}]}"#.utf8))
    }
  }

  @Test(arguments: [1, 2, 5, 100])
  func `lines come one by one`(_ size: Int) throws {
    var splitter = LineSplitter(limit: 10)
    var lines: [String] = []
    let bytes = Array("one\r\n\ntwo\nthree".utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      lines += try splitter.take(Array(bytes[start..<min(start + size, bytes.count)])).map { String(decoding: $0, as: UTF8.self) }
    }
    if let last = splitter.finish() { lines.append(String(decoding: last, as: UTF8.self)) }
    #expect(lines == ["one", "two", "three"])
    #expect(throws: JSONArraySplitter.Fault.tooLong) { try splitter.take([UInt8](repeating: 0x61, count: 11)) }
  }
}
