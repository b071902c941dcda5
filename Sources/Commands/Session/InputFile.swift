import PipelineEngine
import Storage
import SystemPackage

/// Files that a person names on the command line.
enum InputFile {
  private static let limit = 16 << 20

  /// The bytes of a small file; a missing or unreadable one ends the command.
  static func read(_ path: String, what: String) throws -> [UInt8] {
    do throws(StorageError) {
      return try FileBytes.read(Surroundings.current().currentFolder.resolving(path).string, limit: limit)
    } catch {
      throw CommandFailure(.wrongInput, "\(what) \(error)")
    }
  }
}
