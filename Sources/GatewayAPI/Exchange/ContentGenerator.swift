/// Receives the bytes of an answer as they arrive.
package protocol AnswerSink: Sendable {
  /// Writes one piece; called for one after the other. Must go on working when its task is cancelled: the answer is paid for.
  func write(_ bytes: [UInt8]) async throws
}

/// The interface to gateways.
package protocol ContentGenerator: Sendable {
  /// Encodes the request for this gateway; no effects.
  /// - Parameter card: the model's card, if there is one; it decides about a size that need not be sent.
  func encode(_ request: GenerationRequest, for profile: GatewayProfile, card: ModelCard?) throws(GatewayError) -> WireRequest

  /// Makes one call and no second one, whatever happens.
  ///
  /// The connection is made first; then `willSend` is awaited, which is the place to record the intent; only then does the first byte
  /// leave. Cancelling the task before that ends in ``GatewayError/Phase/notSent(_:)``; cancelling it later changes nothing, the call runs
  /// to its answer or `timeout`. Any status with a whole body is an answer; everything else after the first byte is
  /// ``GatewayError/Phase/sentOutcomeUnknown``.
  func send(
    _ request: WireRequest, to profile: GatewayProfile, timeout: Duration, into sink: any AnswerSink,
    willSend: @Sendable () async throws -> Void
  ) async throws(GatewayError) -> AnswerHead

  /// Reads a stored answer. Throws an error for a status other than success; a body that is no answer gives one with
  /// ``GenerationAnswer/malformation``, unless the connection's end may have cut it.
  func read(_ head: AnswerHead, bodyAt path: String, from profile: GatewayProfile) throws(GatewayError) -> GenerationAnswer

  /// Returns the answer with the pictures that it only links to, if the profile allows that; a picture that could not be fetched becomes a
  /// defect.
  func completing(_ answer: GenerationAnswer, from profile: GatewayProfile) async -> GenerationAnswer
}
