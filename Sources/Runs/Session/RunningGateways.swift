import GatewayAPI
import GatewayEmulator
import PipelineModel

extension Pipeline {
  /// Runs `body` with the gateways of the pipeline; the emulator is started for that time, on a free port, and called like any other.
  /// - Parameter isNeeded: `false` if nothing will be sent.
  /// - Throws: `EmulatorError` if it cannot be started; the error of `body`.
  func withRunningGateways<Result: Sendable>(
    _ emulator: EmulatorServer, ifNeeded isNeeded: Bool, _ body: ([GatewayProfile]) async throws -> Result
  ) async throws -> Result {
    guard isNeeded, gateways.contains(where: { $0.lane == .emulator && $0.baseURL == nil }) else { return try await body(gateways) }
    return try await emulator.withServer { emulator in
      try await body(
        gateways.map { gateway in
          gateway.lane == .emulator && gateway.baseURL == nil ? gateway.with(baseURL: .loopback(port: emulator.port)) : gateway
        })
    }
  }
}
