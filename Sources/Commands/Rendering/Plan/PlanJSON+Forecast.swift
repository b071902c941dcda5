import ImageCore
import JSON
import PipelineModel
import Planning

extension PlanJSON {
  /// Returns a picture that goes to the model, with its origin and its preparation.
  static func preparation(_ preparation: ForecastPreparation) -> JSONValue {
    let (picture, outlook) = (preparation.picture, preparation.outlook)
    return .object([
      ("asset", .text(preparation.asset)), ("stage", .integer(preparation.stage)), ("role", .text(preparation.role.rawValue)),
      ("path", .optional(preparation.path)), ("mediaType", .optional(picture.mediaType)), ("size", .optional(picture.size?.description)),
      ("mayBeTransparent", .flag(picture.mayBeTransparent)),
      (
        "ladder",
        .object([
          ("size", .optional(outlook.size?.description)), ("mediaTypes", texts(outlook.mediaTypes)),
          ("opaqueMediaTypes", texts(outlook.opaqueMediaTypes ?? outlook.mediaTypes)), ("quality", .integer(outlook.quality)),
          ("lowerQualities", .array(outlook.lowerQualities.map { .integer($0) })), ("lastType", .optional(outlook.lastType)),
          ("smallestEdge", .integer(outlook.smallestEdge)), ("maximumBytes", .integer(outlook.pictureBytes)),
        ])
      ),
      (
        "prepared",
        preparation.result.map { result in
          .object([
            ("mediaType", .text(result.mediaType)), ("size", .text(result.size.description)), ("bytes", .integer(result.bytes)),
          ])
        } ?? .null
      ),
    ])
  }

  /// Returns a request, with its bytes after base64.
  static func request(_ request: ForecastRequest) -> JSONValue {
    .object([
      ("asset", .text(request.asset)), ("stage", .integer(request.stage)), ("knownBytes", .integer(request.knownBytes)),
      ("openPictures", .integer(request.openPictures)), ("mostBytes", .integer(request.mostBytes)),
      ("allowedBytes", .integer(request.allowedBytes)),
    ])
  }

  static func time(_ time: TimeForecast) -> JSONValue {
    .object([
      ("gateway", .text(time.gateway)), ("calls", .integer(time.calls)), ("parallel", .integer(time.parallel)),
      ("requestsPerMinute", time.requestsPerMinute.map { .integer($0) } ?? .null), ("tokens", .integer(time.tokens)),
      ("tokensPerMinute", time.tokensPerMinute.map { .integer($0) } ?? .null),
      ("timedCalls", .integer(time.timed)),
      ("medianMilliseconds", time.median.map { .integer(Int($0)) } ?? .null),
      ("milliseconds", time.milliseconds.map { .integer(Int($0)) } ?? .null),
      ("atLeast", .flag(time.median == nil && time.milliseconds != nil)),
    ])
  }

  private static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .text($0) }) }
}
