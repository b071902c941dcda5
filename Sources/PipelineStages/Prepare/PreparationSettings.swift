package import ImageCore
package import ImageOperations
package import PipelineModel

/// The settings of preparing pictures outside a pipeline.
package struct PreparationSettings: Sendable {
  /// The longest edge in pixels; `nil` leaves it to the picture.
  package var longest: Int?
  /// In order of preference; empty: chosen by the picture.
  package var mediaTypes: [String] = []
  /// Of lossy types, 1 to 100.
  package var quality = PreparationSettings.standardQuality
  /// The colour beneath transparent pixels. `nil` and ``Colour/transparent`` keep them if the type can, and lay them on white otherwise.
  package var background: Colour?
  /// The ratio of the canvas, and the way in which pictures are brought to it; `nil` keeps their shape.
  package var canvas: (ratio: AspectRatio, mode: FitMode)?
  /// The rules of the gateway.
  package var rules: InputRules

  package static let standardQuality = Preparation.standardQuality

  package init(rules: InputRules) { self.rules = rules }

  var preparation: Preparation {
    let flattens = background?.isOpaque ?? false
    var preparation = Preparation(
      longest: longest, mediaTypes: mediaTypes, quality: quality, background: flattens ? background ?? .white : .white, light: .linear)
    preparation.canvas = canvas.map { CanonicalCanvas(ratio: $0.ratio, mode: $0.mode) }
    preparation.flattens = flattens
    preparation.padding = background
    return preparation
  }
}
