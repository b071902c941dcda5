package import ImageCore
package import PipelineModel

/// What can be said beforehand of a plan that the plan itself does not decide: what becomes of pictures on their way to the model, how large
/// requests get, and how long the calls take. Looked at for people only; a run needs none of it.
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
    /// What the stage before, or another asset, got from the model.
    case result
  }

  package let asset: String
  /// Of the stage that sends it, or that prepares it where nothing sends it; from 0.
  package let stage: Int
  package let role: Role
  /// As the file has it; nil for what is not a file.
  package let path: String?
  package let picture: ExpectedPicture
  package let outlook: PreparationOutlook
  /// What became of it; nil where that was not tried.
  package let result: Prepared?

  package struct Prepared: Hashable, Sendable {
    package let mediaType: String
    package let size: PixelSize
    /// Before base64.
    package let bytes: Int
  }
}

/// How large a request will be, after base64.
package struct ForecastRequest: Hashable, Sendable {
  package let asset: String
  package let stage: Int
  /// The references, prepared, and the text.
  package let knownBytes: Int
  /// Pictures whose size only a run will tell.
  package let openPictures: Int
  /// With each of those as large as the ladder lets it be.
  package let mostBytes: Int
  /// What the gateways take.
  package let allowedBytes: Int
}
