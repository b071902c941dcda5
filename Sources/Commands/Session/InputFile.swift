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
      return try FileBytes.read("/dev/stdin", limit: limit)
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
