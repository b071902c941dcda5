import FileWatching
import SystemPackage
import Testing

@Suite struct BatchTests {
  private let whole = Completeness.complete(content: "x")

  @Test func `finished files wait for those that still settle, but not for ever`() {
    var bench = Bench()
    bench.scan(["a": 1])
    bench.pass(1)
    bench.look(["a": whole])
    bench.scan(["a": 1, "b": 1])
    #expect(bench.batch() == [])
    // Something is written to without end.
    for stamp in 2...5 {
      bench.pass(0.9)
      bench.scan(["a": 1, "b": stamp])
      #expect(bench.batch() == [])
      #expect(bench.files.readyCount(at: bench.now) == 1, "it waits, and is not to be forgotten")
    }
    bench.pass(1.5)
    #expect(bench.batch() == ["a"])
    bench.files.postpone("a", until: bench.now + .seconds(60))
    #expect(bench.files.readyCount(at: bench.now) == 0 && bench.files.readyCount == 1)
  }

  @Test func `many files at once are one batch`() {
    var bench = Bench()
    var snapshot: [FilePath: Int] = [:]
    for number in 0..<1_000 {
      snapshot[FilePath("f\(number)")] = 1
      if number % 100 == 0 {
        bench.scan(snapshot)
        bench.pass(0.05)
      }
    }
    bench.scan(snapshot)
    bench.pass(1)
    bench.look(snapshot.mapValues { _ in whole })
    #expect(bench.batch().count == 1_000)
  }

  @Test func `a file that fails is tried again some times, then set aside, and the others go on`() {
    var bench = Bench()
    bench.scan(["a": 1, "b": 1])
    bench.pass(1)
    bench.look(["a": whole, "b": whole])
    #expect(bench.batch() == ["a", "b"])
    var tries = 1
    while !bench.files.fail("a", reason: "refused", at: bench.now) {
      #expect(bench.batch() == [], "not at once")
      bench.now = bench.files.nextDeadline ?? bench.now
      #expect(bench.batch() == ["a"])
      tries += 1
    }
    #expect(tries == 3)
    #expect(bench.files.setAside.map(\.path) == ["a"])
    bench.scan(["a": 2, "b": 1])
    bench.pass(1)
    #expect(bench.look(["a": .complete(content: "other")]) == ["a": .ready])
    #expect(bench.batch() == ["a"])
    let isSetAside = bench.files.fail("a", reason: "refused", at: bench.now)
    #expect(!isSetAside, "other bytes have tries of their own")
  }

  @Test func `what is put off for reasons outside the file does not count as a try`() {
    var bench = Bench(tries: 1)
    bench.scan(["a": 1])
    bench.pass(1)
    bench.look(["a": whole])
    for _ in 0..<10 {
      #expect(bench.batch() == ["a"])
      bench.files.postpone("a", until: bench.now + .seconds(60))
      #expect(bench.files.nextDeadline == bench.now + .seconds(60))
      bench.pass(60)
    }
    #expect(bench.files.setAside.isEmpty)
  }

  @Test func `a collision is reconsidered, a poison file is not`() {
    var bench = Bench(tries: 1)
    bench.scan(["a": 1, "b": 1])
    bench.pass(1)
    bench.look(["a": whole, "b": .incomplete(content: "half", reason: "cut short")])
    #expect(bench.batch() == ["a"])
    bench.files.setAside("a", reason: "the name is taken", canReturn: true)
    bench.files.reconsider(at: bench.now)
    #expect(bench.batch() == ["a"])
    #expect(bench.files.setAside.map(\.path) == ["b"])
  }

  @Test func `all that was finished is done anew when that is asked for`() {
    var bench = Bench(tries: 1)
    bench.scan(["a": 1, "b": 1])
    bench.pass(1)
    bench.look(["a": whole, "b": .incomplete(content: "half", reason: "cut short")])
    #expect(bench.batch() == ["a"])
    bench.files.redoAll(at: bench.now)
    #expect(bench.batch() == ["a"])
    #expect(bench.files.setAside.count == 1)
  }

  @Test func `names that differ in composition only are two files`() {
    var bench = Bench()
    let (composed, decomposed): (FilePath, FilePath) = ("\u{E9}.png", "e\u{301}.png")
    let observation = bench.scan([composed: 1, decomposed: 1])
    #expect(observation.appeared.count == 2)
    #expect(bench.files.count == 2)
  }
}
