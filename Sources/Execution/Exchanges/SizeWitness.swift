import GatewayAPI
import ImageCore
import PipelineModel
import Storage

/// Compares an answer with the requested size, by two measures: the pixels, and the tokens that the answer counts for them.
struct SizeWitness {
  let card: ModelCard?

  /// Returns the deviation, such as `asked 4K, pixels 1K, tokens 1120`, or `nil` if there is none, or if the model's sizes are not known.
  func finding(in interpretation: Interpretation, asked: AskedPicture) -> String? {
    guard let card, let picture = interpretation.picture, let size = PixelSize(checking: picture.width, picture.height) else { return nil }
    let wanted = asked.imageSize ?? card.defaultSize
    guard SizeClass(rawValue: wanted) != nil else { return nil }
    let pixels = ModelCard.sizeClass(of: size).rawValue
    let tokens = FieldsJSON.read(interpretation.detail)?["imageTokens"].flatMap { Int($0) }
    guard pixels != wanted || tokens.map({ !fits($0, size: wanted, of: card) }) ?? false else { return nil }
    return "asked \(wanted), pixels \(pixels), tokens \(tokens.map { String($0) } ?? "not counted")"
  }

  /// Returns whether no other size of the model's table is nearer to a count than this one.
  private func fits(_ tokens: Int, size: String, of card: ModelCard) -> Bool {
    guard let expected = card.imageTokens.value[size], tokens > 0 else { return true }
    return card.imageTokens.value.values.allSatisfy { abs($0 - tokens) >= abs(expected - tokens) }
  }
}

extension Exchange {
  /// The deviation of its picture's size, or `nil` if there was none.
  var sizeFinding: String? { detail.flatMap(FieldsJSON.read)?["finding"] }
}
