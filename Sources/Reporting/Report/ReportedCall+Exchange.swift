import GatewayAPI
import ImageCore
import PipelineModel
import Storage
import SystemPackage

extension ReportedCall {
  /// - Parameter picture: its stored picture, if that still exists.
  init(_ exchange: Exchange, stage: String, picture: ReportedPicture?, isShown: Bool, isPickable: Bool) {
    let said = exchange.detail.flatMap(FieldsJSON.read) ?? [:]
    self.init(
      id: exchange.id.text, stage: stage, stageIndex: exchange.slot.stage, variant: exchange.slot.variant, attempt: exchange.attempt,
      cause: exchange.cause.rawValue, gateway: exchange.gateway, model: exchange.model, outcome: exchange.phrase,
      words: said["words"] ?? said["message"] ?? said["text"] ?? exchange.reason,
      cost: exchange.cost?.nanoUSD.map { Amount(nanos: $0) }, basis: exchange.cost?.basis,
      wasSent: exchange.state != .intended && exchange.state != .notSent, started: exchange.created,
      milliseconds: exchange.state == .interpreted || exchange.state == .rejected ? max(0, exchange.updated - exchange.created) : nil,
      picture: picture, isShown: isShown, isPickable: isPickable)
  }
}
