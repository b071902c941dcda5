import GatewayEmulator

/// The first request to an emulator, whose answer waits until the test lets it go.
struct HeldRequest: Sendable {
  private let arrivals: AsyncStream<Void>
  private let arrival: AsyncStream<Void>.Continuation
  private let releases: AsyncStream<Void>
  private let released: AsyncStream<Void>.Continuation

  init() {
    (arrivals, arrival) = AsyncStream.makeStream()
    (releases, released) = AsyncStream.makeStream()
  }

  /// For the emulator's configuration.
  var observer: RequestObserver {
    RequestObserver { request in
      guard request.ordinal == 1 else { return }
      arrival.finish()
      for await _ in releases {}
    }
  }

  /// Returns once the request is there.
  func arrived() async {
    for await _ in arrivals {}
  }

  func release() { released.finish() }
}
