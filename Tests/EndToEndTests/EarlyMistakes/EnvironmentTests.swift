import Foundation
import GatewayEmulator
import Glibc
import Testing

/// What stands around the program: folders that cannot be listed, too few descriptors, locks that somebody removes.
@Suite struct EnvironmentTests {
  private static let local = """
    version: 1
    sources: "in/**/*"
    asset: ${source.stem}
    output: out
    stages:
      - decode: "${source}"
      - thumbnails: [{name: icon, longest: 16, format: png}]
    """

  @Test func `a folder that cannot be listed is one warning at the pattern's place`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/a.webp")
    try scratch.write(Self.local, to: "shop.yaml")
    for name in ["in/locked", "in/other"] {
      try FileManager.default.createDirectory(
        atPath: "\(scratch.path)/\(name)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0])
    }
    // Root lists every folder, so the program runs as somebody else.
    guard geteuid() == 0 else { return print("skipped: only root can run the program as another user") }
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: scratch.path)
    let launcher = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
    let ending = try await Program.running(["plan", "shop.yaml"], in: scratch, launcher: launcher) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    let warnings = ending.errors.split(separator: "\n").filter { $0.contains("permission denied") }
    #expect(warnings.count == 1, "\(ending.errors)")
    #expect(warnings.first?.contains("shop.yaml:2:10: warning") == true, "\(ending.errors)")
    #expect(warnings.first?.contains("1 more") == true, "\(ending.errors)")
  }

  @Test func `too few descriptors are said`() async throws {
    let scratch = try Scratch()
    for number in 0..<40 { try scratch.write(try MarkedPicture.webP(), to: "in/a\(number).webp") }
    try scratch.write(Self.local, to: "shop.yaml")
    let launcher = ["/bin/sh", "-c", "ulimit -n 24; exec \"$0\" \"$@\""]
    let ending = try await Program.running(["run", "shop.yaml"], in: scratch, launcher: launcher) { _ in }
    #expect(!ending.wasKilled)
    #expect(ending.code == 0 || (ending.code == 3 && ending.errors.contains("ulimit -n")), "\(ending.code): \(ending.errors)")
  }

  @Test func `names that Windows cannot have, a folder as a source and sources in the output are said`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/con.webp")
    try scratch.write(try MarkedPicture.webP(), to: "out/b.webp")
    try scratch.write(Self.local, to: "shop.yaml")
    let device = try await Program.run("check", "shop.yaml", in: scratch)
    #expect(device.code == 0)
    #expect(device.errors.contains("shop.yaml:3:8: warning: the asset name 'con'"), "\(device.errors)")
    try scratch.write(
      Self.local.replacing("output: out", with: "output: build/Aux.d").replacing("name: icon", with: "name: nul"), to: "dev.yaml")
    let devices = try await Program.run("check", "dev.yaml", in: scratch)
    #expect(devices.code == 0, "\(devices.errors)")
    #expect(devices.errors.contains("'Aux.d' of the output cannot be a folder on Windows, where 'AUX'"), "\(devices.errors)")
    #expect(devices.errors.contains("cannot be a file on Windows, where 'NUL'"), "\(devices.errors)")
    try scratch.write(Self.local.replacing("\"in/**/*\"", with: "in"), to: "folder.yaml")
    let folder = try await Program.run("plan", "folder.yaml", in: scratch)
    #expect(folder.code == 2)
    #expect(folder.errors.contains("write 'in/*'"), "\(folder.errors)")
    try scratch.write(Self.local.replacing("\"in/**/*\"", with: "out/*.webp"), to: "output.yaml")
    let output = try await Program.run("plan", "output.yaml", in: scratch)
    #expect(output.code == 2)
    #expect(output.errors.contains("never sources"), "\(output.errors)")
  }

  @Test func `the home folder is what a tilde means`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "pics/cafe\u{301} [1].webp")
    for (name, source) in [("pattern", "~/pics/caf\u{E9}*.webp"), ("letter for letter", "~/pics/cafe\u{301} [1].webp")] {
      try scratch.write(
        Self.local.replacing("\"in/**/*\"", with: "\"\(source)\"").replacing("output: out", with: "output: ~/made/\(name)"),
        to: "p/shop.yaml")
      let ending = try await Program.run("run", "p/shop.yaml", in: scratch)
      #expect(ending.code == 0, "\(name): \(ending.errors)")
      #expect(try scratch.names(in: "made/\(name)").contains { $0.hasSuffix("icon.png") }, "\(name)")
      #expect(!scratch.exists("p/~"))
    }
  }

  @Test func `a lock that is removed while a run holds it is noticed before the next send`() async throws {
    let scratch = try Scratch()
    let held = HeldRequest()
    try await withGateway(onRequest: held.observer) { gateway in
      try scratch.write(AnswerShapeTests.pipeline(gateway.gateway, cases: ["a", "b", "c"]), to: "shapes.yaml")
      let ending = try await Program.running(["run", "shapes.yaml", "--jobs", "1", "--format", "json"], in: scratch) { _ in
        await held.arrived()
        for name in try scratch.names(in: ".aquatint/runs") { try scratch.remove(".aquatint/runs/\(name)") }
        held.release()
      }
      #expect(ending.code == 3, "\(ending.errors)")
      #expect(await gateway.requestCount == 1)
      #expect(try ending.summary.calls == 1)
    }
  }
}
