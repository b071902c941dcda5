import Diagnostics
import PipelineModel

/// The picture that another one is held against.
enum ComparedPicture: Hashable, Sendable {
  /// The one that the chain begins with.
  case source
  /// What the generation of that number returned, from 1.
  case turn(Int)
  /// The original of another asset.
  case asset(String)

  static let expected = "'source', 'turn N' or 'asset NAME'"

  init?(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).map { $0.drop { $0 == " " } }
    switch (words.first, words.count) {
    case ("source", 1): self = .source
    case ("turn", 2):
      guard let number = Int(words[1]), number > 0 else { return nil }
      self = .turn(number)
    case ("asset", 2): self = .asset(String(words[1]))
    // Its name is a template that comes out empty.
    case ("asset", 1) where text.last == " ": self = .asset("")
    default: return nil
    }
  }

  var text: String {
    switch self {
    case .source: "source"
    case .turn(let number): "turn \(number)"
    case .asset(let name): "asset \(name)"
    }
  }

  var origin: SideInput.Origin {
    switch self {
    case .source: .source
    case .turn(let number): .turn(number)
    case .asset(let name): .asset(name)
    }
  }

  /// The name of it in what is said of it.
  var displayName: String {
    switch self {
    case .source: "the source"
    case .turn(let number): "the picture of turn \(number)"
    case .asset(let name): "the original of '\(name)'"
    }
  }
}
