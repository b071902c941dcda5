import Diagnostics
import PipelineModel
package import Storage
package import SystemPackage

/// The answers in lock files, for present and for earlier requests. Garbage collection and the report of waste need them, because the store
/// does not have them.
package enum LockedExchanges {
  private static let suffix = ".lock.yaml"

  /// Returns those of all lock files in the folders, and of the ones that are named. A lock file that cannot be read is an error, not an
  /// empty one.
  package static func all(in folders: [FilePath], files: [FilePath] = []) throws -> Set<ExchangeID> {
    var paths = files.map(\.string)
    for folder in Set(folders) where try FileStamp.of(folder.string) != nil {
      for name in try Folder.names(in: folder.string) where name.hasSuffix(suffix) { paths.append(folder.appending(name).string) }
    }
    var found: Set<ExchangeID> = []
    for path in paths {
      let file = try LockFile.read(whole: try FileBytes.read(path, limit: LockFile.sizeLimit), name: path, pipeline: "")
      found.formUnion(file.bindings.values.map(\.exchange))
      found.formUnion(file.earlierChoices.values)
    }
    return found
  }
}
