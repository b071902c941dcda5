/// Carries an answer out of the stage that asked for it.
actor AnswerBox {
  private(set) var answer: ExchangeRunner.Answer?

  func put(_ answer: ExchangeRunner.Answer) { self.answer = answer }
}
