import BuiltIns
import Diagnostics
import Dialects
import GatewayClient
import ImageCore
import JSON
import PipelineModel
import PipelineStages
import Runs
import Synchronization

/// Shows a preparation: a line for each input, the failures at the end, and a summary. If standard output carries the parts of a request,
/// all of that goes to standard error.
final class PrepareReporter: Sendable {
  private struct State {
    var succeeded = 0
    var passedThrough = 0
    var written = 0
    var unchanged = 0
    var bytesBefore = 0
    var bytesAfter = 0
    var failures: [(source: String, name: String, message: String)] = []
  }

  /// Where events go; nil for a person.
  private let events: EventStream?
  private let results: Output
  /// Indicates whether results are printed on the terminal of the moving display.
  private let resultsMove: Bool
  private let progress: ProgressDisplay?
  private let part: PicturePart?
  private let total: Int
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  init(format: OutputFormat, environment: ProcessEnvironment, total: Int, part: PicturePart?) {
    self.total = total
    self.part = part
    let results: Output = part == nil ? .standardOutput : .standardError
    self.results = results
    events = format == .json ? EventStream(clock: environment.clock, output: results) : nil
    resultsMove = part == nil ? environment.terminals.output : environment.terminals.error
    let isLively = environment.terminals.error && environment.movesCursor
    progress = isLively && !(format == .json && resultsMove) ? ProgressDisplay(total: total) : nil
  }

  var hasFailures: Bool { state.withLock { !$0.failures.isEmpty } }

  /// Runs `body` while the display moves, with the brackets of the array of parts around it.
  func whileShowing<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    if part != nil { Output.standardOutput.write("[") }
    defer { if part != nil { Output.standardOutput.write("]\n") } }
    guard let progress else { return try await body() }
    return try await progress.whileMoving(body)
  }

  func started(_ source: String) { progress?.update(.assetStarted(asset: PrepareLine.shown(source))) }

  /// Reports an input that cannot be used.
  func fail(_ source: String, name: String, message: String) {
    state.withLock { $0.failures.append((source, name, message)) }
    events?.send(PrepareJSON.failure(source, name: name, message: message))
    progress?.update(
      .assetFinished(asset: PrepareLine.shown(source), failure: AssetFailure(.asset, .stage(.init(name)), message)))
  }

  func report(_ report: PreparationReport) {
    switch report.outcome {
    case .failed(let name, let message):
      fail(report.source, name: name, message: message)
    case .prepared(let picture):
      let isFirst = state.withLock { state in
        state.succeeded += 1
        if picture.isPassedThrough { state.passedThrough += 1 }
        for file in [picture.file, picture.record] {
          if let file { if file.change == .unchanged { state.unchanged += 1 } else { state.written += 1 } }
        }
        state.bytesBefore += report.before?.bytes ?? 0
        state.bytesAfter += picture.state.bytes
        return state.succeeded == 1
      }
      if let part {
        let part = part.json(picture.bytes, mediaType: picture.state.format.mediaType)
        Output.standardOutput.write((isFirst ? "" : ",") + String(decoding: part, as: UTF8.self))
      }
      progress?.update(.assetFinished(asset: PrepareLine.shown(report.source), failure: nil))
      if let events {
        events.send(PrepareJSON.value(report, picture))
      } else {
        say(PrepareLine.text(report, picture))
      }
    }
  }

  private func say(_ line: String) {
    if let progress, resultsMove { progress.printAbove(line) } else { results.line(line) }
  }

  /// Prints the failures, and the summary.
  ///
  /// - Parameter output: the folder, if files were to be written.
  func finish(leftOut: Int, output: String?) {
    let state = state.withLock { $0 }
    let elapsed = start.duration(to: .now)
    if let events {
      return events.send([
        ("event", .text("summary")), ("inputs", .integer(total)), ("succeeded", .integer(state.succeeded)),
        ("failed", .integer(state.failures.count)), ("notDone", .integer(total - state.succeeded - state.failures.count)),
        ("copied", .integer(state.passedThrough)), ("outputs", .integer(state.written)),
        ("unchanged", .integer(state.unchanged)), ("leftOut", .integer(leftOut)), ("milliseconds", .integer(elapsed.milliseconds)),
      ])
    }
    for failure in state.failures { Output.standardError.line("aquatint: '\(PrepareLine.shown(failure.source))': \(failure.message)") }
    if leftOut > 0 { Output.standardError.line("\(Count.of(leftOut, "file")) in folders left out, being no pictures") }
    let notDone = total - state.succeeded - state.failures.count
    var parts = ["\(state.succeeded) of \(Count.of(total, "picture")) prepared"]
    if state.passedThrough > 0 { parts.append("\(state.passedThrough) passed through byte for byte") }
    if !state.failures.isEmpty { parts.append("\(state.failures.count) failed") }
    if notDone > 0 { parts.append("\(notDone) not done") }
    var text = parts.joined(separator: ", ")
    if state.succeeded > 0 {
      text += "; \(Count.bytes(state.bytesBefore)) before, \(Count.bytes(state.bytesAfter)) after"
      text += "; \(PrepareLine.seconds(elapsed))"
      if let output { text += "\nThe files are in \(PrepareLine.shown(output))" }
    }
    results.line(text)
  }
}
