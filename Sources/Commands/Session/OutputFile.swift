import PipelineModel
import Runs
import SystemPackage

/// A file that a person wants to have written, by name.
enum OutputFile {
  /// Refuses a name in a folder that is not there, which nobody asked to be made.
  static func checkFolder(of name: String, _ environment: ProcessEnvironment) throws {
    let shown = FilePath(name).removingLastComponent()
    let folder = environment.currentFolder.resolving(name).removingLastComponent()
    switch FileKind.of(folder.string) {
    case nil: throw CommandFailure(.wrongInput, "the folder '\(shown)' is not there; make it first")
    case .file, .linkToFile: throw CommandFailure(.wrongInput, "'\(shown)' is no folder, so '\(name)' cannot be written")
    // A link to a folder will do.
    case .folder, .other: return
    }
  }
}
