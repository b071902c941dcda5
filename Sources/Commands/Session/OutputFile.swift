import PipelineModel
import Runs
import SystemPackage

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
