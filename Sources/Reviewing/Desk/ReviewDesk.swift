import Diagnostics
import Execution
import GatewayAPI
import JSON
import PipelineModel
import PipelineSpec
import Planning
import Reporting
import Runs
import Storage
import SystemPackage

/// Why a decision was not taken in.
struct DecisionProblem: Error {
  let message: String
}

/// What a review shows and what was decided in it; all requests go through it, one after the other.
actor ReviewDesk {
  private let planning: PlanningSession
  private let loaded: LoadedPipeline
  private let store: Store
  private let record: ReviewRecord
  /// Of all assets, or `nil` if they are not known.
  private let names: Set<String>?
  private let commands: CommandLineText
  private let work: ReviewWork
  private let (orders, sender) = AsyncStream.makeStream(of: WorkOrder.self)
  private var isBusy = false
  private var spent = Amount.zero
  /// What became of the last work, for people.
  private var said = ""
  private var sheet: ContactSheet?
  private var pictures = PicturePaths()
  /// Raised with every change that is seen.
  private var version = 0
  private var seen: Seen?

  /// What others change, as it was looked at last.
  private struct Seen: Equatable {
    var record: FileStamp?
    var manifest: FileStamp?
    var lock: FileStamp?
    var progress: WorkProgress.State?
  }

  private enum WorkOrder: Sendable {
    case redo([String: String], RedoOffer)
    case apply
  }

  init(_ work: ReviewWork) {
    self.work = work
    planning = work.planning
    loaded = work.loaded
    store = work.store
    commands = work.commands
    record = ReviewRecord(of: loaded.pipeline)
    names = loaded.expansion.map { Set($0.names) }
  }

  /// Returns a page as things stand now, or `nil` if there is none of that name.
  func page(_ name: String) async throws -> [UInt8]? {
    let sheet = try await currentSheet()
    return sheet.page(name)
  }

  /// Returns the file of a picture of the page, by the path of its address, or nil where the page has no such picture.
  func picture(at path: String) async throws -> PicturePaths.Picture? {
    _ = try await currentSheet()
    return pictures[path]
  }

  /// Returns how things stand, as soon as that is no longer what was known as `known`; after a while also where nothing has changed.
  func state(after known: Int) async throws -> JSONValue {
    for _ in 0..<Self.looks {
      try look()
      if version != known { break }
      try await Task.sleep(for: Self.pause)
    }
    // What follows is of one moment: nothing is waited for in between.
    let page = try await currentSheet().review ?? ""
    let decisions = try self.decisions()
    let progress = work.progress.state
    return .object([
      ("version", .integer(version)), ("page", .text(page)),
      ("choices", .array(decisions.sorted { $0.key < $1.key }.map { $0.value.json(of: $0.key) })),
      ("working", .flag(isBusy)), ("done", .integer(progress.done)), ("count", .integer(progress.count)), ("said", .text(said)),
    ])
  }

  /// Returns the decisions: what is rejected stands in the lock file, which others change too.
  private func decisions() throws -> [String: Decision] {
    var decisions = try record.read().filter { $0.value != .rejected }
    for asset in try BindingWriter(pipeline: loaded.pipeline, store: store).remarks().rejected where names?.contains(asset) ?? true {
      decisions[asset] = .rejected
    }
    return decisions
  }

  /// How often is looked for changes before an answer that nothing has changed, and how long between two looks.
  private static let looks = 80
  private static let pause = Duration.milliseconds(250)
  /// Bytes of a note.
  private static let noteLimit = 8_000

  /// Takes a decision in, and saves it; a choice is bound as `pick` binds it.
  func decide(_ decision: Decision?, about asset: String) async throws {
    if case .chosen(let id)? = decision { try await bind(id, to: asset) }
    guard names?.contains(asset) ?? true else { throw DecisionProblem(message: "there is no asset '\(asset)'") }
    if case .redo(let note)? = decision, note.utf8.count > Self.noteLimit { throw DecisionProblem(message: "the note is too long") }
    let writer = BindingWriter(pipeline: loaded.pipeline, store: store)
    let isRejected = decision == .rejected
    if try writer.remarks().rejected.contains(asset) != isRejected { try await writer.reject([asset: isRejected]) }
    try await record.enter(isRejected ? nil : decision, about: asset)
    try look()
  }

  private func bind(_ id: String, to asset: String) async throws {
    guard let exchange = try await exchange(id), exchange.picture != nil else {
      throw DecisionProblem(message: "the answer \(id.prefix(32)) is gone, so it was not chosen")
    }
    // One asset is planned anew, because what it shows may have changed meanwhile.
    var options = planning.options
    options.selection = Selection()
    options.selection.only = [GlobText(asset)]
    options.refresh = []
    let outcome = try await planning.with(options).plan(loaded, store: store)
    guard let planned = outcome.plan?.assets.first(where: { $0.name == asset }) else {
      throw DecisionProblem(message: outcome.diagnostics.first { $0.severity == .error }?.message ?? "there is no asset '\(asset)'")
    }
    guard exchange.slot.pipeline == loaded.pipeline.name, let bindings = planned.bindings(picking: exchange) else {
      throw DecisionProblem(message: "call \(exchange.id) was not made for '\(asset)'")
    }
    try await BindingWriter(pipeline: loaded.pipeline, store: store).write(bindings)
  }

  private func exchange(_ id: String) async throws -> Exchange? {
    do throws(StorageError) {
      return try await store.ledger.exchange(prefix: id)
    } catch {
      if error.isEnvironment { throw error }
      return nil
    }
  }

  // MARK: asking again, and local stages

  /// Returns what would be asked again now, and what that costs.
  func offer() async throws -> RedoOffer { try await work.offer(try drafts(), spent: spent) }

  /// Has everything asked again that was offered under this id.
  func redo(confirming id: String) async throws {
    try refuseWork()
    let drafts = try self.drafts()
    let offer = try await work.offer(drafts, spent: spent)
    guard offer.id == id else {
      throw DecisionProblem(message: "what would be asked again, or its price, has changed since it was shown; look at it again")
    }
    try refuseWork()
    isBusy = true
    sender.yield(.redo(drafts, offer))
  }

  /// Has the local stages run of what was changed; that is free.
  func apply() throws {
    try refuseWork()
    isBusy = true
    sender.yield(.apply)
  }

  private func refuseWork() throws {
    if isBusy { throw DecisionProblem(message: "the review is at work; wait for its end") }
  }

  private func drafts() throws -> [String: String] {
    try decisions().compactMapValues { decision in
      guard case .redo(let note) = decision else { return nil }
      return note
    }
  }

  /// Does what is ordered, one after the other, until ``endWork()``.
  func carryOutWork() async {
    for await order in orders {
      do {
        switch order {
        case .redo(let drafts, let offer):
          let summary = try await work.redo(drafts, offer)
          spent = spent.adding(summary.cost) ?? spent
          let failed = Set(summary.failures.map(\.asset))
          try await record.remove(drafts: drafts.filter { !failed.contains($0.key) })
          said = Self.text(of: summary)
        case .apply: said = try await work.apply().map { Self.text(of: $0) } ?? "Everything is as chosen already."
        }
      } catch {
        said = Self.text(of: error)
      }
      isBusy = false
      sheet = nil
      version += 1
    }
  }

  /// Takes no more work; what has begun is done to its end.
  func endWork() { sender.finish() }

  private static func text(of summary: RunSummary) -> String {
    var parts = ["\(Count.of(summary.succeeded, "asset")) made, \(Count.of(summary.calls, "call")), \(summary.cost) USD"]
    if summary.costUnknown > 0 { parts.append("\(Count.of(summary.costUnknown, "call")) of unknown cost") }
    if let problem = summary.problem { parts.append(problem) }
    for (asset, failure) in summary.failures.prefix(3) { parts.append("\(asset): \(failure.message)") }
    if summary.failures.count > 3 { parts.append("\(summary.failures.count - 3) more failed") }
    return parts.joined(separator: "; ") + "."
  }

  private static func text(of error: any Error) -> String {
    switch error {
    case let problem as DecisionProblem: problem.message
    case let rejected as RejectedPipeline: rejected.diagnostics.first?.message ?? "the pipeline file has mistakes now"
    case let error as StorageError: error.description
    case let failure as AssetFailure: failure.message
    default: "it could not be done: \(error)"
    }
  }

  // MARK: what is shown

  /// The page is made anew where the files of the assets have changed: a run or a watch has been at work.
  private func currentSheet() async throws -> ContactSheet {
    try look()
    if let sheet { return sheet }
    var made = try await planning.contactSheet(of: loaded, store: store, commands: commands)
    made.review = String(made.digest.hex.prefix(16))
    pictures = PicturePaths(made.report)
    sheet = made
    return made
  }

  private func look() throws(StorageError) {
    let pipeline = loaded.pipeline
    let now = Seen(
      record: try record.stamp(), manifest: try Planner.manifestStamp(of: pipeline), lock: try FileStamp.of(pipeline.lockPath.string),
      progress: work.progress.state)
    guard now != seen else { return }
    if seen?.manifest != now.manifest { sheet = nil }
    seen = now
    version += 1
  }
}
