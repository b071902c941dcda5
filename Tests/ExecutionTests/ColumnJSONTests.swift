import Foundation
import GatewayAPI
import Testing

@testable import Execution
@testable import PipelineModel

/// Columns of the ledger that hold JSON: what Foundation wrote for earlier versions is read, and written again byte for byte.
@Suite struct ColumnJSONTests {
  static let fields: [[String: String]] = [
    [:], ["a": "1"],
    [
      "b": "/x\"\\\u{8}\u{c}\n\r\t\u{1f}", "B": "é", "é": "", "aa": "日\u{2028}\u{1F600}", "a10": "x", "a9": "y", "z\u{301}": "z",
      "Z": "\u{7f}",
    ],
  ]

  @Test(arguments: fields) func `texts by name`(_ fields: [String: String]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let written = String(decoding: try encoder.encode(fields), as: UTF8.self)
    #expect(FieldsJSON.write(fields) == written)
    #expect(FieldsJSON.read(written) == fields)
  }

  @Test(arguments: ["", "[]", "{", "{\"a\":1}", "{\"a\":null}", "{\"a\":\"b\"} x", "{\"a\":\"\n\"}"])
  func `what is no object of texts`(_ text: String) { #expect(FieldsJSON.read(text) == nil) }

  @Test func `headers`() throws {
    let headers = [HeaderField("Date", "Mon, 30 Nov"), HeaderField("x-a", "\"/\\é"), HeaderField("x-a", "")]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    let written = String(decoding: try encoder.encode(headers.map { [$0.name, $0.value] }), as: UTF8.self)
    #expect(HeaderJSON.write(headers) == written)
    #expect(HeaderJSON.read(written) == headers)
    #expect(HeaderJSON.read("nonsense").isEmpty)
    #expect(HeaderJSON.read("[[\"a\"],[\"b\",\"c\"]]") == [HeaderField("b", "c")])
  }
}
