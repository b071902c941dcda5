import ImageCore
import ImageOperations

/// The remedies for a result of the wrong ratio. They are tried in the order of the file.
enum Remedy: Hashable, Sendable {
  /// Crop to the nominal ratio if that loses at most this share of the area.
  case crop(Percent)
  case pad(Colour)
  /// What helps whatever is wrong.
  case answer(AnswerRemedy)

  static let expected = "'accept', 'crop P%', 'pad COLOUR', 'retry N' (1 to 10) or 'fail'"

  init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    switch (words.first, words.count) {
    case ("crop", 2):
      guard let percent = Percent(String(words[1])) else { return nil }
      self = .crop(percent)
    case ("pad", 2):
      guard let colour = Colour(String(words[1])) else { return nil }
      self = .pad(colour)
    default:
      guard let remedy = AnswerRemedy(text) else { return nil }
      self = .answer(remedy)
    }
  }

  var text: String {
    switch self {
    case .crop(let percent): "crop \(percent)"
    case .pad(let colour): "pad \(colour)"
    case .answer(let remedy): remedy.text
    }
  }
}

extension [Remedy] {
  /// Those that help whatever is wrong, in order.
  var answers: [AnswerRemedy] {
    compactMap { if case .answer(let remedy) = $0 { remedy } else { nil } }
  }
}
