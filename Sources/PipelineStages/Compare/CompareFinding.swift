import ImageCore
import ImageOperations
import PipelineModel

/// What was measured between a picture and the one that it was made from, and which limit it passes.
struct CompareFinding {
  let measured: [Judgement.Measurement]
  /// Nil where every limit is kept.
  let rejection: Rejection?
  /// Black where the two agree, and brighter the more they differ; `nil` where they could not be looked at together.
  let difference: Raster?

  /// - Parameter mask: of the source's size: structure is compared where it is white. `nil` for the limits' region.
  /// - Precondition: both are sRGB, of the format `rgba8` or `rgba16`.
  init(_ picture: Raster, source: Raster, limits: CompareLimits, mask: PictureMask? = nil) throws(CancellationError) {
    let region = limits.region?.rectangle(in: picture.size)
    guard let found = try Registration(of: picture, to: source, region: region, mask: mask) else {
      measured = []
      difference = nil
      rejection = Rejection(.cannotAlign, "a picture of \(picture.size) is too small to be aligned with one of \(source.size)")
      return
    }
    let (shift, zoom, turn) = (Decimals.text(found.shift, 2), Decimals.text(found.zoom * 100, 2), Decimals.text(found.turn, 2))
    let (colour, likeness) = (Decimals.text(found.colour, 1), found.likeness.map { Decimals.text($0, 3) } ?? "unknown")
    let unedited = Decimals.text(found.unedited * 100, 0)
    difference = found.difference
    guard found.isSure else {
      measured = [.init("unedited", "\(unedited)%"), .init("uncertainty", "\(Decimals.text(min(found.uncertainty, 1_000), 2)) pixels")]
      rejection = Rejection(
        .cannotAlign,
        "the picture cannot be aligned with the source: \(unedited)% of it agrees, and its corners may be off by \(Decimals.text(min(found.uncertainty, 1_000), 2)) pixels"
      )
      return
    }
    measured = [
      .init("shift", "\(shift) pixels"), .init("zoom", "\(zoom)%"), .init("turn", "\(turn) degrees"), .init("colour", colour),
      .init("likeness", likeness), .init("unedited", "\(unedited)%"),
    ]
    var rejections: [Rejection] = []
    if let limit = limits.shift, found.shift > limit {
      rejections.append(Rejection(.shifted, "the picture is moved by \(shift) pixels, more than \(Decimals.text(limit, 2))"))
    }
    if let limit = limits.zoom, found.zoom * 1_000_000 > Double(limit.millionths) {
      rejections.append(Rejection(.zoomed, "the picture is scaled by \(zoom)%, more than \(limit)"))
    }
    if let limit = limits.colour, found.colour > limit {
      rejections.append(
        Rejection(.recoloured, "what was not edited differs in colour by \(colour) (CIEDE2000), more than \(Decimals.text(limit, 1))"))
    }
    if let limit = limits.likeness {
      if let likeness = found.likeness, likeness < limit {
        rejections.append(Rejection(.unlike, "the structure agrees by \(Decimals.text(likeness, 3)), less than \(Decimals.text(limit, 3))"))
      } else if found.likeness == nil {
        rejections.append(Rejection(.cannotAlign, "nothing of the region whose structure is compared can be seen in both pictures"))
      }
    }
    rejection = rejections.first
  }
}

extension StageFailure.Code {
  static let cannotAlign: StageFailure.Code = "cannot-align"
  fileprivate static let shifted: StageFailure.Code = "shifted"
  fileprivate static let zoomed: StageFailure.Code = "zoomed"
  fileprivate static let recoloured: StageFailure.Code = "recoloured"
  fileprivate static let unlike: StageFailure.Code = "unlike"
}
