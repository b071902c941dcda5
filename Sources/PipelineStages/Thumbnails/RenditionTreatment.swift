import Diagnostics
import ImageCore
import ImageOperations

/// What is done to one rendition's pixels beside fitting them.
struct RenditionTreatment: Hashable, Sendable {
  enum Resampling: String, CaseIterable, Sendable {
    case lanczos, nearest
  }

  enum Focus: Hashable, Sendable {
    case centre
    case subject
    case point(FocusPoint)

    /// Reads `centre`, `subject`, or two shares of the width and the height such as `0.5,0.25`.
    init?(_ text: String) {
      switch text {
      case "centre": self = .centre
      case "subject": self = .subject
      default:
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Self.millionths($0.filter { $0 != " " }) }
        guard parts.count == 2, let x = parts[0], let y = parts[1] else { return nil }
        self = .point(FocusPoint(x: x, y: y))
      }
    }

    private static func millionths(_ text: String) -> Int? {
      guard let value = Double(text), (0...1).contains(value) else { return nil }
      return Int((value * 1_000_000).rounded())
    }

    var text: String {
      switch self {
      case .centre: "centre"
      case .subject: "subject"
      case .point(let point): "\(Double(point.x) / 1_000_000),\(Double(point.y) / 1_000_000)"
      }
    }
  }

  /// In thousandths of the difference from what is around.
  let sharpening: Int
  let resampling: Resampling
  let focus: Focus
  let trims: Bool
  /// What is left around what was trimmed, in pixels of the picture that came in.
  let margin: Int

  private static let maximumSharpening = 5.0

  init(settings: inout SettingsReader) {
    self = settings.omittingDefaults { RenditionTreatment(reading: &$0) }
    if margin > 0, !trims { settings.report(.uselessSetting, "'margin' is what 'trim: true' leaves, and nothing is trimmed", at: "margin") }
  }

  private init(reading settings: inout SettingsReader) {
    sharpening = settings.value(
      "sharpen", default: 0, expected: "a number from 0 to 5 such as 0.5",
      "How much the scaled picture is sharpened, so that small sizes stay crisp: 0.5 is gentle.",
      show: { $0 % 1_000 == 0 ? "\($0 / 1_000)" : "\(Double($0) / 1_000)" },
      parse: { text in
        guard let value = Double(text), (0...Self.maximumSharpening).contains(value) else { return nil }
        return Int((value * 1_000).rounded())
      })
    resampling =
      settings.choice(
        "resample", default: Resampling.lanczos,
        "How the picture is scaled: by the filter `lanczos`, or `nearest` for pixel art, which repeats and leaves out whole pixels.")
      ?? .lanczos
    focus = settings.value(
      "focus", default: Focus.centre, expected: "centre, subject, or two shares such as 0.5,0.25",
      "What `fit: cover` keeps: the `centre`, the `subject` (where most edges and saturated colours are, which need not be what a person would choose), or the point at these shares of the width and the height.",
      show: { $0.text }, parse: { Focus($0) })
    trims = settings.flag(
      "trim", default: false, "Whether transparent space around what can be seen is cut off before the picture is fitted.")
    margin =
      settings.integer(
        "margin", default: 0, in: 0...512, "How many transparent pixels `trim` leaves on each side, in the picture that came in.") ?? 0
  }

  /// Whether it takes the pixels as they came in, and not scaled ones.
  var needsPixels: Bool { trims || resampling == .nearest || focus == .subject }

  /// The point that is kept in the middle, where that is known without looking at the picture.
  var point: FocusPoint? {
    if case .point(let point) = focus { point } else { nil }
  }

  /// Returns the picture without the transparent space around it, or as it is where nothing is trimmed or can be seen.
  func trimmed(_ raster: Raster) -> Raster {
    guard trims, let part = raster.visiblePart else { return raster }
    let kept = raster.cropped(to: part)
    guard margin > 0 else { return kept }
    let canvas = PixelSize(part.size.width + 2 * margin, part.size.height + 2 * margin)
    return kept.padded(CanvasPlacement(centring: part.size, on: canvas), onto: .transparent)
  }
}
