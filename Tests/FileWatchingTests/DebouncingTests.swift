import FileWatching
import SystemPackage
import Testing

/// A tracker with a clock that the test moves, in which a stamp is a number.
struct Bench {
  var files: DebouncedFiles<Int>
  let start = ContinuousClock.now
  var now: ContinuousClock.Instant

  init(settle: Duration = .seconds(1), tries: Int = 3) {
    files = DebouncedFiles(rules: DebounceRules(interval: settle, tries: tries))
    now = start
  }

  mutating func pass(_ seconds: Double) { now += .seconds(seconds) }

  @discardableResult mutating func scan(_ snapshot: [FilePath: Int]) -> DebouncedFiles<Int>.Observation {
    files.observe(snapshot, at: now)
  }

  /// Looks at what is due; every file has the content that `contents` says.
  @discardableResult mutating func look(_ contents: [FilePath: Completeness]) -> [FilePath: DebouncedFiles<Int>.Judgement] {
    var found: [FilePath: DebouncedFiles<Int>.Judgement] = [:]
    for (path, stamp) in files.due(at: now) {
      guard let content = contents[path] else { continue }
      found[path] = files.judge(path, as: content, stamp: stamp, at: now)
    }
    return found
  }

  mutating func batch() -> [String] { files.takeBatch(at: now).map(\.path.string) }
}

@Suite struct DebouncingTests {
  @Test func `a file is looked at once it has stayed the same for the settle time`() {
    var bench = Bench()
    bench.scan(["a": 1])
    #expect(bench.files.due(at: bench.now).isEmpty)
    bench.pass(0.9)
    #expect(bench.files.due(at: bench.now).isEmpty)
    bench.scan(["a": 2])
    bench.pass(0.9)
    #expect(bench.files.due(at: bench.now).isEmpty, "it changed in between")
    bench.pass(0.1)
    #expect(bench.files.due(at: bench.now).map(\.path) == ["a"])
    #expect(bench.look(["a": .complete(content: "x")]) == ["a": .ready])
    #expect(bench.batch() == ["a"])
    #expect(bench.batch() == [], "once")
    #expect(bench.files.nextDeadline == nil)
  }

  @Test func `the files of the first scan settle too`() {
    var bench = Bench()
    let observation = bench.scan(["a": 1, "b": 1])
    #expect(observation.appeared.count == 2)
    #expect(bench.files.unsettledCount == 2)
    #expect(bench.files.nextDeadline == bench.start + .seconds(1))
  }

  @Test func `a file that is not complete is looked at again at growing distances, then set aside`() {
    var bench = Bench()
    bench.scan(["a": 1])
    let cut = Completeness.incomplete(content: "half", reason: "cut short")
    bench.pass(1)
    #expect(bench.look(["a": cut]) == ["a": .again])
    #expect(bench.files.nextDeadline == bench.now + .seconds(2))
    bench.pass(2)
    #expect(bench.look(["a": cut]) == ["a": .again])
    #expect(bench.files.nextDeadline == bench.now + .seconds(4))
    bench.pass(4)
    #expect(bench.look(["a": cut]) == ["a": .setAside(reason: "cut short")])
    #expect(bench.files.setAside.map(\.reason) == ["cut short"])
    #expect(bench.files.nextDeadline == nil)
  }

  @Test func `what was set aside is tried again when its bytes change, and not when it was only touched`() {
    var bench = Bench(tries: 1)
    bench.scan(["a": 1])
    bench.pass(1)
    bench.look(["a": .incomplete(content: "half", reason: "cut short")])
    bench.scan(["a": 2])
    bench.pass(1)
    #expect(bench.look(["a": .incomplete(content: "half", reason: "cut short")]) == ["a": .unchanged])
    #expect(bench.files.setAside.count == 1)
    bench.scan(["a": 3])
    bench.pass(1)
    #expect(bench.look(["a": .complete(content: "whole")]) == ["a": .ready])
    #expect(bench.files.setAside.isEmpty)
  }

  @Test func `a download that goes on after a pause is not taken half`() {
    var bench = Bench()
    bench.scan(["a": 1])
    bench.pass(1)
    bench.look(["a": .incomplete(content: "half", reason: "cut short")])
    bench.scan(["a": 2])
    #expect(bench.files.due(at: bench.now).isEmpty, "it settles anew")
    bench.pass(1)
    bench.look(["a": .complete(content: "whole")])
    #expect(bench.batch() == ["a"])
  }

  @Test func `the same bytes again are no work`() {
    var bench = Bench()
    bench.scan(["a": 1])
    bench.pass(1)
    bench.look(["a": .complete(content: "x")])
    #expect(bench.batch() == ["a"])
    for stamp in 2..<20 {
      bench.scan(["a": stamp])
      bench.pass(1)
      #expect(bench.look(["a": .complete(content: "x")]) == ["a": .unchanged])
      #expect(bench.batch() == [])
    }
    bench.scan(["a": 20])
    bench.pass(1)
    #expect(bench.look(["a": .complete(content: "y")]) == ["a": .ready])
  }

  @Test func `a look at bytes that are no longer there says nothing`() {
    var bench = Bench()
    bench.scan(["a": 1])
    bench.pass(1)
    let (path, stamp) = bench.files.due(at: bench.now)[0]
    bench.scan(["a": 2])
    #expect(bench.files.judge(path, as: .complete(content: "x"), stamp: stamp, at: bench.now) == .again)
    #expect(bench.batch() == [])
    bench.scan([:])
    #expect(bench.files.judge(path, as: .complete(content: "x"), stamp: 2, at: bench.now) == .again)
    #expect(bench.files.count == 0)
  }

  @Test func `a file that vanishes while it is read settles anew`() {
    var bench = Bench()
    bench.scan(["a": 1])
    bench.pass(1)
    #expect(bench.look(["a": .gone]) == ["a": .again])
    #expect(bench.files.nextDeadline == bench.now + .seconds(1))
    #expect(bench.scan([:]).removed == ["a"])
  }
}
