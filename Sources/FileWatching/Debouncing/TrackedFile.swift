/// The known state of one file.
struct TrackedFile<Stamp: Hashable & Sendable>: Sendable {
  typealias Instant = ContinuousClock.Instant

  enum Phase: Sendable {
    /// Has not been unchanged for long enough.
    case settling
    /// Was checked so many times and not found complete.
    case doubtful(tries: Int, reason: String, content: String?, next: Instant)
    /// May go into a batch from an instant on. `tries` counts the batches in which it failed.
    case ready(content: String, tries: Int, from: Instant)
    /// Was processed completely with these bytes.
    case done(content: String)
    case setAside(content: String?, reason: String, Cause)
  }

  /// The reason why a file was set aside, which decides what brings it back, apart from a change of its bytes.
  enum Cause: Sendable {
    /// It never was complete: nothing else brings it back.
    case incomplete
    /// Its processing failed: a request to redo everything brings it back.
    case failed
    /// A cause outside the file: the end of that cause may bring it back.
    case outside
  }

  var stamp: Stamp
  /// The time at which it was first seen in this state.
  var since: Instant
  var phase: Phase
  /// The state of its bytes before it was touched.
  var earlier: (content: String, phase: Phase)?

  init(stamp: Stamp, since: Instant) {
    self.stamp = stamp
    self.since = since
    phase = .settling
  }

  /// The bytes that its phase is about, if they are known.
  var content: String? {
    switch phase {
    case .settling: nil
    case .doubtful(_, _, let content, _), .setAside(let content, _, _): content
    case .ready(let content, _, _), .done(let content): content
    }
  }

  /// Starts again, because the file has changed; the result of its former bytes is kept in case they turn out to be the same.
  mutating func touch(_ stamp: Stamp, at now: Instant) {
    switch phase {
    case .ready, .done, .setAside: if let content { earlier = (content, phase) }
    case .settling, .doubtful: break
    }
    self.stamp = stamp
    since = now
    phase = .settling
  }

  var isUnsettled: Bool {
    switch phase {
    case .settling, .doubtful: true
    case .ready, .done, .setAside: false
    }
  }
}

/// The result of checking a file's bytes.
package enum Completeness: Hashable, Sendable {
  /// All of it is there. `content` stands for the bytes: equal texts mean equal bytes.
  case complete(content: String)
  /// It cannot be used as it is; more may be on its way. `content` is `nil` if the bytes could not be read.
  case incomplete(content: String?, reason: String)
  /// It was removed, or changed while it was read; the next scan finds out.
  case gone
}
