/// The reason why an answered call gave no picture.
package struct GenerationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Stable names, as outputs and the ledger write them.
  package enum Name: String, CaseIterable, Hashable, Sendable {
    case textOnly = "text-only"
    /// The picture is at an address of its own, and was not fetched from there.
    case linkedPicture = "linked-picture"
    case blockedPrompt = "blocked-prompt"
    case imageSafety = "image-safety"
    case imageProhibitedContent = "image-prohibited-content"
    case prohibitedContent = "prohibited-content"
    case safety
    case recitation
    case imageRecitation = "image-recitation"
    case noImage = "no-image"
    case imageOther = "image-other"
    case other
    case language
    case maxTokens = "max-tokens"
    case malformedAnswer = "malformed-answer"
    case noCandidates = "no-candidates"
    case empty
    case errorInAnswer = "error-in-answer"
    case unknownReason = "unknown-reason"
    case truncatedPicture = "truncated-picture"
    case notAPicture = "not-a-picture"
    /// The place of the picture is empty, as relays leave it that filter pictures.
    case withheld
    /// An answer of no known shape, such as the number of a task; it may hold work that is paid for.
    case unknownShape = "unknown-shape"
    /// The answer of an earlier attempt once more, as a proxy with a cache gives it.
    case repeatedAnswer = "repeated-answer"

    /// Indicates whether repeating the request has a fair chance of success. Refusals by policy have none.
    package var mayAskAgain: Bool {
      switch self {
      case .noImage, .imageOther, .empty, .noCandidates, .textOnly: true
      default: false
      }
    }
  }

  package let name: Name
  /// The API's own word for the reason, if it gave one.
  package let rawReason: String?
  /// The words of the model, the gateway or the decoder.
  package let words: String?
  package let providerError: ProviderError?
  /// Indicates whether the answer holds anything that only an executed call yields.
  package let showsWork: Bool

  package init(
    _ name: Name, rawReason: String? = nil, words: String? = nil, providerError: ProviderError? = nil, showsWork: Bool = false
  ) {
    self.name = name
    self.rawReason = rawReason
    self.words = words
    self.providerError = providerError
    self.showsWork = showsWork
  }

  /// Returns the failure of bytes that begin like a picture and end too early.
  package static func truncatedPicture(_ detail: String) -> GenerationFailure { GenerationFailure(.truncatedPicture, words: detail) }

  /// Returns the failure of bytes that are no readable picture.
  package static func notAPicture(_ detail: String) -> GenerationFailure { GenerationFailure(.notAPicture, words: detail) }

  /// Indicates whether repeating the request has a fair chance of success.
  package var mayAskAgain: Bool { name.mayAskAgain }

  package var description: String {
    var text = name.displayName
    if let rawReason, name == .unknownReason || name == .prohibitedContent || name == .blockedPrompt || name == .withheld {
      text += " (\(rawReason))"
    }
    if let words { text += ": \(words)" }
    return text
  }
}

extension GenerationFailure.Name {
  /// A description of the failure for people.
  package var displayName: String {
    switch self {
    case .textOnly: "the model answered with text only"
    case .linkedPicture: "the answer only links to its picture"
    case .blockedPrompt: "the prompt was blocked"
    case .imageSafety: "the picture was withheld by the safety filter"
    case .imageProhibitedContent: "the picture was withheld as prohibited content"
    case .prohibitedContent: "the content is prohibited"
    case .safety: "the answer was withheld by the safety filter"
    case .recitation: "the answer was withheld as too close to a source"
    case .imageRecitation: "the picture was withheld as too close to a source"
    case .noImage: "the model made no picture"
    case .imageOther: "the model gave no picture and no reason"
    case .other: "the model stopped without a reason"
    case .language: "the model does not take this language"
    case .maxTokens: "the answer reached its limit of tokens"
    case .malformedAnswer: "the answer could not be read"
    case .noCandidates: "the answer held no candidates"
    case .empty: "the answer was empty"
    case .errorInAnswer: "the answer held an error"
    case .unknownReason: "the model stopped for a reason that is not known"
    case .truncatedPicture: "the picture is cut short"
    case .notAPicture: "the answer's bytes are not a picture"
    case .withheld: "the gateway left the place of the picture empty"
    case .unknownShape: "the answer has a shape that this version does not know"
    case .repeatedAnswer: "the gateway gave an earlier answer once more"
    }
  }
}
