/// What is known of one file.
struct TrackedFile<Stamp: Hashable & Sendable>: Sendable {
  typealias Instant = ContinuousClock.Instant

  enum Phase: Sendable {
    /// Not long enough as it is.
    case settling
    /// Looked at so many times and not found complete.
    case doubtful(tries: Int, reason: String, content: String?, next: Instant)
    /// May go into a batch from an instant on. `tries` counts the batches in which it failed.
    case ready(content: String, tries: Int, from: Instant)
    /// Everything that is to be done with these bytes was done.
    case done(content: String)
    case setAside(content: String?, reason: String, Cause)
  }

  /// Why a file was set aside, which decides what brings it back beside other bytes.
  enum Cause: Sendable {
    /// It never was complete: nothing else.
    case incomplete
    /// What was done with it failed: that it is to be done anew.
    case failed
    /// Something outside the file: that this may have gone.
    case outside
  }

  var stamp: Stamp
  /// When it was first seen like this.
  var since: Instant
  var phase: Phase
  /// What had become of its bytes before it was touched.
  var earlier: (content: String, phase: Phase)?

  init(stamp: Stamp, since: Instant) {
    self.stamp = stamp
    self.since = since
    phase = .settling
  }

  /// The bytes that its phase speaks of, where they are known.
  var content: String? {
    switch phase {
    case .settling: nil
    case .doubtful(_, _, let content, _), .setAside(let content, _, _): content
    case .ready(let content, _, _), .done(let content): content
    }
  }

  /// Begins anew, because the file is not what it was; what became of its bytes is remembered in case they turn out to be the same.
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
