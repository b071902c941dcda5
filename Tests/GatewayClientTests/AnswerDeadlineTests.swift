import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import GatewayClient

/// Timeouts of a process that did not run when they were over.
@Suite struct AnswerDeadlineTests {
  private final class Record: Sendable {
    let expired = Mutex(false)
    let atLastEvent = Mutex<Bool?>(nil)
  }

  @Test func `what is still coming after a long pause is waited for`() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    let mailbox = AnswerMailbox()
    let record = Record()
    let (ends, end) = AsyncStream.makeStream(of: Void.self)
    let deadline = AnswerDeadline(on: loop, after: .milliseconds(10), mailbox: mailbox) {
      record.expired.withLock { $0 = true }
      end.finish()
    }
    // As in a process that is stopped, nothing runs meanwhile; then an answer comes out of the socket piece by piece. One loop does it all, so
    // that the order is the same on a slow machine.
    loop.execute {
      usleep(1_500_000)
      for piece in 1...6 {
        loop.scheduleTask(in: .milliseconds(300 * Int64(piece))) {
          mailbox.put(.head(status: piece, headers: []))
          if piece == 6 { record.atLastEvent.withLock { $0 = record.expired.withLock { $0 } } }
        }
      }
    }
    for await _ in ends {}
    #expect(record.atLastEvent.withLock { $0 } == false, "given up while it was coming")
    #expect(mailbox.activity == 6)
    deadline.cancel()
    try await group.shutdownGracefully()
  }

  @Test func `one that is cancelled ends nothing`() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let record = Record()
    let deadline = AnswerDeadline(on: group.next(), after: .milliseconds(50), mailbox: AnswerMailbox()) {
      record.expired.withLock { $0 = true }
    }
    deadline.cancel()
    try await group.next().scheduleTask(in: .milliseconds(100)) {}.futureResult.get()
    #expect(!record.expired.withLock { $0 })
    try await group.shutdownGracefully()
  }
}
