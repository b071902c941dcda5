import Synchronization

/// Says that no new work should begin. What is under way runs on: a call that has left is never cut off by this.
package final class StopSignal: Sendable {
  private let isSet = Mutex(false)

  package init() {}

  package func set() { isSet.withLock { $0 = true } }

  package var isStopped: Bool { isSet.withLock { $0 } }
}
