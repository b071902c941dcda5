import ImageCore
import ImageOperations
import PipelineModel

/// What became of a picture whose ground was to be taken away, and what was measured on the way.
struct CutoutFinding {
  /// The picture to hand on where nobody refuses it.
  let raster: Raster
  let measured: [Judgement.Measurement]
  /// Why it is no picture before a flat ground; nil where it is one.
  var rejection: Rejection?

  /// How far the border's colour may be off one that is named, in levels: a model draws nearly what it is asked for.
  private static let farthest: Float = 48
  /// Less than this share of the pixels is nothing.
  private static let minimumCut = 0.005
  /// More than this share of the outermost pixels, and more than single ones, is a subject that goes on.
  private static let maximumTouching = 0.005

  /// - Precondition: the picture is sRGB, of the format `rgba8` or `rgba16`.
  init(_ picture: Raster, colour: Colour?, keying: (GroundSurvey) -> KeyingSettings, mayTouchBorder: Bool) {
    let survey = GroundSurvey(of: picture)
    var figures: [Judgement.Measurement] = [
      .init("ground", "\(survey.colour)"), .init("share", Self.percent(Double(survey.share))),
      .init("drift", "\(Int(survey.drift)) levels"), .init("noise", "\(Int(survey.noise)) levels"),
    ]
    if let board = survey.checkerboard {
      figures += [.init("cell", "\(Int(board.cell.rounded())) pixels"), .init("contrast", "\(Int(board.contrast.rounded())) levels")]
    }
    if let rejection = Self.transparencyProblem(picture) ?? Self.groundProblem(survey, colour) {
      (raster, measured) = (picture, figures)
      self.rejection = rejection
      return
    }
    var settings = keying(survey)
    var keyed = picture.keyed(survey, settings)
    // Where all of it would be glass, it is more likely a surface that has some of the ground's colour.
    if keyed.cut == 1 {
      settings.isOpaque = true
      keyed = picture.keyed(survey, settings)
    }
    figures += [.init("cut", Self.percent(keyed.cut)), .init("touching", Self.percent(keyed.touching))]
    (raster, measured) = (keyed.raster, figures)
    rejection = Self.cutProblem(keyed, mayTouchBorder: mayTouchBorder)
  }

  /// What nobody sees has colours too, which are none of a ground.
  private static func transparencyProblem(_ picture: Raster) -> Rejection? {
    picture.borderIsOpaque ? nil : Rejection(.nothingCut, "the border is transparent already, so there is no ground to take away")
  }

  private static func groundProblem(_ survey: GroundSurvey, _ colour: Colour?) -> Rejection? {
    if let board = survey.checkerboard {
      return Rejection(
        .paintedCheckerboard,
        "transparency is painted as a checkerboard, with cells of \(Int(board.cell.rounded())) pixels that differ by \(Int(board.contrast.rounded())) levels"
      )
    }
    guard survey.isEven else {
      return Rejection(
        .unevenGround,
        "the ground is not of one colour: \(percent(Double(survey.share))) of the border is \(survey.colour), which drifts by \(Int(survey.drift)) levels and scatters by \(Int(survey.noise))"
      )
    }
    if let colour, survey.distance(from: colour) > farthest {
      return Rejection(
        .nothingCut, "the ground is \(survey.colour), \(Int(survey.distance(from: colour))) levels off the \(colour) that was to be cut")
    }
    return nil
  }

  private static func cutProblem(_ keyed: KeyedRaster, mayTouchBorder: Bool) -> Rejection? {
    if !mayTouchBorder, keyed.touching > maximumTouching {
      return Rejection(.subjectTouchesBorder, "\(percent(keyed.touching)) of the border is covered by what stands before the ground")
    }
    if keyed.cut < minimumCut { return Rejection(.nothingCut, "\(percent(keyed.cut)) of the pixels became transparent") }
    if keyed.cut == 1 { return Rejection(.nothingCut, "nothing stands before the ground: 100% of the pixels became transparent") }
    return nil
  }

  private static func percent(_ share: Double) -> String { "\(Percent(tenthsOf: share))" }
}

extension StageFailure.Code {
  fileprivate static let paintedCheckerboard: StageFailure.Code = "painted-checkerboard"
  fileprivate static let unevenGround: StageFailure.Code = "uneven-ground"
  fileprivate static let subjectTouchesBorder: StageFailure.Code = "subject-touches-border"
  fileprivate static let nothingCut: StageFailure.Code = "nothing-cut"
}
