import Foundation
import Testing

/// What whoever operates a watch is told: figures for Prometheus, and the service manager.
@Suite struct WatchOperationTests {
  @Test func `figures are kept for Prometheus, and replace nothing else`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    try bench.add("b.png", seed: 2)
    let refused = try await bench.once("--metrics", "p.yaml")
    #expect(refused.code == 2 && refused.errors.contains("is there and is no file of metrics"), "\(refused.errors)")
    for _ in 1...2 { #expect(try await bench.once("--metrics", "watch.prom").code == 0) }
    let lines = try bench.scratch.text("watch.prom").split(separator: "\n").map(String.init)
    let name = try #require(lines.first { $0.hasPrefix("aquatint_sources{") }?.split(separator: "\"").dropFirst().first)
    #expect(lines.contains("aquatint_sources{pipeline=\"\(name)\"} 2"), "\(lines)")
    #expect(lines.contains("aquatint_watching{pipeline=\"\(name)\"} 0"))
    #expect(lines.contains("# TYPE aquatint_assets_failed_total counter"))
    // Each figure is explained and typed before its value, as the format asks for.
    for line in lines where !line.hasPrefix("#") {
      let figure = String(line.prefix { $0 != "{" })
      #expect(lines.contains { $0.hasPrefix("# HELP \(figure) ") } && lines.contains { $0.hasPrefix("# TYPE \(figure) ") }, "\(line)")
    }
  }

  @Test func `the service manager hears that the watch is ready, how it stands and that it ends`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    let socket = try NotifySocket(bench.scratch.path + "/notify")
    let ending = try await Program.running(
      ["watch", "p.yaml", "--settle", "0", "--once"], in: bench.scratch, environment: ["NOTIFY_SOCKET": socket.path]
    ) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    let messages = socket.messages()
    #expect(messages.first?.hasPrefix("READY=1\nSTATUS=watching: ") == true, "\(messages)")
    #expect(messages.count { $0.contains("READY=1") } == 1)
    #expect(messages.last == "STOPPING=1\nSTATUS=ended", "\(messages)")
    let deaf = try await Program.running(
      ["watch", "p.yaml", "--settle", "0", "--once"], in: bench.scratch, environment: ["NOTIFY_SOCKET": "/nowhere/at/all"]
    ) { _ in }
    #expect(deaf.code == 0, "nobody there is no reason to end")
  }
}

/// The socket of a service manager.
private final class NotifySocket {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    try #require(descriptor >= 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(path.utf8)) }
    // The whole structure, whose path ends with the first null.
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, size) }
    }
    try #require(bound == 0)
  }

  deinit { close(descriptor) }

  /// What has come so far.
  func messages() -> [String] {
    var found: [String] = []
    while true {
      var buffer = [UInt8](repeating: 0, count: 4_096)
      // No more bytes than the buffer has.
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
      guard count > 0 else { return found }
      found.append(String(decoding: buffer[0..<count], as: UTF8.self))
    }
  }
}
