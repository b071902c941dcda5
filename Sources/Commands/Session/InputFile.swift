import Diagnostics
import PipelineModel
import Runs
import Storage
import SystemPackage

/// Files that a user names on the command line.
enum InputFile {
  private static let limit = 16 << 20

  /// Returns what standard input holds, to its end.
  static func standardInput(what: String) throws -> [UInt8] {
    do throws(StorageError) {
      return try FileBytes.read("/dev/stdin", limit: limit)
    } catch {
      throw CommandFailure(.wrongInput, "\(what) \(error)")
    }
  }

  /// Reads a small file; a missing or unreadable one ends the command.
  static func read(_ path: String, what: String, _ environment: ProcessEnvironment) throws -> [UInt8] {
    let absolute = environment.currentFolder.resolving(path).string
    do throws(StorageError) {
      let size = try FileStamp.of(absolute)?.size ?? 0
      if size <= limit { return try FileBytes.read(absolute, limit: limit) }
    } catch {
      let advice = error.kind == .notFound ? "; `aquatint init` writes one to start from" : ""
      throw CommandFailure(.wrongInput, "\(what) \(error)\(advice)")
    }
    throw CommandFailure(.wrongInput, "\(what) '\(path)' has more than \(Count.bytes(limit)), so it is hardly the one that was meant")
  }
}
