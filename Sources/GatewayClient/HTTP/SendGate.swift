import AsyncHTTPClient
import NIOCore
import Synchronization

/// Holds a ready connection until the caller releases the request on it.
///
/// The client does not use a connection before its initialiser's future is fulfilled. So until ``open()`` it is certain that no byte of the
/// request has left, whatever happens.
struct SendGate: Sendable {
  /// The other side hung up before the request left.
  struct ClosedBefore: Error {}

  private let connected: EventLoopPromise<any Channel>
  private let opened: EventLoopPromise<Void>

  init(on eventLoop: any EventLoop) {
    connected = eventLoop.makePromise(of: (any Channel).self)
    opened = eventLoop.makePromise(of: Void.self)
  }

  /// The initialiser for the client's configuration, called with each connection after its handshakes.
  var initializer: @Sendable (any Channel) -> EventLoopFuture<Void> {
    { [connected, opened] channel in
      // A minute of silence is usual; keepalive notices a broken path. Without it the total timeout does.
      channel.setOption(ChannelOptions.socketOption(.so_keepalive), value: 1).whenComplete { _ in connected.succeed(channel) }
      // The client must never be handed a connection that has ended: it would wait for its end for ever.
      channel.closeFuture.whenComplete { _ in opened.fail(ClosedBefore()) }
      return opened.futureResult
    }
  }

  /// Waits for a connection, or for the end of the task that wants one.
  func connection(for task: HTTPClient.Task<Void>) async throws -> any Channel {
    task.futureResult.whenComplete { result in
      switch result {
      case .success: connected.fail(HTTPClientError.cancelled)
      case .failure(let error): connected.fail(error)
      }
    }
    return try await connected.futureResult.get()
  }

  /// Releases the request, if the connection is still there; decided on the connection's own loop, where it also ends.
  func open(_ channel: any Channel) {
    channel.eventLoop.execute { [opened] in
      if channel.isActive { opened.succeed() } else { opened.fail(ClosedBefore()) }
    }
  }

  /// Refuses the connection, and fulfils the promise of one that no task will wait for.
  func refuse(_ error: any Error) {
    opened.fail(error)
    connected.fail(error)
  }
}

/// Ends all exchanges at once, when the user wants to wait no longer.
final class AbandonSwitch: Sendable {
  private struct State {
    var isAbandoned = false
    var nextID = 0
    var ends: [Int: End] = [:]
  }

  private struct End: Sendable {
    let end: @Sendable () -> Void
  }

  private let state = Mutex(State())

  /// Registers a way to end an exchange, or returns `nil` if everything has been abandoned already.
  func register(_ end: @escaping @Sendable () -> Void) -> Int? {
    state.withLock { state in
      guard !state.isAbandoned else { return nil }
      state.nextID += 1
      state.ends[state.nextID] = End(end: end)
      return state.nextID
    }
  }

  func remove(_ id: Int) {
    state.withLock { state in _ = state.ends.removeValue(forKey: id) }
  }

  func abandonAll() {
    let ends = state.withLock { state in
      state.isAbandoned = true
      return Array(state.ends.values)
    }
    for end in ends { end.end() }
  }
}
