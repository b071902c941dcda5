import GatewayAPI
import ImageCore
import PipelineModel
import Planning
import Storage

/// The services that the assets of a run share.
struct RunServices: Sendable {
  let pipeline: Pipeline
  let reader: ImageReader
  let writer: ImageWriter
  let localKey: LocalKey
  let inputRules: InputRules
  let store: Store
  let exchanges: ExchangeRunner
  let processor: AsyncLimiter
  let publisher: OutputPublisher
  let recorder: RunRecorder
  let dependencies: DependencyResults
  let stop: StopSignal
  let events: EventSink
  /// The cache of pictures that planning opened, or `nil` if none were kept.
  let kept: KeptSources?
}
