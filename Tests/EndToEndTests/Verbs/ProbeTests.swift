import Foundation
import GatewayEmulator
import Testing

/// `aquatint gateways probe`
@Suite struct ProbeTests {
  private struct Report: Decodable {
    struct Finding: Decodable {
      let asked: String?
      let pixels: String?
      let honoured: Bool?
    }

    struct Tokens: Decodable {
      let prompt: Int?
      let candidates: Int?
    }

    let gateway: String
    let model: String
    let reachable: Bool?
    let keyAccepted: Bool?
    let ratio: Finding
    let size: Finding
    let type: String?
    let tokens: Tokens
    let milliseconds: Int?
    let cost: String?
    let exchange: String?
    let failure: String?
  }

  private static func configure(_ scratch: Scratch, port: Int) throws {
    try scratch.write(
      "gateways:\n  mine: {baseURL: \"http://127.0.0.1:\(port)\", auth: bearer, key: \"${env.OURS_API_KEY}\", models: [gemini-3.1-flash-image-preview]}\n",
      to: ".config/aquatint/config.yaml")
  }

  private static func report(_ ending: Program.Ending) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
  }

  @Test func `one call says what was honoured, and is kept`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try Self.configure(scratch, port: emulator.port)
      let ending = try await Program.run("gateways", "probe", "mine", "--yes", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(ending.errors.contains("one call of the model 'gemini-3.1-flash-image-preview' through the gateway 'mine' costs 0.0"))
      let report = try Self.report(ending)
      #expect(report.reachable == true && report.keyAccepted == true)
      #expect(report.ratio.asked == "16:9" && report.ratio.honoured == true && report.ratio.pixels == "688x384")
      #expect(report.size.asked == "512" && report.size.honoured == true)
      #expect(report.type != nil && report.tokens.candidates != nil && report.milliseconds != nil)
      #expect(report.cost != nil && report.exchange != nil)
      let ledger = try await Program.run("ledger", "--format", "json", in: scratch)
      #expect(ledger.output.contains(#""mine""#), "\(ledger.output)")
      // Asked again each time: what it answered before says nothing about now.
      #expect(try await Program.run("gateways", "probe", "mine", "--yes", in: scratch).code == 0)
      #expect(await emulator.requestCount == 2)
    }
  }

  @Test func `without a terminal and without --yes there is no call`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try Self.configure(scratch, port: emulator.port)
      let ending = try await Program.run("gateways", "probe", "mine", in: scratch)
      #expect(ending.code == 2)
      #expect(ending.errors.contains("USD; agree to that with --yes"), "\(ending.errors)")
      #expect(await emulator.requestCount == 0)
      #expect(!scratch.exists(".aquatint"))
    }
  }

  @Test func `a dropped ratio is seen and ends with 1`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.ratioDropped)) { emulator in
      try Self.configure(scratch, port: emulator.port)
      let ending = try await Program.run("gateways", "probe", "mine", "--yes", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      let report = try Self.report(ending)
      #expect(report.ratio.honoured == false && report.ratio.pixels == "1024x1024")
      #expect(report.size.honoured == false && report.size.pixels == "1K")
    }
  }

  @Test func `a gateway that is not there ends with 3 and says so`() async throws {
    let scratch = try Scratch()
    try Self.configure(scratch, port: 9)
    let ending = try await Program.run("gateways", "probe", "mine", "--yes", "--format", "json", in: scratch)
    #expect(ending.code == 3)
    #expect(try Self.report(ending).reachable == false)
    let unknown = try await Program.run("gateways", "probe", "mien", "--yes", in: scratch)
    #expect(unknown.code == 2)
    #expect(unknown.errors.contains("did you mean 'mine'?"))
  }
}
