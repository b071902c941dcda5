import FileWatching
import Foundation
import Testing

/// Real folders, real events.
@Suite struct FolderEventsTests {
  private final class Folder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "aquatint-events-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit {
      do {
        try FileManager.default.removeItem(atPath: path)
      } catch {
        print("\(path) stays behind: \(error)")
      }
    }

    func write(_ name: String) throws { try Data([1]).write(to: URL(filePath: "\(path)/\(name)")) }
  }

  private static func events(polls: Bool = false) -> FolderEvents {
    FolderEvents(polls: polls, pollInterval: .seconds(2), rescanInterval: .seconds(300))
  }

  @Test func `what happens in a watched folder wakes who waits, each time`() async throws {
    let folder = try Folder()
    let events = Self.events()
    try #require(events.pollingReason == nil, "inotify can be used here")
    events.beginScan()
    events.enter(folder.path)
    events.endScan()
    #expect(events.watchCount == 1)
    for number in 0..<3 {
      try folder.write("\(number)")
      await events.signal.wait(until: nil)
    }
    #expect(!events.takeOverflow())
  }

  @Test func `watches that a scan does not ask for are given up`() throws {
    let (kept, left) = (try Folder(), try Folder())
    let events = Self.events()
    events.beginScan()
    events.enter(kept.path)
    events.enter(left.path)
    events.endScan()
    #expect(events.watchCount == 2)
    events.beginScan()
    events.enter(kept.path)
    events.endScan()
    #expect(events.watchCount == 1)
  }

  @Test func `a folder that is not there is no reason to poll`() throws {
    let events = Self.events()
    events.beginScan()
    events.enter("/nowhere/at/all")
    events.endScan()
    #expect(events.pollingReason == nil)
    #expect(events.watchCount == 0)
  }

  @Test func `polling can be asked for`() {
    let events = Self.events(polls: true)
    #expect(events.pollingReason == .requested)
    #expect(events.interval == .seconds(2))
  }

  @Test func `waiting ends at its deadline, by a signal from elsewhere, and by cancellation`() async {
    let signal = WakeSignal()
    var reasons: [String] = []
    await signal.wait(until: .now)
    reasons.append("deadline")
    signal.set()
    await signal.wait(until: nil)
    reasons.append("signal")
    let wasCancelled = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await signal.wait(until: nil)
        return Task.isCancelled
      }
      group.cancelAll()
      return await group.next()
    }
    #expect(wasCancelled == true)
    #expect(reasons == ["deadline", "signal"])
  }
}
