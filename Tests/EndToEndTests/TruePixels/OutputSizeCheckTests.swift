import Foundation
import GatewayEmulator
import Testing

/// Pixels and tokens are held against the size that was asked for, and the finding names the gateway.
@Suite struct OutputSizeCheckTests {
  @Test func `a smaller picture than was asked for is found, said and kept in the manifest`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.imageSize("512"))) { emulator in
      try scratch.write(
        """
        version: 1
        name: pier
        model: gemini-3.1-flash-image
        output: out
        stages:
          - generate: {prompt: "A pier", aspectRatio: "16:9", imageSize: 2K}
        \(emulator.gateway)
        """, to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0)
      let finding = "gateway 'ours': asked 2K, pixels 512, tokens 747"
      #expect(try ending.events.contains { $0.event == "note" && $0.message == finding })
      #expect(try scratch.text("out/manifest.json").contains(finding))
      let again = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(try again.summary.calls == 0 && again.summary.outputs == 0)
    }
  }

  @Test func `what was asked for is no finding`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(
        """
        version: 1
        name: pier
        model: gemini-3.1-flash-image
        output: out
        stages:
          - generate: {prompt: "A pier", aspectRatio: "16:9", imageSize: "512"}
        \(emulator.gateway)
        """, to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(try ending.events.filter { $0.event == "note" }.isEmpty)
      #expect(try !scratch.text("out/manifest.json").contains("findings"))
    }
  }
}
