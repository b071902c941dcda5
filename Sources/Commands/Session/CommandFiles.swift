import Diagnostics
import PipelineModel
import Runs
import Storage
import SystemPackage

/// Files that a user names on the command line.
enum InputFile {
  /// What a file was to be, in the words of messages.
  struct Role: ExpressibleByStringLiteral {
    let words: String
    /// What to do where there is none, or empty.
    private(set) var advice = ""

    init(stringLiteral words: String) { self.words = words }

    static let pipeline: Role = {
      var role: Role = "the pipeline file"
      role.advice = "; `aquatint init` writes one to start from"
      return role
    }()
  }

  private static let limit = 16 << 20

  /// Returns what standard input holds, to its end.
  static func standardInput(what: String) throws -> [UInt8] {
    do throws(StorageError) {
      return try FileBytes.standardInput(limit: limit)
    } catch {
      throw CommandFailure(.wrongInput, "\(what) \(error)")
    }
  }

  /// Returns whether a file is a kept plan, whatever its size; a missing or unreadable one ends the command.
  static func isKeptPlan(_ path: String, what: Role, _ environment: ProcessEnvironment) throws -> Bool {
    do throws(StorageError) {
      return KeptPlan.isOne(try FileBytes.beginning(of: environment.currentFolder.resolving(path).string, count: KeptPlan.beginning))
    } catch {
      // Reading it as a whole says what it is instead.
      if error.kind == .notAFile { return false }
      throw failure(error, what)
    }
  }

  private static func failure(_ error: StorageError, _ what: Role) -> CommandFailure {
    CommandFailure(.wrongInput, "\(what.words) \(error)\(error.kind == .notFound ? what.advice : "")")
  }

  /// Reads a small file; a missing or unreadable one ends the command.
  static func read(_ path: String, what: Role, _ environment: ProcessEnvironment) throws -> [UInt8] {
    let absolute = environment.currentFolder.resolving(path).string
    do throws(StorageError) {
      let size = try FileStamp.of(absolute)?.size ?? 0
      if size <= limit { return try FileBytes.read(absolute, limit: limit) }
    } catch {
      throw failure(error, what)
    }
    throw CommandFailure(.wrongInput, "\(what.words) '\(path)' has more than \(Count.bytes(limit)), so it is hardly the one that was meant")
  }
}

/// A file to write that a user names.
enum OutputFile {
  /// Refuses a name in a folder that does not exist, which is not created without a request.
  static func checkFolder(of name: String, _ environment: ProcessEnvironment) throws {
    let shown = FilePath(name).removingLastComponent()
    let folder = environment.currentFolder.resolving(name).removingLastComponent()
    switch FileKind.of(folder.string) {
    case nil: throw CommandFailure(.wrongInput, "the folder '\(shown)' is not there; make it first")
    case .file, .linkToFile: throw CommandFailure(.wrongInput, "'\(shown)' is no folder, so '\(name)' cannot be written")
    // A link to a folder suffices.
    case .folder, .other: return
    }
  }
}

extension KeptPlan {
  /// Reads the file that the command line names, or returns `nil` if it is no kept plan but a pipeline file.
  static func read(_ path: String, _ environment: ProcessEnvironment) throws -> KeptPlan? {
    guard try InputFile.isKeptPlan(path, what: .pipeline, environment) else { return nil }
    return try KeptPlanProblem.surfacing(path: path) {
      try KeptPlan(readingFileAt: environment.currentFolder.resolving(path).string)
    }
  }

  /// Reads the file that the command line names, which has to be a kept plan.
  static func required(_ path: String, _ environment: ProcessEnvironment) throws -> KeptPlan {
    guard let kept = try read(path, environment) else {
      throw CommandFailure(.wrongInput, "'\(path)' is no kept plan; `aquatint plan FILE --out` makes one")
    }
    return kept
  }

  /// Returns the permissions of the plan; ends the command if the pipeline file is not the planned one.
  func approved(path: String, _ environment: ProcessEnvironment) throws -> ApprovedPlan {
    try KeptPlanProblem.surfacing(path: path) {
      try ApprovedPlan(self) { try InputFile.read(pipeline, what: "the pipeline file of the plan", environment) }
    }
  }
}

extension KeptPlanProblem {
  /// Maps problems with a kept plan to the command's failure.
  /// - Parameter path: of the kept plan.
  static func surfacing<Result>(path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let problem as KeptPlanProblem {
      throw CommandFailure(.wrongInput, problem.message(path: path))
    }
  }

  /// Maps errors in the same way for an asynchronous body.
  static func surfacing(path: String, _ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let problem as KeptPlanProblem {
      throw CommandFailure(.wrongInput, problem.message(path: path))
    }
  }

  private func message(path: String) -> String {
    switch self {
    case .unreadable: "'\(path)' is no plan that can be read; make it again with `aquatint plan FILE --out '\(path)'`"
    case .otherVersion: "'\(path)' was made by another version of aquatint; plan again"
    case .damaged: "'\(path)' is damaged; plan again"
    case .pipelineChanged(let pipeline): "'\(pipeline)' has changed since '\(path)' was made; plan again and look at it"
    }
  }
}
