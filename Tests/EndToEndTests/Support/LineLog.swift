import Foundation
import Synchronization

/// What comes out of a pipe, for those who wait for a line of it or for its end.
final class LineLog: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var isOver = false
    var waiting: [(isReady: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func line(containing wanted: String) -> String? {
      // A last line without an end may still grow.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return (isOver ? lines[...] : lines.dropLast()).first { $0.contains(wanted) }.map(String.init)
    }
  }

  private let state = Mutex(State())

  /// Reads on a thread of its own until the other side has closed the pipe: readers that share a queue lose the end of a pipe when its
  /// descriptor is used again.
  init(_ pipe: Pipe) {
    Thread.detachNewThread { [self] in
      var data: Data
      repeat {
        data = pipe.fileHandleForReading.availableData
        add(data)
      } while !data.isEmpty
    }
  }

  func line(containing wanted: String) async -> String? {
    await wait { $0.isOver || $0.line(containing: wanted) != nil }
    return state.withLock { $0.line(containing: wanted) }
  }

  func whole() async -> String {
    await wait { $0.isOver }
    return state.withLock { $0.text }
  }

  /// An empty piece is the end.
  private func add(_ data: Data) {
    let ready = state.withLock { state in
      state.bytes += data
      if data.isEmpty { state.isOver = true }
      let waiting = state.waiting
      state.waiting = waiting.filter { !$0.isReady(state) }
      return waiting.filter { $0.isReady(state) }.map(\.continuation)
    }
    for continuation in ready { continuation.resume() }
  }

  private func wait(until isReady: @escaping @Sendable (State) -> Bool) async {
    await withCheckedContinuation { continuation in
      let isReadyNow = state.withLock { state in
        if isReady(state) { return true }
        state.waiting.append((isReady, continuation))
        return false
      }
      if isReadyNow { continuation.resume() }
    }
  }
}
