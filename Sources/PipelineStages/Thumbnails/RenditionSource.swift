import ImageCore
import ImageOperations
import PipelineModel

/// Pixels that a plan can be executed on.
enum RenditionSource: Sendable {
  case whole(ReducedRaster)
  /// The pixels that were declared as needed, made while the picture was decoded.
  case scaled(ScaledPictures)

  /// - Precondition: the artifact has pixels.
  init(_ artifact: Artifact) {
    if case .scaled(let pictures) = artifact {
      self = .scaled(pictures)
    } else if let pixels = artifact.pixels {
      self = .whole(pixels)
    } else {
      preconditionFailure("the planner gives stages that scale pixels only")
    }
  }

  /// The picture as it came in.
  ///
  /// - Precondition: all of it was announced as needed.
  var raster: Raster {
    guard case .whole(let picture) = self, !picture.isReduced else { preconditionFailure("a stage that needs all pixels gets them") }
    return picture.raster
  }

  /// The size of the picture itself.
  var fullSize: PixelSize {
    switch self {
    case .whole(let picture): picture.fullSize
    case .scaled(let pictures): pictures.fullSize
    }
  }

  /// The crop and the scaling of a plan, without its canvas.
  func scaled(_ step: Renditions.Step) throws(CancellationError) -> Raster {
    if step.resampling == .nearest { return raster.repeatingPixels(step.plan) }
    return switch self {
    case .whole(let picture): try picture.scaled(step.plan, light: step.light)
    case .scaled(let pictures): pictures[step.plan.scaling(light: step.light)]
    }
  }
}
