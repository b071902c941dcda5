/// The picture that counts among those of an answer.
package struct PictureChoice: Hashable, Sendable {
  package let chosen: AnswerImage
  /// The others in order: drafts and further pictures.
  package let alternates: [AnswerImage]
  /// What the model said beside the picture.
  package let text: String?

  package init(chosen: AnswerImage, alternates: [AnswerImage], text: String?) {
    self.chosen = chosen
    self.alternates = alternates
    self.text = text
  }
}

/// What a call came to.
package enum GenerationOutcome: Hashable, Sendable {
  case picture(PictureChoice)
  case text(String)
  case failure(GenerationFailure)

  /// Reads the outcome off an answer; whether the bytes really are a picture is for the caller to find out.
  /// - Parameter wants: the modalities that were asked for; without ``Modality/image`` a text is the result.
  package static func of(_ answer: GenerationAnswer, wants: [Modality]) -> GenerationOutcome {
    if let error = answer.error {
      return .failure(GenerationFailure(.errorInAnswer, rawReason: error.status ?? error.code, words: error.message, providerError: error))
    }
    if let malformation = answer.malformation { return .failure(GenerationFailure(.malformedAnswer, words: malformation)) }

    let text = answer.text
    let complaint = answer.candidates.lazy.compactMap { candidate in
      candidate.finishReason.flatMap { reason in reason.failure.map { ($0, reason.rawValue, candidate.finishMessage) } }
    }.first
    // A draft that the model thought of must not pass for a picture that was withheld.
    if let complaint, complaint.0.outranksPictures || !answer.images.contains(where: { !$0.isThought }) {
      return .failure(GenerationFailure(complaint.0, rawReason: complaint.1, words: complaint.2 ?? text))
    }
    if wants.contains(.image), let choice = PictureChoice(of: answer) { return .picture(choice) }
    if !wants.contains(.image), let text { return .text(text) }

    // The same request would bring one more paid link.
    if wants.contains(.image), let link = answer.links.first {
      let cause = answer.defects.first ?? "\(link.prefix(200)); links are fetched with 'fetchLinks: true' in the gateway's settings"
      return .failure(GenerationFailure(.linkedPicture, words: cause))
    }
    if let defect = answer.defects.first { return .failure(GenerationFailure(.malformedAnswer, words: defect)) }
    if let text { return .failure(GenerationFailure(.textOnly, words: text)) }
    if answer.candidates.isEmpty {
      if let feedback = answer.promptFeedback, feedback.blockReason != nil || feedback.message != nil {
        return .failure(GenerationFailure(.blockedPrompt, rawReason: feedback.blockReason, words: feedback.message))
      }
      return .failure(GenerationFailure(.noCandidates))
    }
    return .failure(GenerationFailure(.empty, words: answer.candidates.lazy.compactMap(\.finishMessage).first))
  }
}

extension PictureChoice {
  /// The last picture that is no thought, else the last of all; nil without pictures.
  fileprivate init?(of answer: GenerationAnswer) {
    let images = answer.images
    guard let index = images.lastIndex(where: { !$0.isThought }) ?? images.indices.last else { return nil }
    var others = images
    let chosen = others.remove(at: index)
    self.init(chosen: chosen, alternates: others, text: answer.text)
  }
}

extension GenerationFailure.Name {
  /// Whether the reason means that no picture of the answer is the wanted one.
  fileprivate var outranksPictures: Bool {
    switch self {
    case .imageSafety, .imageProhibitedContent, .prohibitedContent, .safety, .recitation, .imageRecitation: true
    default: false
    }
  }
}
