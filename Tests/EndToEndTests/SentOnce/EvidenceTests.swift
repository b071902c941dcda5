import Foundation
import GatewayEmulator
import ImageCore
import TestSupport
import Testing

/// A whole picture in an answer is evidence of work: it is kept, used and said, whatever stands beside it; and what it cost is not made up.
@Suite struct EvidenceTests {
  private static let busy = #""error":{"code":503,"message":"This model is experiencing high demand.","status":"UNAVAILABLE"}"#
  private static let usage = #""usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":747,"totalTokenCount":755}"#

  private static func answer(_ members: String, isWhole: Bool = true) throws -> String {
    let picture = try encoded(TestPictures.gradient(PixelSize(512, 512)), as: FormatID("jpeg"))
    let data = Data(isWhole ? picture : Array(picture.prefix(picture.count / 2))).base64EncodedString()
    return
      #"{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/jpeg","data":"\#(data)"}}]},"finishReason":"STOP"}]"#
      + (members.isEmpty ? "" : "," + members) + "}"
  }

  struct Beside: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var status = 200
    let body: @Sendable () throws -> String
  }

  static let beside = [
    Beside(testDescription: "an error member") { try answer(busy + "," + usage) },
    Beside(testDescription: "an error event after it") { "data: " + (try answer(usage)) + "\r\n\r\ndata: {" + busy + "}\r\n\r\n" },
    Beside(testDescription: "an error event before it") { "data: {" + busy + "}\n\ndata: " + (try answer(usage)) + "\n\n" },
    Beside(testDescription: "a status of failure", status: 500) { try answer(usage) },
    Beside(testDescription: "a status that leaves it open", status: 504) { try answer(usage) },
    Beside(testDescription: "a status of too many calls", status: 429) { try answer(busy + "," + usage) },
  ]

  @Test(arguments: beside) func `a picture is used whatever stands beside it`(_ beside: Beside) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.body(try beside.body(), status: beside.status))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(ending.output.contains("beside the picture stands"), "\(ending.output)")
      #expect(try ending.summary.calls == 1)
      let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(next.code == 0)
      #expect(try next.summary.calls == 0)
      #expect(await emulator.requestCount == 1)
    }
  }

  @Test func `a picture that is cut beside an error is not asked for again either`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.body(try Self.answer(Self.busy, isWhole: false)))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["a": "truncated-picture"])
      #expect(await emulator.requestCount == 1)
    }
  }

  /// Relays that count nothing (https://github.com/Wei-Shaw/sub2api/issues/4644) or the text alone.
  @Test(arguments: [
    #""usageMetadata":{"promptTokenCount":0,"candidatesTokenCount":0,"totalTokenCount":0}"#,
    #""usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":0,"totalTokenCount":8}"#,
    #""usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":20,"totalTokenCount":28}"#,
    #""usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":747,"candidatesTokensDetails":[{"modality":"TEXT","tokenCount":747}]}"#,
    #""usageMetadata":{"promptTokenCount":NaN,"candidatesTokenCount":1e999,"totalTokenCount":123456789012345678901234567890}"#,
    #""usage":null"#, #""usageMetadata":{}"#,
  ]) func `a count that is no measurement is unknown, and the budget counts the price`(_ usage: String) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.body(try Self.answer(usage)))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: (1...6).map { "n\($0)" }), to: "shapes.yaml")
      // One picture of this class costs between 0.04 and 0.06 USD at the list price. The answers are alike, which a real lane notices.
      let ending = try await Program.run("run", "shapes.yaml", "--jobs", "1", "--max-cost", "0.13", "--format", "json", in: scratch)
      #expect(ending.code == 4, "\(ending.errors)")
      #expect(await emulator.requestCount == 2)
      #expect(ending.output.contains(#""cost":"0","costUnknown":2"#), "\(ending.output)")
    }
  }

  @Test func `a count that can be is believed, and known and unknown costs are told apart`() async throws {
    let scratch = try Scratch()
    let rules: [EmulatorScript.Rule] = [
      .init(prompt: "<a>", .body(try Self.answer(Self.usage))), .init(prompt: "<b>", .body(try Self.answer(#""usageMetadata":{}"#))),
    ]
    try await withGateway(script: rules) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a", "b"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--jobs", "1", "--format", "json", in: scratch)
      #expect(ending.output.contains(#""costUnknown":1"#), "\(ending.output)")
      #expect(!ending.output.contains(#""cost":"0","costUnknown""#), "\(ending.output)")
    }
  }
}
