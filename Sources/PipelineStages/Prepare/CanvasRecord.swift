import Diagnostics
import ImageCore
import ImageOperations
import JSON
import Storage

/// The text of `<name>.prepared.json`: the mapping of the upright source to the output, so that places in a result can be found in the
/// source.
///
/// A point (x, y) of the output is the point (crop.x + (x - placement.x) / scale.x, crop.y + (y - placement.y) / scale.y) of the upright
/// source, in pixels from the top left corner. Points outside `placement` lie on the padding.
struct CanvasRecord {
  let sourceName: String
  let source: PictureState
  let outputName: String
  let output: PictureState
  let canvas: CanonicalCanvas
  /// The plan, or `nil` if no pixel was moved.
  let plan: FitPlan?

  /// Raised when the meaning of a member changes.
  private static let version = 1

  var text: String {
    let crop = plan?.crop ?? PixelRectangle(whole: source.size)
    let scaled = plan?.scaled ?? source.size
    let placement = PixelRectangle(x: plan?.placement?.x ?? 0, y: plan?.placement?.y ?? 0, size: scaled)
    return """
      {
        "version": \(Self.version),
        "source": {"name": \(JSONEscapes.quoted(sourceName, .display)), \(Self.facts(source)), \(Self.stored(source))},
        "output": {"name": \(JSONEscapes.quoted(outputName, .display)), \(Self.facts(output))},
        "aspect": "\(canvas.ratio)",
        "fit": "\(canvas.mode.rawValue)",
        "crop": \(Self.object(crop)),
        "placement": \(Self.object(placement)),
        "scale": {"x": \(Double(scaled.width) / Double(crop.size.width)), "y": \(Double(scaled.height) / Double(crop.size.height))}
      }

      """
  }

  private static func facts(_ state: PictureState) -> String {
    """
    "sha256": "\(state.digest.hex)", "mediaType": "\(state.format.mediaType)", "width": \(state.size.width), "height": \(state.size.height)
    """
  }

  /// Returns the layout of the pixels in the file, for programs that read it without turning it.
  private static func stored(_ state: PictureState) -> String {
    """
    "storedWidth": \(state.storedSize.width), "storedHeight": \(state.storedSize.height), "orientation": \(state.orientation.rawValue)
    """
  }

  private static func object(_ rectangle: PixelRectangle) -> String {
    """
    {"x": \(rectangle.x), "y": \(rectangle.y), "width": \(rectangle.size.width), "height": \(rectangle.size.height)}
    """
  }
}
