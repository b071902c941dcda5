package import Execution
package import FileWatching
import ImageCore
package import PipelineModel
import Planning
import Runs
import Storage
import SystemPackage

/// Watches the sources of a pipeline: every new or changed one becomes its assets. The first scan and later ones take the same path: scan,
/// settle, check, plan, run.
///
/// One batch is processed at a time, by the same executor as any run; changes meanwhile wait for the next, so that nothing interrupts a
/// call in flight.
package struct WatchSession: Sendable {
  typealias Instant = ContinuousClock.Instant

  let options: WatchOptions
  var planOptions: PipelineOptions
  let services: WatchServices
  package let events: FolderEvents
  let limiter: AsyncLimiter
  let window: SpendingWindow

  var pipeline: Pipeline
  var files: DebouncedFiles<FileStamp>
  /// All files that the patterns match now.
  var sources: [FilePath: SourceFile] = [:]
  /// The pipeline file and the files that all assets share, such as references.
  var companions: DebouncedFiles<FileStamp>
  /// The content that was last used of each.
  var companionContents: [FilePath: String]
  var claims = NameClaims()
  var memory = ManifestMemory()

  var state = WatchState()
  var pageRefresh = PageRefresh()
  var lastScan: (began: Instant, took: Duration)?
  var removalsArePending = true
  private var isIdle = false
  private var toldProblems: Set<String> = []
  /// The time at which work was last done; waiting for files that never settle counts from then on.
  private var quietSince = ContinuousClock.now

  /// - Parameter loaded: the bytes of the pipeline file that `pipeline` was read from.
  package init(
    pipeline: Pipeline, loaded: [UInt8], options: WatchOptions, services: WatchServices
  ) {
    self.pipeline = pipeline
    self.options = options
    planOptions = services.runs.planning.options
    self.services = services
    events = FolderEvents(polls: options.polls, pollInterval: options.pollInterval, rescanInterval: options.rescanInterval)
    limiter = AsyncLimiter(slots: services.cores, byteBudget: 1 << 30)
    window = SpendingWindow(clock: .system)
    files = DebouncedFiles(rules: options.rules)
    companions = DebouncedFiles(rules: options.rules)
    companionContents = [pipeline.path: Digest.of(loaded).hex]
  }

  /// Runs until it is stopped or, with `once`, until nothing more is to be done.
  package mutating func run() async throws -> RunSummary {
    if let plan = try await emptyPlan() { memory = try ManifestMemory(plan) }
    while !services.stop.isStopped, !Task.isCancelled {
      scan()
      await look()
      try await settleCompanions()
      let hasWorked = try await workOnBatch()
      await refreshPage(isQuiet: !hasWorked && files.unsettledCount == 0)
      if hasWorked {
        isIdle = false
        quietSince = .now
        continue
      }
      // Not before the names of the present sources are known, or outputs would count as orphans.
      if removalsArePending, files.unsettledCount == 0 { try await settleRemovals() }
      if options.once, isFinished { break }
      becomeIdle()
      await waitForNext()
    }
    await refreshPage(isQuiet: true, isLast: true)
    state.status.state = .stopped
    reportStatus()
    let setAside = files.setAside.filter { !state.failedSources.contains($0.path) }.map { (written($0.path), $0.reason) }
    return state.summary(setAside: setAside + unfinished, services.stop, written: written)
  }

  // MARK: looking

  /// Records the files in the folders. Each folder is watched before it is listed.
  private mutating func scan() {
    if events.takeOverflow() { services.events(.eventsLost) }
    let wasPolling = events.pollingReason
    let start = ContinuousClock.now
    events.beginScan()
    let survey = pipeline.sourceScanner.survey(matching: pipeline.sourcePatterns, entering: events.enter)
    for companion in companionContents.keys { events.enter(companion.removingLastComponent().string) }
    events.endScan()

    let ignored = Set((options.ignored + [pipeline.path.string, pipeline.lockPath.string]).map { FilePath($0) })
    var snapshot: [FilePath: FileStamp] = [:]
    let before = sources
    sources = [:]
    for file in survey.files {
      let path = FilePath(file.path)
      guard !ignored.contains(path), let stamp = stamp(of: path) else { continue }
      snapshot[path] = stamp
      sources[path] = file
    }
    for problem in survey.problems where problem.kind != .notFound { tell(problem.description) }
    for path in survey.unnameable { tell("'\(path)' is left out, because its name is not UTF-8") }
    take(files.observe(snapshot, at: .now), before: before)
    var others: [FilePath: FileStamp] = [:]
    for path in companionContents.keys { others[path] = stamp(of: path) }
    if !companions.observe(others, at: .now).isEmpty { isIdle = false }

    if let reason = events.pollingReason, wasPolling == nil || lastScan == nil { services.events(.polling(reason)) }
    if lastScan == nil { services.events(.watching(sources: snapshot.count, folders: events.watchCount)) }
    lastScan = (start, ContinuousClock.now - start)
  }

  private func stamp(of path: FilePath) -> FileStamp? {
    do {
      return try FileStamp.of(path.string)
    } catch {
      // A file that cannot be examined counts as missing; the next scan tries again.
      return nil
    }
  }

  /// Records the differences that a scan found.
  /// - Parameter before: the sources of the scan before, for the names of those that are gone.
  private mutating func take(_ observation: DebouncedFiles<FileStamp>.Observation, before: [FilePath: SourceFile]) {
    guard !observation.isEmpty else { return }
    isIdle = false
    for path in observation.removed {
      claims.release(path)
      state.forget(path)
      services.events(.sourceRemoved(source: before[path]?.writtenPath ?? path.string))
    }
    if !observation.removed.isEmpty {
      removalsArePending = true
      pageRefresh.sourcesRemoved(at: .now)
      // A file that was set aside because a name was taken may have it now.
      files.reconsider(at: .now)
    }
    // A removed source that is back is no longer missed.
    if !observation.appeared.isEmpty, memory.hasOrphans { removalsArePending = true }
  }

  private mutating func tell(_ problem: String) {
    guard toldProblems.insert(problem).inserted else { return }
    services.events(.unreadableFolder(message: problem))
  }

  /// Checks the bytes of settled files.
  private mutating func look() async {
    let due = files.due(at: .now)
    guard !due.isEmpty else { return }
    isIdle = false
    let check = SourceCheck(
      reader: ImageReader(codecs: services.components.codecs, limits: services.components.limits),
      known: await knownDigests(due.map(\.path.string)), finished: memory.finished, clock: .system, limiter: limiter)
    let (width, stop) = (services.cores, services.stop)
    let found = await withTaskGroup(of: (path: FilePath, stamp: FileStamp, found: Completeness).self) { group in
      var rest = due[...]
      func startOne() {
        guard !stop.isStopped, let (path, stamp) = rest.popFirst() else { return }
        group.addTask { (path, stamp, await check.look(at: path.string, stamp: stamp)) }
      }
      for _ in 0..<width { startOne() }
      var found: [(path: FilePath, stamp: FileStamp, found: Completeness)] = []
      while let result = await group.next() {
        found.append(result)
        startOne()
      }
      return found
    }
    for (path, stamp, completeness) in found {
      switch files.judge(path, as: completeness, stamp: stamp, at: .now) {
      case .setAside(let reason): tellSetAside(path, reason: reason)
      case .ready: state.reported[path] = nil
      case .unchanged, .again: break
      }
    }
  }

  private mutating func knownDigests(_ paths: [String]) async -> [String: SourceDigest] {
    do {
      return try await services.store.ledger.sourceDigests(for: paths)
    } catch {
      // This only costs the time of reading the files again.
      state.status.lastError = error.description
      return [:]
    }
  }

  mutating func tellSetAside(_ path: FilePath, reason: String, canReturn: Bool = false) {
    state.failedSources.remove(path)
    guard state.reported.updateValue(reason, forKey: path) != reason else { return }
    services.events(.setAside(source: written(path), reason: reason, canReturn: canReturn))
  }

  // MARK: waiting

  /// Indicates whether `once` has nothing left to do; files that never settle are left for the next time, ready ones are not.
  private var isFinished: Bool {
    guard files.readyCount(at: .now) == 0 else { return false }
    return files.unsettledCount == 0 || ContinuousClock.now > quietSince + unit * 30
  }

  /// The files that `once` leaves for the next time.
  private var unfinished: [(source: String, reason: String)] {
    guard options.once, !services.stop.isStopped else { return [] }
    return files.unsettled.map { (written($0), "it is not complete, or still being written to") }
  }

  /// Returns a source as the pipeline file writes it.
  private func written(_ path: FilePath) -> String { sources[path]?.writtenPath ?? path.string }

  private mutating func becomeIdle() {
    // Writes the status before the event, so that observers read the new state.
    reportStatus()
    guard files.unsettledCount == 0, !isIdle else { return }
    isIdle = true
    FreedMemory.giveBack()
    services.events(.idle)
  }

  mutating func reportStatus() {
    state.status.sources = files.count
    state.status.unsettled = files.unsettledCount
    state.status.waiting = files.readyCount
    state.status.budget = budget
    state.status.setAside = files.setAside.map { .init(source: sources[$0.path]?.writtenPath ?? $0.path.string, reason: $0.reason) }
    state.status.isPolling = events.pollingReason != nil
    if state.lastTold != state.status {
      state.lastTold = state.status
      services.events(.status(state.status))
    }
  }

  private func waitForNext() async {
    guard let lastScan else { return }
    let rescan = lastScan.began + events.interval
    let page = services.pageCommands == nil ? nil : pageRefresh.deadline(isQuiet: files.unsettledCount == 0)
    let deadline = [rescan, files.nextDeadline, companions.nextDeadline, page].compactMap { $0 }.min()
    await events.signal.wait(until: deadline)
    // A file that is being written gives event after event; scanning large folders for each would take all the time.
    let pause = max(min(.milliseconds(100), max(.milliseconds(5), options.rules.interval / 4)), lastScan.took * 3)
    guard !services.stop.isStopped else { return }
    do {
      try await Task.sleep(until: lastScan.began + pause, clock: .continuous)
    } catch {
      // Cancelled: the loop ends.
      return
    }
  }
}
