package import GatewayAPI
package import ImageCore

/// How one emulator behaves; the defaults are those of the server that `run` starts for itself.
package struct EmulatorConfiguration: Sendable {
  package enum KeyPolicy: Sendable {
    /// Any key in any style, and none at all.
    case optional
    /// Any key in any style, but there has to be one.
    case required
  }

  /// 0 for a free one.
  package var port = 0
  package var keyPolicy = KeyPolicy.optional
  /// The gateway to imitate, with its address, key, spelling and required fields; nil for every dialect as leniently as Google takes it.
  package var profile: GatewayProfile?
  /// Larger bodies are answered with 413.
  package var maximumBodyBytes = 100_000_000
  /// How long the head of a request may take from its first byte, and each piece of its body from the one before.
  package var requestDeadline = Duration.seconds(10)
  /// Of each picture of a request, and of all of them together.
  package var limits = DecodeLimits.standard
  package var script = EmulatorScript()
  /// How long every answer is held back, beside what the script says.
  package var delay = Duration.zero
  /// How many requests are kept for reading, and how many bytes of bodies; the oldest go first.
  package var recordedRequests = 1_000
  package var recordedBytes = 256 << 20
  /// Called once for each request after it was read and judged, before it is answered.
  package var onRequest: RequestObserver?

  package init() {}
}

/// What is told about each request.
package struct RequestObserver: Sendable {
  package let observe: @Sendable (ReceivedRequest) async -> Void

  package init(_ observe: @escaping @Sendable (ReceivedRequest) async -> Void) { self.observe = observe }
}
