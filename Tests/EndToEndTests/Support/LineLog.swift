import Foundation
import Synchronization

/// What comes out of a pipe, for those who wait for a line of it or for its end.
final class LineLog: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    /// The lines that have an end, in order.
    var lines: [String] = []
    /// Where in the bytes the line begins that has none yet.
    var lineStart = 0
    var isOver = false
    var waiting: [(isReady: @Sendable (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []

    mutating func add(_ piece: [UInt8]) {
      bytes += piece
      while let end = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
        lines.append(String(decoding: bytes[lineStart..<end], as: UTF8.self))
        lineStart = end + 1
      }
      if piece.isEmpty {
        isOver = true
        // The last line may do without.
        if lineStart < bytes.count { lines.append(String(decoding: bytes[lineStart...], as: UTF8.self)) }
        lineStart = bytes.count
      }
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
    await wait { $0.isOver || $0.lines.contains { $0.contains(wanted) } }
    return state.withLock { $0.lines.first { $0.contains(wanted) } }
  }

  /// The lines behind the first `count`, once there are any; none where nothing more comes.
  func lines(after count: Int) async -> [String] {
    await wait { $0.isOver || $0.lines.count > count }
    return state.withLock { Array($0.lines.dropFirst(count)) }
  }

  func whole() async -> String {
    await wait { $0.isOver }
    return state.withLock { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// An empty piece is the end.
  private func add(_ data: Data) {
    let ready = state.withLock { state in
      state.add(Array(data))
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
