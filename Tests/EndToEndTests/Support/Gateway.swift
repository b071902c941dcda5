import BuiltIns
import Dialects
import GatewayEmulator
import ImageCore
import Testing

/// Runs an emulator in the test's own process for the time of `body`.
func withGateway<Result: Sendable>(
  _ rules: EmulatorScript.Rule..., onRequest: RequestObserver? = nil, _ body: (RunningEmulator) async throws -> Result
) async throws -> Result {
  try await withGateway(script: rules, onRequest: onRequest, body)
}

func withGateway<Result: Sendable>(
  script rules: [EmulatorScript.Rule], onRequest: RequestObserver? = nil, _ body: (RunningEmulator) async throws -> Result
) async throws -> Result {
  var configuration = EmulatorConfiguration()
  configuration.script = EmulatorScript(rules)
  configuration.onRequest = onRequest
  // A slow machine under all tests at once may take longer than the usual seconds for one request.
  configuration.requestDeadline = .seconds(600)
  let server = EmulatorServer(
    configuration: configuration, dialects: BuiltIns.dialects, cards: BuiltIns.models, codecs: CodecRegistry(BuiltIns.codecs))
  return try await server.withServer(body)
}

extension RunningEmulator {
  /// The lines of a pipeline file that make this server its gateway.
  var gateway: String { gatewayLines(port: port) }
}

/// The lines of a pipeline file that make a server on this machine its gateway.
func gatewayLines(port: Int) -> String {
  """
  gateway: ours
  gateways:
    ours:
      dialect: gemini
      baseURL: http://127.0.0.1:\(port)
      auth: bearer
      key: ${env.OURS_API_KEY}
  """
}
