package import ImageCore
package import PipelineModel

/// Facts of a plan that the plan itself does not decide: the preparation of pictures for the model, the size of requests, and the duration
/// of the calls. Computed for people only; a run needs none of it.
package struct PlanForecast: Sendable {
  package let preparations: [ForecastPreparation]
  package let requests: [ForecastRequest]
  package let time: TimeForecast?

  package init(preparations: [ForecastPreparation], requests: [ForecastRequest], time: TimeForecast?) {
    self.preparations = preparations
    self.requests = requests
    self.time = time
  }
}

/// One picture on its way to the model.
package struct ForecastPreparation: Hashable, Sendable {
  package enum Role: String, Sendable {
    case source
    case reference
    /// The picture that the stage before, or another asset, got from the model.
    case result
  }

  package let asset: String
  /// Of the stage that sends it, or that prepares it if nothing sends it; from 0.
  package let stage: Int
  package let role: Role
  /// As the file has it, or `nil` if it is no file.
  package let path: String?
  package let picture: ExpectedPicture
  package let estimate: PreparationEstimate
  /// The result of preparing it, or `nil` if that was not tried.
  package let result: Prepared?

  package struct Prepared: Hashable, Sendable {
    package let mediaType: String
    package let size: PixelSize
    /// Before base64.
    package let bytes: Int
  }
}

/// The size of a request in bytes, after base64.
package struct ForecastRequest: Hashable, Sendable {
  package let asset: String
  package let stage: Int
  /// The references, prepared, and the text.
  package let knownBytes: Int
  /// Pictures whose size is only known in a run.
  package let openPictures: Int
  /// With each of those as large as the fallback steps allow.
  package let maximumBytes: Int
  /// The limit of the gateways.
  package let allowedBytes: Int
}
