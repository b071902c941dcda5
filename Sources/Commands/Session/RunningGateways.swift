import BuiltIns
import GatewayAPI
import GatewayEmulator
import ImageCore
import PipelineEngine

extension Pipeline {
  /// Runs `body` with the gateways of the pipeline; the emulator is started for as long, on a free port, and spoken to like any other.
  /// - Parameter isNeeded: false where nothing will be sent.
  func withRunningGateways<Result: Sendable>(
    ifNeeded isNeeded: Bool = true, _ body: ([GatewayProfile]) async throws -> Result
  ) async throws -> Result {
    guard isNeeded, gateways.contains(where: { $0.lane == .emulator && $0.baseURL == nil }) else { return try await body(gateways) }
    let server = EmulatorServer(cards: BuiltIns.models, codecs: CodecRegistry(BuiltIns.codecs))
    do {
      return try await server.withServer { emulator in
        try await body(
          gateways.map { gateway in
            gateway.lane == .emulator && gateway.baseURL == nil ? gateway.with(baseURL: .loopback(port: emulator.port)) : gateway
          })
      }
    } catch let error as EmulatorError {
      throw CommandFailure(.wrongSurroundings, error.description)
    }
  }
}
