import Foundation
import Synchronization
import Testing

/// The executable under test, run as a process of its own.
enum Program {
  /// What a run left behind.
  struct Ending: Sendable {
    let code: Int32
    let output: String
    let errors: String
    /// Whether a signal ended it.
    let wasKilled: Bool

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The key that pipelines of the tests are given.
  static let key = "oursecret-51c3b0c8e7aa42"

  /// Beside the test's own executable.
  static let path: String = {
    let own = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(filePath: own).deletingLastPathComponent().appending(path: "aquatint").path
  }()

  /// Programs that run at once; more would only stand in each other's way.
  private static let limiter = ProgramLane(slots: 4)
  /// Whether the present task watches over a program: one that it starts meanwhile must not wait for this one's place.
  @TaskLocal private static var isWatching = false
  /// Child processes must not inherit each other's pipes, so they begin one by one.
  private static let starting = Mutex(())

  /// Runs to the end. Relative paths are below the scratch folder.
  static func run(
    _ arguments: String..., in scratch: Scratch, environment: [String: String] = [:], removing: Set<String> = []
  ) async throws -> Ending {
    try await running(arguments, in: scratch, environment: environment, removing: removing) { _ in }
  }

  /// Runs while `body` watches and signals it, and then to the end.
  /// - Parameter launcher: a program by its absolute path that starts this one, with what it is told before this one's path.
  static func running(
    _ arguments: [String], in scratch: Scratch, environment: [String: String] = [:], removing: Set<String> = [],
    launcher: [String] = [], _ body: (RunningProgram) async throws -> Void
  ) async throws -> Ending {
    let takesPlace = !isWatching
    if takesPlace { await limiter.enter() }
    do {
      let program = try start(launcher + [path] + arguments, in: scratch, environment: environment, removing: removing)
      do {
        try await $isWatching.withValue(true) { try await body(program) }
      } catch {
        program.send(SIGKILL)
        _ = await program.ended()
        throw error
      }
      let ending = await program.ended()
      if takesPlace { await limiter.leave() }
      return ending
    } catch {
      if takesPlace { await limiter.leave() }
      throw error
    }
  }

  private static func start(
    _ command: [String], in scratch: Scratch, environment: [String: String], removing: Set<String>
  ) throws -> RunningProgram {
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = URL(filePath: scratch.path)
    var variables = ["HOME": scratch.path, "XDG_CONFIG_HOME": "\(scratch.path)/.config", "OURS_API_KEY": key]
    // The sanitizers' are there in the long test run.
    for name in ["PATH", "LD_LIBRARY_PATH", "TMPDIR", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "SWIFT_BACKTRACE"] {
      variables[name] = ProcessInfo.processInfo.environment[name]
    }
    variables.merge(environment) { $1 }
    process.environment = variables.filter { !removing.contains($0.key) }
    return try starting.withLock { _ in try RunningProgram(process) }
  }
}

/// A process that has been started.
final class RunningProgram: Sendable {
  private let process: Process
  private let output: LineLog
  private let errors: LineLog
  private let termination: AsyncStream<Void>

  fileprivate init(_ process: Process) throws {
    self.process = process
    let (outputPipe, errorPipe) = (Pipe(), Pipe())
    process.standardOutput = outputPipe
    process.standardError = errorPipe
    process.standardInput = FileHandle.nullDevice
    output = LineLog(outputPipe)
    errors = LineLog(errorPipe)
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    termination = stream
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// The most memory that it has had so far, in bytes, as Linux counts it; 0 once it has ended.
  var peakMemory: Int { memory("VmHWM:") }

  /// What it holds in memory now, in bytes; 0 once it has ended.
  var residentMemory: Int { memory("VmRSS:") }

  private func memory(_ field: String) -> Int {
    // These files say that they are empty, so they are read to their end.
    let file = FileHandle(forReadingAtPath: "/proc/\(process.processIdentifier)/status")
    let status = file.map { String(decoding: $0.readDataToEndOfFile(), as: UTF8.self) }
    let line = status?.split(separator: "\n").first { $0.hasPrefix(field) }
    let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return (kilobytes.flatMap { Int($0) } ?? 0) * 1_024
  }

  /// The first line of standard output that contains `text`; nil where it ends without one.
  func outputLine(containing text: String) async -> String? { await output.line(containing: text) }

  /// The lines of standard output behind the first `count`, once there are any; none where the program has ended.
  func outputLines(after count: Int) async -> [String] { await output.lines(after: count) }

  /// The first line of standard error that contains `text`; nil where it ends without one.
  func errorLine(containing text: String) async -> String? { await errors.line(containing: text) }

  fileprivate func ended() async -> Program.Ending {
    for await _ in termination {}
    let (output, errors) = (await output.whole(), await errors.whole())
    return Program.Ending(
      code: process.terminationStatus, output: output, errors: errors, wasKilled: process.terminationReason == .uncaughtSignal)
  }
}

/// Lets in so many at once.
private actor ProgramLane {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(slots: Int) { free = slots }

  func enter() async {
    if free > 0 {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func leave() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}
