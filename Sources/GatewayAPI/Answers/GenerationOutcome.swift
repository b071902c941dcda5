/// The picture that is chosen among those of an answer.
package struct PictureChoice: Hashable, Sendable {
  package let chosen: AnswerImage
  /// The others in order: drafts and further pictures.
  package let alternates: [AnswerImage]
  /// The model's words beside the picture.
  package let text: String?
  /// The candidate that the picture belongs to.
  package let candidate: Int

  package init(chosen: AnswerImage, alternates: [AnswerImage], text: String?, candidate: Int = 0) {
    self.chosen = chosen
    self.alternates = alternates
    self.text = text
    self.candidate = candidate
  }
}

/// The outcome of a call.
package enum GenerationOutcome: Hashable, Sendable {
  case picture(PictureChoice)
  case text(String)
  case failure(GenerationFailure)

  /// Returns the outcome of an answer; whether the bytes really are a picture is for the caller to find out.
  ///
  /// A picture that is no draft is evidence of work, and outranks an error, a damaged end and a status beside it; only a filter's word
  /// about the same candidate outranks the picture. Then come the error, the damage, the model's reason, drafts, and whatever else the
  /// answer may be.
  /// - Parameter wants: the modalities that were requested; without ``Modality/image`` a text is the result.
  package static func of(_ answer: GenerationAnswer, wants: [Modality]) -> GenerationOutcome {
    let text = answer.text
    let choice = wants.contains(.image) ? PictureChoice(of: answer) : nil
    if let choice, choice.isFinal {
      // A draft that lost its mark must not pass for a picture that was withheld.
      if let complaint = answer.complaint(of: choice.candidate), complaint.name.outranksPictures {
        return .failure(complaint.failure(saying: text))
      }
      return .picture(choice)
    }
    if let error = answer.error {
      return .failure(
        GenerationFailure(
          .errorInAnswer, rawReason: error.status ?? error.code, words: error.message, providerError: error, showsWork: answer.showsWork))
    }
    if let malformation = answer.malformation { return .failure(GenerationFailure(.malformedAnswer, words: malformation)) }
    if let complaint = answer.complaint(of: nil) { return .failure(complaint.failure(saying: text)) }
    if let choice { return .picture(choice) }
    if !wants.contains(.image), let text { return .text(text) }
    return .failure(failure(of: answer, wants: wants, text: text))
  }

  /// Returns the reason why there is no result, if nothing in the answer is an error of its own.
  private static func failure(of answer: GenerationAnswer, wants: [Modality], text: String?) -> GenerationFailure {
    // The same request would bring one more paid link.
    if wants.contains(.image), let link = answer.links.first {
      let cause = answer.defects.first ?? "\(link.prefix(200)); links are fetched with 'fetchLinks: true' in the gateway's settings"
      return GenerationFailure(.linkedPicture, words: cause)
    }
    if let defect = answer.defects.first { return GenerationFailure(.malformedAnswer, words: defect) }
    if let withheld = answer.candidates.lazy.compactMap(\.withheld).first {
      return GenerationFailure(withheld.isFiltered ? .imageSafety : .withheld, words: withheld.words ?? text)
    }
    if let shape = answer.unknownShape { return GenerationFailure(.unknownShape, words: text.map { "\(shape): \($0)" } ?? shape) }
    if let text { return GenerationFailure(.textOnly, words: text) }
    if answer.candidates.isEmpty {
      if let feedback = answer.promptFeedback, feedback.blockReason != nil || feedback.message != nil {
        return GenerationFailure(.blockedPrompt, rawReason: feedback.blockReason, words: feedback.message)
      }
      return GenerationFailure(.noCandidates)
    }
    return GenerationFailure(.empty, words: answer.candidates.lazy.compactMap(\.finishMessage).first)
  }
}

extension PictureChoice {
  /// Chooses the last picture that is no draft, else the last draft, else the last part with another declared type, else the last whose
  /// bytes were found to be no picture, or returns `nil` if there is none of them.
  package init?(of answer: GenerationAnswer) {
    let images = answer.candidates.flatMap { candidate in
      candidate.parts.compactMap { part -> (image: AnswerImage, candidate: Int)? in
        if case .image(let image) = part.payload { (image, candidate.index) } else { nil }
      }
    }
    let index =
      images.lastIndex { !$0.image.isThought && $0.image.isLikely } ?? images.lastIndex { $0.image.isLikely }
      ?? images.lastIndex { !$0.image.isSetAside } ?? images.indices.last
    guard let index else { return nil }
    var others = images.map(\.image)
    let chosen = others.remove(at: index)
    self.init(chosen: chosen, alternates: others, text: answer.text, candidate: images[index].candidate)
  }
}

extension PictureChoice {
  /// Indicates whether the chosen picture is no draft, and may be a picture.
  package var isFinal: Bool { !chosen.isThought && chosen.isLikely }
}

extension AnswerImage {
  /// Indicates whether neither its type nor its bytes show that it is no picture.
  fileprivate var isLikely: Bool { !isDeclaredOtherwise && !isSetAside }
}

/// The reason why the model stopped, if it is a failure.
private struct Complaint {
  let name: GenerationFailure.Name
  let reason: String
  let message: String?

  func failure(saying text: String?) -> GenerationFailure { GenerationFailure(name, rawReason: reason, words: message ?? text) }
}

extension GenerationAnswer {
  /// Returns the first complaint of a candidate, or of any.
  fileprivate func complaint(of index: Int?) -> Complaint? {
    candidates.lazy.filter { index == nil || $0.index == index }.compactMap { candidate in
      candidate.finishReason.flatMap { reason in
        reason.failure.map { Complaint(name: $0, reason: reason.rawValue, message: candidate.finishMessage) }
      }
    }.first
  }
}

extension GenerationFailure.Name {
  /// Indicates whether the reason means that no picture of the answer is the wanted one.
  fileprivate var outranksPictures: Bool {
    switch self {
    case .imageSafety, .imageProhibitedContent, .prohibitedContent, .safety, .recitation, .imageRecitation: true
    default: false
    }
  }
}
