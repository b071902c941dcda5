import NIOCore
import NIOPosix
import Synchronization

/// A server on a free loopback port that sends exactly the bytes it is told to, on each connection the next script, the last one for all
/// that follow.
package final class ScriptedServer: Sendable {
  private struct State {
    var port = 0
    var connections = 0
    var requests: [[UInt8]] = []
    var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    /// Connections that the other side closed before the script did.
    var closedEarly = 0
  }

  private let state = Mutex(State())
  private let scripts: [[Step]]
  private let released: EventLoopPromise<Void>

  /// Runs a server for the time of `body`.
  package static func run<Result>(_ scripts: [Step]..., body: (ScriptedServer) async throws -> Result) async throws -> Result {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let released = eventLoop.makePromise(of: Void.self)
    let server = ScriptedServer(scripts: scripts, released: released)
    let channel: any Channel
    do {
      channel = try await ServerBootstrap(group: eventLoop).childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ScriptHandler(server: server, script: server.nextScript()))
        }
      }.bind(host: "127.0.0.1", port: 0).get()
    } catch {
      server.release()
      throw error
    }
    server.bind(channel.localAddress?.port ?? 0)
    do {
      let result = try await body(server)
      server.release()
      try await channel.close().get()
      return result
    } catch {
      server.release()
      try await channel.close().get()
      throw error
    }
  }

  private init(scripts: [[Step]], released: EventLoopPromise<Void>) {
    self.scripts = scripts
    self.released = released
  }

  private func bind(_ port: Int) { state.withLock { $0.port = port } }

  package var port: Int { state.withLock { $0.port } }
  package var connectionCount: Int { state.withLock { $0.connections } }
  /// Whole requests in the order they came, head and body.
  package var requests: [[UInt8]] { state.withLock { $0.requests } }
  package var requestTexts: [String] { requests.map { String(decoding: $0, as: UTF8.self) } }
  package var closedEarlyCount: Int { state.withLock { $0.closedEarly } }

  /// Lets every ``Step/waitForRelease`` go on, now and later.
  package func release() { released.succeed() }

  /// Returns once `count` whole requests have come.
  package func waitForRequests(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.requests.count >= count { return true }
        state.waiting.append((count, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  var releasedFuture: EventLoopFuture<Void> { released.futureResult }

  func nextScript() -> [Step] {
    state.withLock { state in
      defer { state.connections += 1 }
      return scripts.isEmpty ? [] : scripts[min(state.connections, scripts.count - 1)]
    }
  }

  func add(request: [UInt8]) {
    let ready = state.withLock { state in
      state.requests.append(request)
      let ready = state.waiting.filter { $0.count <= state.requests.count }
      state.waiting.removeAll { $0.count <= state.requests.count }
      return ready.map(\.continuation)
    }
    for continuation in ready { continuation.resume() }
  }

  func noteClosedEarly() { state.withLock { $0.closedEarly += 1 } }
}
