import GatewayAPI
import ImageCore
import PipelineModel
import Storage

/// Holds what came back against the size that was asked for, by two witnesses: the pixels, and the tokens that the answer counts for them.
struct SizeWitness {
  let card: ModelCard?

  /// What is wrong, such as `asked 4K, pixels 1K, tokens 1120`; nil where nothing is, or where the model's sizes are not known.
  func finding(in interpretation: Interpretation, asked: AskedPicture) -> String? {
    guard let card, let picture = interpretation.picture, let size = PixelSize(checking: picture.width, picture.height) else { return nil }
    let wanted = asked.imageSize ?? card.defaultSize
    guard SizeClass(rawValue: wanted) != nil else { return nil }
    let pixels = ModelCard.sizeClass(of: size).rawValue
    let tokens = FieldsJSON.read(interpretation.detail)?["imageTokens"].flatMap { Int($0) }
    guard pixels != wanted || tokens.map({ !fits($0, size: wanted, of: card) }) ?? false else { return nil }
    return "asked \(wanted), pixels \(pixels), tokens \(tokens.map { String($0) } ?? "not counted")"
  }

  /// Whether no other size of the model's table is nearer to a count than this one.
  private func fits(_ tokens: Int, size: String, of card: ModelCard) -> Bool {
    guard let expected = card.imageTokens.value[size], tokens > 0 else { return true }
    return card.imageTokens.value.values.allSatisfy { abs($0 - tokens) >= abs(expected - tokens) }
  }
}

extension Exchange {
  /// What was found to be wrong with the size of its picture; nil where nothing was.
  var sizeFinding: String? { detail.flatMap(FieldsJSON.read)?["finding"] }
}
