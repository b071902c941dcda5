import ImageCore
import ImageOperations

/// The remedies for a result of the wrong ratio. They are tried in the order of the file.
enum Remedy: Hashable, Sendable {
  case accept
  /// Crop to the nominal ratio if that loses at most this share of the area.
  case crop(Percent)
  case pad(Colour)
  /// This many further paid calls.
  case retry(Int)
  case fail

  static let expected = "'accept', 'crop P%', 'pad COLOUR', 'retry N' (1 to 10) or 'fail'"
  static let mostRetries = 10

  init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    switch (words.first, words.count) {
    case ("accept", 1): self = .accept
    case ("fail", 1): self = .fail
    case ("crop", 2):
      guard let percent = Percent(String(words[1])) else { return nil }
      self = .crop(percent)
    case ("pad", 2):
      guard let colour = Colour(String(words[1])) else { return nil }
      self = .pad(colour)
    case ("retry", 2):
      guard let count = Int(words[1]), (1...Self.mostRetries).contains(count) else { return nil }
      self = .retry(count)
    default: return nil
    }
  }

  var text: String {
    switch self {
    case .accept: "accept"
    case .crop(let percent): "crop \(percent)"
    case .pad(let colour): "pad \(colour)"
    case .retry(let count): "retry \(count)"
    case .fail: "fail"
    }
  }
}
