package import GatewayAPI
package import ImageCore

/// The behaviour of one emulator; the defaults are those of the server that `run` starts for itself.
package struct EmulatorConfiguration: Sendable {
  package enum KeyPolicy: Sendable {
    /// Any key in any style, and none at all.
    case optional
    /// Any key in any style, but one is required.
    case required
  }

  /// 0 for a free one.
  package var port = 0
  package var keyPolicy = KeyPolicy.optional
  /// The gateway to imitate, with its address, key, spelling and required fields; `nil` for every dialect, as leniently as Google accepts
  /// it.
  package var profile: GatewayProfile?
  /// Larger bodies are answered with 413.
  package var maximumBodyBytes = 100_000_000
  /// How long the head of a request may take from its first byte, and each piece of its body from the one before.
  package var requestDeadline = Duration.seconds(10)
  /// The limits of each picture of a request, and of all of them together.
  package var limits = DecodeLimits.standard
  package var script = EmulatorScript()
  /// The delay of every answer, in addition to the script's.
  package var delay = Duration.zero
  /// The number of requests that are kept for inspection, and of bytes of bodies; the oldest are dropped first.
  package var recordedRequests = 1_000
  package var recordedBytes = 256 << 20
  /// The folder in which jobs are kept beyond the server's end; `nil` to forget them.
  package var jobFolder: String?
  /// Called once for each request after it was read and validated, before it is answered.
  package var onRequest: RequestObserver?

  package init() {}
}

package struct RequestObserver: Sendable {
  package let observe: @Sendable (ReceivedRequest) async -> Void

  package init(_ observe: @escaping @Sendable (ReceivedRequest) async -> Void) { self.observe = observe }
}
