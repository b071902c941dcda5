package import GatewayAPI

extension BuiltIns {
  /// All gateway profiles; the first is the default.
  package static let gateways: [GatewayProfile] = [
    emulator, google, serevix, theturbo, native, gravitex, gravitexImages, cometapi, laozhang, apiyi,
    vertexExpress, openrouter,
  ]
}
