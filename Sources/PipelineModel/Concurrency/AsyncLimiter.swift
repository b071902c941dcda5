import DequeModule

/// Limits the number of concurrent operations and of the bytes that they hold, in the order of arrival.
///
/// An operation that alone exceeds the byte budget is admitted when no other runs, so that it is slow instead of stuck.
package actor AsyncLimiter {
  private struct Waiting {
    let bytes: Int
    let resume: CheckedContinuation<Void, Never>
  }

  /// The number of operations that may run at once.
  package nonisolated let slots: Int
  private let byteBudget: Int
  private var slotsTaken = 0
  private var bytesTaken = 0
  private var queue: Deque<Waiting> = []

  /// - Parameters:
  ///   - slots: the number of operations that may run at once, at least 1.
  ///   - byteBudget: the bytes that they may hold together.
  package init(slots: Int, byteBudget: Int = .max) {
    self.slots = max(1, slots)
    self.byteBudget = byteBudget
  }

  /// Runs `body` once there is room for it and the bytes it declares.
  package nonisolated func withRoom<Result: Sendable>(
    bytes: Int = 0, _ body: () async throws -> Result
  ) async rethrows -> Result {
    await enter(bytes: bytes)
    do {
      let result = try await body()
      await leave(bytes: bytes)
      return result
    } catch {
      await leave(bytes: bytes)
      throw error
    }
  }

  private func enter(bytes: Int) async {
    if queue.isEmpty, hasRoom(for: bytes) {
      take(bytes)
      return
    }
    await withCheckedContinuation { queue.append(Waiting(bytes: bytes, resume: $0)) }
  }

  private func leave(bytes: Int) {
    slotsTaken -= 1
    bytesTaken -= bytes
    while let first = queue.first, hasRoom(for: first.bytes) {
      queue.removeFirst()
      take(first.bytes)
      first.resume.resume()
    }
  }

  private func hasRoom(for bytes: Int) -> Bool {
    guard slotsTaken < slots else { return false }
    return slotsTaken == 0 || bytes <= byteBudget - bytesTaken
  }

  private func take(_ bytes: Int) {
    slotsTaken += 1
    bytesTaken += bytes
  }
}
