import GatewayAPI

/// Carries out of a paid stage what it asked and what came back.
actor AnswerBox {
  private(set) var answer: ExchangeRunner.Answer?
  private(set) var request: GenerationRequest?

  func put(_ answer: ExchangeRunner.Answer?, to request: GenerationRequest) {
    self.answer = answer
    self.request = request
  }
}
