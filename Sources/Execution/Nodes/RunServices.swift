import GatewayAPI
import ImageCore
import PipelineModel
import Planning
import Storage

/// What the assets of a run share.
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
  /// Bytes that planning has read; nil where none were kept.
  let kept: KeptSources?
}
