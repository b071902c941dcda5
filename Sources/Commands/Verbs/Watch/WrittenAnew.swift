import PipelineModel
import Storage
import SystemPackage

/// Files that a watch writes again and again, each whole.
enum WrittenAnew {
  /// Refuses a path in a folder that is not there, and one of a file that begins otherwise than ours do.
  static func check(_ path: FilePath, beginningWith beginning: [UInt8], option: String, what: String) throws {
    let folder = path.removingLastComponent()
    // A link to a folder counts as something other.
    guard [.folder, .other].contains(FileKind.of(folder.string)) else {
      throw CommandFailure(.environmentError, "\(option): the folder '\(folder)' is not there")
    }
    guard FileKind.of(path.string) != nil else { return }
    let isOurs: Bool
    do throws(StorageError) {
      isOurs = try FileBytes.beginning(of: path.string, count: beginning.count) == beginning
    } catch {
      isOurs = false
    }
    guard isOurs else { throw CommandFailure(.wrongInput, "\(option): '\(path)' is there and is no \(what); name another") }
  }
}
