import NIOCore
import Synchronization

/// Ends an exchange that takes too long, but not one whose answer is only waiting to be read: a process that was stopped, or whose machine
/// slept, finds the time over when it wakes up, and perhaps a whole answer in its socket. That is known only once the socket has been read.
final class AnswerDeadline: Sendable {
  /// A deadline that fires this late was missed, because the process did not run.
  private static let lateness = TimeAmount.seconds(1)
  /// Without a byte for so long there is nothing left to read.
  private static let silence = TimeAmount.seconds(1)
  /// Reading after the deadline is limited to this many checks.
  private static let maximumLooks = 60

  private struct State {
    var scheduled: Scheduled<Void>?
    var isOver = false
  }

  private let state = Mutex(State())
  private let eventLoop: any EventLoop
  private let mailbox: AnswerMailbox
  private let expire: @Sendable () -> Void

  /// - Parameter expire: called once, unless ``cancel()`` was called before.
  init(on eventLoop: any EventLoop, after timeout: TimeAmount, mailbox: AnswerMailbox, expire: @escaping @Sendable () -> Void) {
    self.eventLoop = eventLoop
    self.mailbox = mailbox
    self.expire = expire
    let due = NIODeadline.now() + timeout
    schedule(in: timeout) { deadline in
      if NIODeadline.now() - due > Self.lateness { deadline.look(Self.maximumLooks) } else { deadline.expire() }
    }
  }

  func cancel() {
    let scheduled = state.withLock { state in
      state.isOver = true
      defer { state.scheduled = nil }
      return state.scheduled
    }
    scheduled?.cancel()
  }

  /// Waits as long as bytes arrive.
  private func look(_ left: Int) {
    let seen = mailbox.activity
    schedule(in: Self.silence) { deadline in
      if left > 0, deadline.mailbox.activity != seen { deadline.look(left - 1) } else { deadline.expire() }
    }
  }

  private func schedule(in time: TimeAmount, _ body: @escaping @Sendable (AnswerDeadline) -> Void) {
    let scheduled = eventLoop.scheduleTask(in: time) { [weak self] in
      guard let self, !state.withLock({ $0.isOver }) else { return }
      body(self)
    }
    let isOver = state.withLock { state in
      if !state.isOver { state.scheduled = scheduled }
      return state.isOver
    }
    if isOver { scheduled.cancel() }
  }
}
