import Diagnostics
import PipelineModel
import Reporting

/// Assets that were not made for one and the same cause, which is said once.
struct FailureGroup {
  let failure: AssetFailure
  private(set) var assets: [String]

  private static let maximumNames = 8

  /// Groups what was met, in the order in which each cause came first.
  static func groups(of failures: [(asset: String, failure: AssetFailure)]) -> [FailureGroup] {
    struct Cause: Hashable {
      let code: FailureCode
      let message: String
      let position: SourcePosition?
    }
    var groups: [FailureGroup] = []
    var places: [Cause: Int] = [:]
    for (asset, failure) in failures {
      // Messages of one budget tell how much of it was spent at the time.
      let message = failure.standing == .waiting ? "" : failure.message
      let cause = Cause(code: failure.code, message: message, position: failure.position)
      if failure.isShared, let place = places[cause] {
        groups[place].assets.append(asset)
      } else {
        places[cause] = groups.count
        groups.append(FailureGroup(failure: failure, assets: [asset]))
      }
    }
    return groups
  }

  var diagnostic: Diagnostic {
    Diagnostic(Diagnostic.ID(failure.code.name), "\(subject) \(verb): \(failure.message)", at: failure.position, notes: notes)
  }

  private var subject: String { assets.count == 1 ? "the asset '\(assets[0])'" : Count.of(assets.count, "asset") }

  private var verb: String {
    switch (failure.standing, assets.count == 1) {
    case (.waiting, true): "waits"
    case (.waiting, false): "wait"
    case (.failed, _), (.notBegun, _): "failed"
    }
  }

  private var notes: [Diagnostic.Note] {
    var notes: [Diagnostic.Note] = []
    if assets.count > 1 {
      let shown = assets.prefix(assets.count <= Self.maximumNames + 1 ? assets.count : Self.maximumNames)
      let rest = assets.count - shown.count
      notes.append(.init(shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")))
    }
    // An answer that was paid for is used again by the next run, so that one fails in the same way.
    if failure.kind == .asset, case .generation = failure.code {
      notes.append(.init("it is not asked again by itself; change the prompt, or --refresh \(CommandLineText.quoted(assets[0])) (paid)"))
    }
    return notes
  }
}

extension AssetFailure {
  /// Whether several assets that fail with the same words fail for one cause; an answer, and what a stage made of it, is each asset's own.
  fileprivate var isShared: Bool {
    switch code {
    case .generation, .stage, .unknownExchange: false
    default: true
    }
  }
}
