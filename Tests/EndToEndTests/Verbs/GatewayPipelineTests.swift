import Foundation
import TestSupport
import Testing

/// Each file of `Pipelines/gateways`, unchanged, run by the program against the program's own emulator as the gateway it names.
/// One after the other, because each holds two programs and only so many run at once.
@Suite(.serialized) struct GatewayPipelineTests {
  static let folder = TestFiles.packageRoot + "/Pipelines/gateways"
  static func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
  }

  /// The variable that holds each gateway's key.
  private static let variables = [
    "cometapi": "COMETAPI_KEY", "gravitex": "GRAVITEX_API_KEY", "gravitex-images": "GRAVITEX_API_KEY", "serevix": "SEREVIX_API_KEY",
    "theturbo": "THETURBO_API_KEY", "google": "GEMINI_API_KEY",
  ]

  @Test(arguments: try files()) func `a gateway's own example runs at its path and with its kind of key`(_ name: String) async throws {
    let text = String(decoding: try TestFiles.bytes(at: "\(Self.folder)/\(name)"), as: UTF8.self)
    let named = try #require(text.split(separator: "\n").first { $0.hasPrefix("gateway: ") }).dropFirst(9)
    let scratch = try Scratch("gateway-pipeline")
    try FileManager.default.copyItem(atPath: TestFiles.packageRoot + "/Samples", toPath: scratch.path + "/Samples")
    let imitated = named == "ours" ? "native" : String(named)
    _ = try await Program.running(["emulate", "--as", imitated, "--log"], in: scratch) { emulator in
      let line = try #require(await emulator.outputLine(containing: "listening on http://127.0.0.1:"))
      let port = try #require(line.split(separator: ":").last.flatMap { Int($0) })
      // A host of one's own stands in the file; the address of a known gateway is replaced in the configuration.
      try scratch.write(text.replacing("http://127.0.0.1:8089", with: "http://127.0.0.1:\(port)"), to: "Pipelines/gateways/\(name)")
      var environment: [String: String] = [:]
      if named != "ours" {
        let variable = try #require(Self.variables[String(named)])
        environment[variable] = Program.key
        try scratch.write(
          "gateways:\n  \(named): {baseURL: \"http://127.0.0.1:\(port)\", key: \"${env.\(variable)}\"}\n",
          to: ".config/aquatint/config.yaml")
      }
      let run = try await Program.run("run", "Pipelines/gateways/\(name)", "--format", "json", in: scratch, environment: environment)
      #expect(run.code == 0, "\(run.errors)\(run.output)")
      #expect(try run.summary.failed == 0)
      #expect(try run.summary.calls >= 1)
      emulator.send(SIGINT)
    }
  }
}
