import Diagnostics
import ImageCore
import ImageOperations
import PipelineModel

/// What a `verify` holds pixels against beside their ratio; each only where the file names it.
struct PictureChecks: Sendable {
  enum Subject: String, CaseIterable {
    case transparent, opaque
  }

  let blank: Bool
  let blurred: Bool
  /// The share of pixels that may be wholly black or white; nil checks nothing.
  let clipped: Percent?
  let border: Bool
  let palette: PaletteCheck?
  let subject: Subject?

  /// A range of so few levels is one colour, or nearly: what noise and compression make of one.
  private static let blankRange = 8
  /// An edge that rises by less than this share within a pixel is blurred; one drawn sharply and scaled well has more than half.
  private static let minimumSharpness = 0.45
  /// The share of pixels that have to be transparent.
  private static let minimumTransparent = 0.01
  /// The share of pixels that have to be of the palette: edges between its colours are not.
  private static let minimumOfPalette = 0.95

  init(settings: inout SettingsReader) {
    blank = settings.flag("blank", default: false, "Whether a picture of one colour, or nearly, is refused.")
    blurred = settings.flag("blurred", default: false, "Whether a picture without a sharp edge is refused.")
    clipped = settings.value(
      "clipped", default: Percent?.none, expected: "a percentage such as 20%, true or false",
      "The share of pixels that may be wholly black or wholly white; true is 20%. Default: any.", show: { $0?.description },
      parse: Self.clippedShare)
    border = settings.flag("border", default: false, "Whether a picture with a frame or with letterbox bars is refused.")
    palette = PaletteCheck(in: &settings)
    subject = settings.choice(
      "subject", default: Subject?.none,
      "Whether the ground has to be `transparent` (at least 1% of the pixels are), or the picture `opaque` (none is).")
  }

  /// Reads a share, or a flag as the other checks have it; the outer `nil` is neither.
  private static func clippedShare(_ text: String) -> Percent?? {
    switch text {
    case "true": .some(Percent(millionths: 200_000))
    case "false": .some(nil)
    default: Percent(text).map { .some($0) }
    }
  }

  var isEmpty: Bool { !blank && !blurred && clipped == nil && !border && palette == nil && subject == nil }

  /// What is measured in a picture, why it is refused or nil, and a remark where it is blank and nobody asked.
  func judge(_ picture: Raster) -> (measured: [Judgement.Measurement], rejection: Rejection?, note: String?) {
    let raster = picture.convertedToSRGB().raster
    let measures = PictureMeasures(of: raster, isFull: blurred || border)
    var measured: [Judgement.Measurement] = []
    var rejections: [Rejection] = []
    func hold(_ name: String, _ value: String, isWrong: Bool, _ code: StageFailure.Code, _ message: String) {
      measured.append(.init(name, value))
      if isWrong { rejections.append(Rejection(code, message)) }
    }
    let isBlank = measures.range <= Self.blankRange
    let blankness = "the picture is of one colour: 99% of it lies within \(measures.range) levels"
    if blank { hold("range", "\(measures.range) levels", isWrong: isBlank, .blank, blankness) }
    if blurred {
      let share = Self.percent(measures.sharpness)
      hold(
        "sharpness", share, isWrong: measures.sharpness < Self.minimumSharpness, .blurred,
        "the picture is blurred: its strongest edges rise by \(share) within a pixel")
    }
    if let clipped {
      let share = Self.percent(measures.clipped)
      hold(
        "clipped", share, isWrong: measures.clipped * 1_000_000 > Double(clipped.millionths), .clipped,
        "\(share) of the pixels are wholly black or white, more than \(clipped)")
    }
    if border {
      let bars = zip(["top", "bottom", "left", "right"], measures.bars).filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
      // A single bar may be a floor or a sky.
      let isFramed = (measures.bars[0] > 0 && measures.bars[1] > 0) || (measures.bars[2] > 0 && measures.bars[3] > 0)
      let text = bars.isEmpty ? "none" : bars.joined(separator: ", ")
      hold("bars", text, isWrong: isFramed, .framed, "the picture has a frame or bars, in pixels: \(text)")
    }
    if let palette {
      let share = raster.share(of: palette.colours, within: palette.within)
      hold(
        "palette", Self.percent(share), isWrong: share < Self.minimumOfPalette, .offPalette,
        "\(Self.percent(1 - share)) of the pixels are farther than \(palette.withinText) from every colour of the palette")
    }
    if let subject {
      let share = Self.percent(measures.transparent)
      switch subject {
      case .transparent:
        hold(
          "transparent", share, isWrong: measures.transparent < Self.minimumTransparent, .notTransparent,
          "\(share) of the pixels are transparent, less than \(Self.percent(Self.minimumTransparent))")
      case .opaque:
        hold("transparent", share, isWrong: measures.transparent > 0, .notOpaque, "\(share) of the pixels are transparent")
      }
    }
    return (measured, rejections.first, isBlank && !blank ? blankness : nil)
  }

  private static func percent(_ share: Double) -> String { "\(Percent(tenthsOf: share))" }
}

extension StageFailure.Code {
  fileprivate static let blank: StageFailure.Code = "blank"
  fileprivate static let blurred: StageFailure.Code = "blurred"
  fileprivate static let clipped: StageFailure.Code = "clipped"
  fileprivate static let framed: StageFailure.Code = "border"
  fileprivate static let offPalette: StageFailure.Code = "palette"
  fileprivate static let notTransparent: StageFailure.Code = "not-transparent"
  fileprivate static let notOpaque: StageFailure.Code = "not-opaque"
}
