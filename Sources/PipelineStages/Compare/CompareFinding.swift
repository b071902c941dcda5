import ImageCore
import ImageOperations
import PipelineModel

/// What was measured between a picture and the one that it was made from, and which limit it passes.
struct CompareFinding {
  let measured: [Judgement.Measurement]
  /// Nil where every limit is kept.
  let rejection: Rejection?

  /// - Precondition: both are sRGB, of the format `rgba8` or `rgba16`.
  init(_ picture: Raster, source: Raster, limits: CompareLimits) throws(CancellationError) {
    let region = limits.region?.rectangle(in: picture.size)
    guard let found = try Registration(of: picture, to: source, region: region) else {
      measured = []
      rejection = Rejection(.cannotAlign, "a picture of \(picture.size) is too small to be aligned with one of \(source.size)")
      return
    }
    let (shift, zoom, turn) = (Self.text(found.shift, 2), Self.text(found.zoom * 100, 2), Self.text(found.turn, 2))
    let (colour, likeness) = (Self.text(found.colour, 1), Self.text(found.likeness, 3))
    let unedited = Self.text(found.unedited * 100, 0)
    guard found.isSure else {
      measured = [.init("unedited", "\(unedited)%"), .init("uncertainty", "\(Self.text(min(found.uncertainty, 1_000), 2)) pixels")]
      rejection = Rejection(
        .cannotAlign,
        "the picture cannot be aligned with the source: \(unedited)% of it agrees, and its corners may be off by \(Self.text(min(found.uncertainty, 1_000), 2)) pixels"
      )
      return
    }
    measured = [
      .init("shift", "\(shift) pixels"), .init("zoom", "\(zoom)%"), .init("turn", "\(turn) degrees"), .init("colour", colour),
      .init("likeness", likeness), .init("unedited", "\(unedited)%"),
    ]
    var rejections: [Rejection] = []
    if let limit = limits.shift, found.shift > limit {
      rejections.append(Rejection(.shifted, "the picture is moved by \(shift) pixels, more than \(Self.text(limit, 2))"))
    }
    if let limit = limits.zoom, found.zoom * 1_000_000 > Double(limit.millionths) {
      rejections.append(Rejection(.zoomed, "the picture is scaled by \(zoom)%, more than \(limit)"))
    }
    if let limit = limits.colour, found.colour > limit {
      rejections.append(
        Rejection(.recoloured, "what was not edited differs in colour by \(colour) (CIEDE2000), more than \(Self.text(limit, 1))"))
    }
    if let limit = limits.likeness, found.likeness < limit {
      rejections.append(Rejection(.unlike, "the structure agrees by \(likeness), less than \(Self.text(limit, 3))"))
    }
    rejection = rejections.first
  }

  /// Returns a number with so many decimals.
  private static func text(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "unknown" }
    var unit = 1
    for _ in 0..<decimals { unit *= 10 }
    let scaled = Int((abs(value) * Double(unit)).rounded())
    let whole = "\(value < 0 && scaled > 0 ? "-" : "")\(scaled / unit)"
    guard decimals > 0 else { return whole }
    let part = "\(scaled % unit)"
    return "\(whole).\(String(repeating: "0", count: decimals - part.count))\(part)"
  }
}

extension StageFailure.Code {
  fileprivate static let cannotAlign: StageFailure.Code = "cannot-align"
  fileprivate static let shifted: StageFailure.Code = "shifted"
  fileprivate static let zoomed: StageFailure.Code = "zoomed"
  fileprivate static let recoloured: StageFailure.Code = "recoloured"
  fileprivate static let unlike: StageFailure.Code = "unlike"
}
