import ImageCore
import ImageOperations
import PipelineModel

/// How a source lies over what came back, as it is stated and used, or why that is not sure.
struct ProtectFinding {
  /// `nil` where the source is laid nowhere.
  let laying: SourceLaying?
  let cast: ColourCast?
  let judgement: Judgement

  /// - Precondition: both are sRGB, of the format `rgba8` or `rgba16`.
  init(_ picture: Raster, source: Raster, remedies: [AnswerRemedy], retriesDone: Int) throws(CancellationError) {
    guard let found = try Registration(of: picture, to: source) else {
      let rejection = Rejection(.cannotAlign, "a picture of \(picture.size) is too small to be aligned with one of \(source.size)")
      (laying, cast) = (nil, nil)
      judgement = Judgement(remedies.verdict(on: rejection, retriesDone: retriesDone))
      return
    }
    let unedited = Judgement.Measurement("unedited", "\(Decimals.text(found.unedited * 100, 0))%")
    guard found.isSure else {
      let corners = Decimals.text(min(found.uncertainty, 1_000), 2)
      let rejection = Rejection(
        .cannotAlign,
        "the picture cannot be aligned with the source: \(unedited.value) of it agrees, and its corners may be off by \(corners) pixels")
      (laying, cast) = (nil, nil)
      judgement = Judgement(
        remedies.verdict(on: rejection, retriesDone: retriesDone), measured: [unedited, .init("uncertainty", "\(corners) pixels")])
      return
    }
    let way = SourceLaying(found, source: source.size, size: picture.size)
    (laying, cast) = (way, found.cast)
    judgement = Judgement(.passed, measured: way.figures + [unedited])
  }
}

extension SourceLaying {
  /// The transform as it is used: where the pixels of the scaled source lie, from the middle of the picture.
  fileprivate var figures: [Judgement.Measurement] {
    if isOnlyScaled { return [.init("transform", "identity"), .init("source", "scaled to \(scaled)")] }
    return [
      .init("source", "scaled to \(scaled)"),
      .init("shift", "\(Decimals.text(Double(shiftX) / 100, 2)), \(Decimals.text(Double(shiftY) / 100, 2)) pixels"),
      .init("scale", "\(Decimals.text(Double(scaleX) / 1_000, 3))%, \(Decimals.text(Double(scaleY) / 1_000, 3))%"),
      .init("turn", "\(Decimals.text(Double(turn) / 1_000, 3)) degrees"),
    ]
  }
}
