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

  /// The size of the picture itself.
  var fullSize: PixelSize {
    switch self {
    case .whole(let picture): picture.fullSize
    case .scaled(let pictures): pictures.fullSize
    }
  }

  /// Crops and scales by a plan, without its canvas.
  func scaled(_ plan: FitPlan, light: ResamplingLight) throws(CancellationError) -> Raster {
    switch self {
    case .whole(let picture): try picture.scaled(plan, light: light)
    case .scaled(let pictures): pictures[plan.scaling(light: light)]
    }
  }
}
