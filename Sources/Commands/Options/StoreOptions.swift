import ArgumentParser
import PipelineModel
import Runs
import Storage
import SystemPackage

/// The store option, for commands without a pipeline file.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The folder of stored answers. Default: AQUATINT_STORE, else .aquatint in the current folder.", valueName: "folder"))
  var store: String?

  /// Returns the same path, if it exists.
  func existingPath(_ environment: ProcessEnvironment) throws -> String {
    let path = path(environment)
    guard try FileStamp.of(path) != nil else {
      throw CommandFailure(.environmentError, "there is no store '\(path)'; a run makes it, and --store names another")
    }
    return path
  }

  func path(_ environment: ProcessEnvironment) -> String {
    environment.currentFolder.resolving(store ?? environment.variable("AQUATINT_STORE") ?? ".aquatint").string
  }
}
