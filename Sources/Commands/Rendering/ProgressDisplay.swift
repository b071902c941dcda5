import PipelineModel
import Synchronization

/// The moving part of a run on a terminal: a line for each asset in flight, and a total with elapsed and expected time.
final class ProgressDisplay: Sendable {
  fileprivate struct State {
    var inFlight: [(asset: String, activity: String, since: ContinuousClock.Instant)] = []
    var finished = 0
    var failed = 0
    /// For a budget, or for the next run where this one was stopped.
    var waiting = 0
    var linesShown = 0
    var isOver = false
  }

  private let total: Int
  private let start = ContinuousClock.now
  private let state = Mutex(State())
  /// More assets in flight than this are only counted.
  private static let maximumLines = 12

  init(total: Int) { self.total = total }

  func update(_ event: RunEvent) {
    state.withLock { state in
      switch event {
      case .assetStarted(let asset): state.inFlight.append((asset, "working", .now))
      case .callStarted(let asset, _, let variant, let gateway, _):
        state.say(variant > 1 ? "waiting for \(gateway) (variant \(variant))" : "waiting for \(gateway)", about: asset)
      case .waiting(let asset, _, let gateway, _, _): state.say("waiting to ask \(gateway)", about: asset)
      case .callFinished(let asset, _, _, _, _, _, _): state.say("working", about: asset)
      case .outputWritten(let asset, let path, _, _): state.say("wrote \(path)", about: asset)
      case .assetFinished(let asset, let failure):
        state.inFlight.removeAll { $0.asset == asset }
        state.finished += 1
        switch failure?.standing {
        case .failed?: state.failed += 1
        case .waiting?, .notBegun?: state.waiting += 1
        case nil: break
        }
      case .note, .pruned, .delivered: break
      }
    }
  }

  /// Prints a line that stays, above the moving part.
  func printAbove(_ line: String) {
    state.withLock { state in
      Output.standardError.write(erasure(&state) + line + "\n")
      show(&state)
    }
  }

  /// Redraws twice a second while `body` runs, and cleans up behind it.
  func whileMoving<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [self] in
        while !Task.isCancelled {
          state.withLock { state in
            Output.standardError.write(erasure(&state))
            show(&state)
          }
          do {
            try await Task.sleep(for: .milliseconds(500))
          } catch {
            return
          }
        }
      }
      defer {
        state.withLock { state in
          state.isOver = true
          Output.standardError.write(erasure(&state))
        }
        group.cancelAll()
      }
      return try await body()
    }
  }

  /// Returns the sequence that removes the present lines: up, and clear to the end of the screen.
  private func erasure(_ state: inout State) -> String {
    defer { state.linesShown = 0 }
    return state.linesShown > 0 ? TerminalText.control("\u{1B}[\(state.linesShown)A\u{1B}[J") : ""
  }

  private func show(_ state: inout State) {
    guard !state.isOver else { return }
    var lines = state.inFlight.prefix(Self.maximumLines).map { item in
      "  \(TerminalWidth.cut(item.asset, to: 40))  \(TerminalWidth.cut(item.activity, to: 60))  \(Self.time(item.since.duration(to: .now)))"
    }
    if state.inFlight.count > Self.maximumLines { lines.append("  and \(state.inFlight.count - Self.maximumLines) more") }
    lines.append(summary(state))
    Output.standardError.write(lines.map { Output.standardError.fitting($0) + "\n" }.joined())
    state.linesShown = lines.count
  }

  private func summary(_ state: State) -> String {
    let elapsed = start.duration(to: .now)
    var text = "\(state.finished - state.waiting) of \(total) done"
    if state.failed > 0 { text += ", \(state.failed) failed" }
    if state.waiting > 0 { text += ", \(state.waiting) left" }
    text += ", \(Self.time(elapsed)) elapsed"
    if state.finished > 0, state.finished < total {
      text += ", about \(Self.time(elapsed * (total - state.finished) / state.finished)) to go"
    }
    return text
  }

  private static func time(_ duration: Duration) -> String {
    let seconds = max(0, Int(duration.components.seconds))
    return seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
  }
}

extension ProgressDisplay.State {
  fileprivate mutating func say(_ activity: String, about asset: String) {
    guard let index = inFlight.firstIndex(where: { $0.asset == asset }) else { return }
    inFlight[index].activity = activity
    inFlight[index].since = .now
  }
}
