package import SystemPackage

/// The files that are finished, in progress, or set aside: a state machine over scans and instants, without effects.
///
/// A scan reports the files in the folders (``observe(_:at:)``); files that have stayed the same for long enough are due for a check
/// (``due(at:)``, ``judge(_:as:stamp:at:)``); those found complete are returned in batches (``takeBatch(at:waitsForOthers:)``) and count as
/// done until their bytes change. `Stamp` is any value that changes when a file may have changed.
package struct DebouncedFiles<Stamp: Hashable & Sendable>: Sendable {
  package typealias Instant = ContinuousClock.Instant

  /// The differences that a scan found.
  package struct Observation: Sendable {
    package internal(set) var appeared: [FilePath] = []
    package internal(set) var changed: [FilePath] = []
    package internal(set) var removed: [FilePath] = []

    package var isEmpty: Bool { appeared.isEmpty && changed.isEmpty && removed.isEmpty }
  }

  /// The consequence of checking a file.
  package enum Judgement: Hashable, Sendable {
    /// It goes into a batch.
    case ready
    /// The bytes are the same as before: nothing is to be done.
    case unchanged
    /// It is checked again later.
    case again
    /// It is not tried again.
    case setAside(reason: String)
  }

  /// A file of a batch.
  package struct Member: Hashable, Sendable {
    package let path: FilePath
    package let content: String
  }

  package struct SetAside: Hashable, Sendable {
    package let path: FilePath
    package let reason: String
  }

  private let rules: DebounceRules
  private var files: [FilePath: TrackedFile<Stamp>] = [:]

  package init(rules: DebounceRules) { self.rules = rules }

  // MARK: scans

  /// Records the files that are in the folders now.
  package mutating func observe(_ snapshot: [FilePath: Stamp], at now: Instant) -> Observation {
    var observation = Observation()
    for (path, stamp) in snapshot {
      guard let known = files[path] else {
        files[path] = TrackedFile(stamp: stamp, since: now)
        observation.appeared.append(path)
        continue
      }
      guard known.stamp != stamp else { continue }
      files[path]?.touch(stamp, at: now)
      observation.changed.append(path)
    }
    if files.count > snapshot.count {
      observation.removed = files.keys.filter { snapshot[$0] == nil }
      for path in observation.removed { files[path] = nil }
    }
    return observation
  }

  /// Returns the files to check now, with their stamps.
  package func due(at now: Instant) -> [(path: FilePath, stamp: Stamp)] {
    files.filter { Self.isDue($0.value, at: now, rules) }.map { ($0.key, $0.value.stamp) }
      .sorted { $0.path.string.utf8.lexicographicallyPrecedes($1.path.string.utf8) }
  }

  private static func isDue(_ file: TrackedFile<Stamp>, at now: Instant, _ rules: DebounceRules) -> Bool {
    switch file.phase {
    case .settling: now >= file.since + rules.interval
    case .doubtful(_, _, _, let next): now >= next
    case .ready, .done, .setAside: false
    }
  }

  /// Records the result of checking a file. If the file has changed since, the result is dropped.
  package mutating func judge(_ path: FilePath, as found: Completeness, stamp: Stamp, at now: Instant) -> Judgement {
    guard var file = files[path], file.stamp == stamp, file.isUnsettled else { return .again }
    defer { files[path] = file }
    switch found {
    case .gone:
      file.since = now
      file.phase = .settling
      return .again
    case .complete(let content):
      if let earlier = file.earlier, earlier.content == content {
        file.phase = earlier.phase
        return .unchanged
      }
      file.phase = .ready(content: content, tries: 0, from: now)
      return .ready
    case .incomplete(let content, let reason):
      if let earlier = file.earlier, let content, earlier.content == content {
        file.phase = earlier.phase
        return .unchanged
      }
      var tries = 1
      if case .doubtful(let before, _, _, _) = file.phase { tries += before }
      if tries < rules.tries {
        file.phase = .doubtful(tries: tries, reason: reason, content: content, next: now + rules.pause(after: tries))
        return .again
      }
      file.phase = .setAside(content: content, reason: reason, .incomplete)
      return .setAside(reason: reason)
    }
  }

  // MARK: batches

  /// Returns the files to process now; none while it is better to wait. They count as done unless they are reported as failed.
  /// - Parameter waitsForOthers: `true` if finished files wait a little for those that are still settling.
  package mutating func takeBatch(at now: Instant, waitsForOthers: Bool = true) -> [Member] {
    var members: [Member] = []
    var earliest: Instant?
    for (path, file) in files {
      guard case .ready(let content, _, let from) = file.phase, from <= now else { continue }
      members.append(Member(path: path, content: content))
      earliest = min(earliest ?? from, from)
    }
    guard let earliest else { return [] }
    if waitsForOthers, now < earliest + rules.batchDeadline, files.values.contains(where: \.isUnsettled) { return [] }
    for member in members {
      if case .ready(_, let tries, _)? = files[member.path]?.phase { attempts[member.path] = tries }
      files[member.path]?.phase = .done(content: member.content)
    }
    return members.sorted { $0.path.string.utf8.lexicographicallyPrecedes($1.path.string.utf8) }
  }

  /// The number of earlier failures of the files in the present batch.
  private var attempts: [FilePath: Int] = [:]

  /// Records that a file of the batch failed for a reason of its own. It is tried again some times, then set aside.
  /// - Returns: `true` if it was set aside.
  package mutating func fail(_ path: FilePath, reason: String, at now: Instant) -> Bool {
    guard let file = files[path], case .done(let content) = file.phase else { return false }
    let tries = (attempts[path] ?? 0) + 1
    if tries >= rules.tries {
      files[path]?.phase = .setAside(content: content, reason: reason, .failed)
      return true
    }
    files[path]?.phase = .ready(content: content, tries: tries, from: now + rules.pause(after: tries + 1))
    return false
  }

  /// Returns a file to the queue, from `next` on, because it could not be processed for a reason that is not its own.
  package mutating func postpone(_ path: FilePath, until next: Instant) {
    guard let file = files[path], case .done(let content) = file.phase else { return }
    files[path]?.phase = .ready(content: content, tries: attempts[path] ?? 0, from: next)
  }

  /// Sets a file of the batch aside at once. With `canReturn`, ``reconsider(at:)`` brings it back.
  package mutating func setAside(_ path: FilePath, reason: String, canReturn: Bool) {
    guard let file = files[path] else { return }
    files[path]?.phase = .setAside(content: file.content, reason: reason, canReturn ? .outside : .failed)
  }

  /// Brings back the files that were set aside for reasons outside the file, which may be gone.
  package mutating func reconsider(at now: Instant) {
    for (path, file) in files {
      if case .setAside(let content?, _, .outside) = file.phase {
        files[path]?.phase = .ready(content: content, tries: 0, from: now)
      }
    }
  }

  /// Queues every file again that was done, or set aside after it was complete.
  package mutating func redoAll(at now: Instant) {
    for (path, file) in files where !file.isUnsettled {
      if case .setAside(_, _, .incomplete) = file.phase { continue }
      if let content = file.content { files[path]?.phase = .ready(content: content, tries: 0, from: now) }
      files[path]?.earlier = nil
    }
  }

  // MARK: what there is

  /// The time of the next action if no event comes, or `nil` if there is none.
  package var nextDeadline: Instant? {
    let hasUnsettled = files.values.contains(where: \.isUnsettled)
    return files.values.compactMap { file in
      switch file.phase {
      case .settling: file.since + rules.interval
      case .doubtful(_, _, _, let next): next
      case .ready(_, _, let from): hasUnsettled ? from + rules.batchDeadline : from
      case .done, .setAside: nil
      }
    }.min()
  }

  package var paths: some Collection<FilePath> { files.keys }

  package var count: Int { files.count }

  /// Files that are settling or not found complete so far.
  package var unsettled: [FilePath] {
    files.filter { $0.value.isUnsettled }.keys.sorted { $0.string.utf8.lexicographicallyPrecedes($1.string.utf8) }
  }

  package var unsettledCount: Int { files.values.count { $0.isUnsettled } }

  /// Files that wait for a batch.
  package var readyCount: Int {
    files.values.count { if case .ready = $0.phase { true } else { false } }
  }

  /// Files that a batch could have at `now`, though it may wait for others.
  package func readyCount(at now: Instant) -> Int {
    files.values.count { if case .ready(_, _, let from) = $0.phase { from <= now } else { false } }
  }

  package var setAside: [SetAside] {
    files.compactMap { path, file in
      if case .setAside(_, let reason, _) = file.phase { SetAside(path: path, reason: reason) } else { nil }
    }.sorted { $0.path.string.utf8.lexicographicallyPrecedes($1.path.string.utf8) }
  }
}
