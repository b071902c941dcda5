import Diagnostics
import Execution
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
  private let commands: CommandLineText
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
  }

  init(planning: PlanningSession, loaded: LoadedPipeline, store: Store, commands: CommandLineText) {
    self.planning = planning
    self.loaded = loaded
    self.store = store
    self.commands = commands
    record = ReviewRecord(of: loaded.pipeline)
  }

  /// Returns the page as things stand now.
  func page() async throws -> [UInt8] {
    let sheet = try await currentSheet()
    return sheet.bytes
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
    let decisions = try record.read()
    return .object([
      ("version", .integer(version)), ("page", .text(try await currentSheet().review ?? "")),
      ("choices", .array(decisions.sorted { $0.key < $1.key }.map { $0.value.json(of: $0.key) })),
    ])
  }

  /// How often is looked for changes before an answer that nothing has changed, and how long between two looks.
  private static let looks = 80
  private static let pause = Duration.milliseconds(250)

  /// Takes a decision in, and saves it; a choice is bound as `pick` binds it.
  func decide(_ decision: Decision?, about asset: String) async throws {
    if case .chosen(let id)? = decision { try await bind(id, to: asset) }
    guard loaded.expansion?.names.contains(asset) ?? true else { throw DecisionProblem(message: "there is no asset '\(asset)'") }
    try await record.enter(decision, about: asset)
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

  // MARK: what is shown

  /// The page is made anew where the files of the assets have changed: a run or a watch has been at work.
  private func currentSheet() async throws -> ContactSheet {
    try look()
    if let sheet { return sheet }
    var made = try await planning.contactSheet(of: loaded, store: store, commands: commands)
    made.review = String(Digest.of(made.bytes).hex.prefix(16))
    pictures = PicturePaths(made.report)
    sheet = made
    return made
  }

  private func look() throws(StorageError) {
    let pipeline = loaded.pipeline
    let now = Seen(
      record: try record.stamp(), manifest: try Planner.manifestStamp(of: pipeline), lock: try FileStamp.of(pipeline.lockPath.string))
    guard now != seen else { return }
    if seen?.manifest != now.manifest { sheet = nil }
    seen = now
    version += 1
  }
}
