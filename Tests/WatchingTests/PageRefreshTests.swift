import Testing

@testable import Watching

@Suite struct PageRefreshTests {
  private let start = ContinuousClock.now

  @Test func `the page waits until nothing else is to be done, but not without end`() {
    var refresh = PageRefresh()
    #expect(!refresh.isDue(at: start, isQuiet: true))
    #expect(refresh.deadline(isQuiet: true) == nil)
    refresh.batchEnded(hasChanged: true, at: start)
    #expect(refresh.isStale)
    #expect(!refresh.isDue(at: start + .seconds(29), isQuiet: false))
    #expect(refresh.isDue(at: start, isQuiet: true))
    #expect(refresh.isDue(at: start + .seconds(30), isQuiet: false))
    // Since the first batch, not the last.
    refresh.batchEnded(hasChanged: true, at: start + .seconds(20))
    #expect(refresh.isDue(at: start + .seconds(30), isQuiet: false))
  }

  @Test func `making it takes a twentieth of the time at most`() {
    var refresh = PageRefresh()
    refresh.batchEnded(hasChanged: true, at: start)
    refresh.made(from: start, to: start + .seconds(2))
    #expect(!refresh.isStale)
    refresh.batchEnded(hasChanged: true, at: start + .seconds(3))
    #expect(!refresh.isDue(at: start + .seconds(41), isQuiet: true))
    #expect(refresh.deadline(isQuiet: true) == start + .seconds(42))
    #expect(refresh.deadline(isQuiet: false) == start + .seconds(42))
    #expect(refresh.isDue(at: start + .seconds(42), isQuiet: true))
  }

  @Test func `the first batch makes it in any case, later ones if something came of them`() {
    var refresh = PageRefresh()
    refresh.sourcesRemoved(at: start)
    #expect(!refresh.isStale, "there is none yet")
    refresh.batchEnded(hasChanged: false, at: start)
    #expect(refresh.isStale)
    refresh.made(from: start, to: start)
    refresh.batchEnded(hasChanged: false, at: start)
    #expect(!refresh.isStale)
    refresh.sourcesRemoved(at: start)
    #expect(refresh.isStale)
  }
}
