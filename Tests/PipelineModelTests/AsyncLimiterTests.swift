import PipelineModel
import Synchronization
import Testing

@Suite struct AsyncLimiterTests {
  /// Who is inside, and the most that ever were.
  private final class Room: Sendable {
    struct Measures {
      var inside = 0
      var bytes = 0
      var maximumInside = 0
      var maximumBytes = 0
      var order: [Int] = []
    }

    private let measures = Mutex(Measures())

    func enter(_ number: Int, bytes: Int) {
      measures.withLock {
        $0.inside += 1
        $0.bytes += bytes
        $0.maximumInside = max($0.maximumInside, $0.inside)
        $0.maximumBytes = max($0.maximumBytes, $0.bytes)
        $0.order.append(number)
      }
    }

    func leave(bytes: Int) {
      measures.withLock {
        $0.inside -= 1
        $0.bytes -= bytes
      }
    }

    var all: Measures { measures.withLock { $0 } }
  }

  private func crowd(_ limiter: AsyncLimiter, _ sizes: [Int]) async -> Room.Measures {
    let room = Room()
    await withTaskGroup { group in
      for (number, bytes) in sizes.enumerated() {
        group.addTask {
          await limiter.withRoom(bytes: bytes) {
            room.enter(number, bytes: bytes)
            for _ in 0..<5 { await Task.yield() }
            room.leave(bytes: bytes)
          }
        }
      }
    }
    return room.all
  }

  @Test func `never more inside than there are places`() async {
    let found = await crowd(AsyncLimiter(slots: 3), [Int](repeating: 0, count: 400))
    #expect(found.order.count == 400 && found.inside == 0)
    #expect((1...3).contains(found.maximumInside))
  }

  @Test func `never more bytes inside than the budget`() async {
    let sizes = (0..<400).map { $0 % 7 * 10 }
    let found = await crowd(AsyncLimiter(slots: 50, byteBudget: 100), sizes)
    #expect(found.order.count == 400)
    #expect(found.maximumBytes <= 100)
  }

  @Test func `what is larger than the budget comes in alone`() async {
    let found = await crowd(AsyncLimiter(slots: 8, byteBudget: 100), [10, 500, 10, 500, 10])
    #expect(found.order.count == 5)
    #expect(found.maximumBytes == 500)
  }

  @Test func `with one place, each that waits gets its turn`() async {
    let found = await crowd(AsyncLimiter(slots: 1, byteBudget: 100), [90, 10, 20, 200, 30])
    #expect(found.maximumInside == 1)
    #expect(found.order.sorted() == [0, 1, 2, 3, 4])
  }

  @Test func `a failure leaves its place to others`() async throws {
    let limiter = AsyncLimiter(slots: 1, byteBudget: 10)
    for _ in 0..<3 {
      await #expect(throws: CancellationError.self) { try await limiter.withRoom(bytes: 10) { throw CancellationError() } }
    }
    #expect(await limiter.withRoom(bytes: 10) { 7 } == 7)
  }

  @Test func `there is always one place`() async {
    #expect(await AsyncLimiter(slots: 0).withRoom { 7 } == 7)
  }
}
