import BuiltIns
import Execution
import GatewayAPI
import GatewayEmulator
import ImageCore
import PipelineModel
import Planning
import Reporting
import Runs

/// What a run may do.
public struct RunOptions: Sendable {
  /// The most that this run may cost; checked, with what is in flight, before every request.
  public var maximumCost: Money?
  /// Requests in flight and local tasks at most, or `nil` for as many as gateways and cores allow.
  public var jobs: Int?
  /// A request that is needed is a failure instead.
  public var isFrozen = false
  /// Files that an earlier run made and that are wanted no longer are removed.
  public var prunes = false
  /// Files in the output folder that the program did not write are replaced.
  public var overwrites = false

  /// Describes a run that asks for everything that is missing.
  public init() {}
}

extension Pipeline {
  /// Runs the pipeline while `body` follows what happens.
  ///
  /// The events end with the run, also for a `body` that stops listening. Cancelling the task stops the run: nothing further is sent, but a
  /// request that has left is waited for and its answer kept, because it is paid.
  /// - Returns: what all came to.
  /// - Throws: ``PipelineError``; what `body` throws, once the run has stopped.
  public func run(
    _ options: RunOptions = RunOptions(), following body: @Sendable (RunEvents) async throws -> Void = { _ in }
  ) async throws -> RunSummary {
    let (events, continuation) = AsyncStream.makeStream(of: RunEvent.self)
    let control = CallerControl()
    let observer = EventForwarder(events: continuation)
    var planned = planning.options
    planned.overwrites = options.overwrites
    let session = RunSession(
      planning.with(planned), dialects: BuiltIns.dialects,
      emulator: EmulatorServer(dialects: BuiltIns.dialects, cards: BuiltIns.models, codecs: CodecRegistry(BuiltIns.codecs)),
      control: control, observer: observer)
    let order = self.order(options)
    return try await withTaskCancellationHandler {
      async let outcome = Result.catching {
        defer { continuation.finish() }
        return try await session.run(order)
      }
      let followed = await Result.catching { try await body(RunEvents(events: events)) }
      if case .failure = followed { control.stop.set() }
      let ended = await outcome
      try followed.get()
      do {
        return RunSummary(try ended.get())
      } catch {
        throw PipelineError(error)
      }
    } onCancel: {
      control.stop.set()
    }
  }

  /// Returns what `options` come to, for this file.
  private func order(_ options: RunOptions) -> RunOrder {
    var order = RunOrder(loaded)
    order.command = "library"
    order.execution.maximumCost = [options.maximumCost.map { Amount(nanos: $0.nanos) }, loaded.pipeline.budget].compactMap { $0 }.min()
    order.execution.jobs = options.jobs
    order.execution.isFrozen = options.isFrozen
    order.execution.prunes = options.prunes
    return order
  }
}

/// The events of a run, in the order in which they happen.
public struct RunEvents: AsyncSequence, Sendable {
  /// The events.
  public typealias Element = RunEvent
  /// Nothing: a failure is told by an event.
  public typealias Failure = Never

  let events: AsyncStream<RunEvent>

  /// Gives one event after another.
  public struct AsyncIterator: AsyncIteratorProtocol {
    var base: AsyncStream<RunEvent>.AsyncIterator

    /// Returns the next event, or `nil` after the last.
    public mutating func next() async -> RunEvent? { await base.next(isolation: #isolation) }
  }

  /// Returns an iterator over the events of this run; there is one.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: events.makeAsyncIterator()) }
}

/// Ends a run when its caller's task is cancelled.
private final class CallerControl: RunControl {
  let stop = StopSignal()
  var wasInterrupted: Bool { stop.isStopped }

  func onSecond(_ abandon: @escaping @Sendable () -> Void) {}
}

private struct EventForwarder: RunObserver {
  let events: AsyncStream<RunEvent>.Continuation

  func observe(_ event: SessionEvent) {
    switch event {
    case .planned(let plan): events.yield(.planned(Plan(plan, warnings: [])))
    case .run(let event): events.yield(RunEvent(event))
    case .waitingForOutput: events.yield(.waitingForOutputFolder)
    case .found, .batchEnded, .note: break
    }
  }
}
