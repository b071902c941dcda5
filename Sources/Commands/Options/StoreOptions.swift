import ArgumentParser
import Execution
import PipelineModel
import Runs
import Storage
import SystemPackage

/// The store option, for commands without a pipeline file.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The folder of stored answers. Default: AQUATINT_STORE, else .aquatint in the current folder.", valueName: "folder"),
    completion: .directory)
  var store: String?

  /// Returns the same path, if it exists.
  func existingPath(_ environment: ProcessEnvironment, of pipeline: String? = nil) throws -> String {
    let path = path(environment, of: pipeline)
    if let pipeline, try FileStamp.of(environment.currentFolder.resolving(pipeline).string) == nil {
      throw CommandFailure(.wrongInput, "there is no pipeline file '\(pipeline)'")
    }
    guard try FileStamp.of(path) != nil else {
      throw CommandFailure(.environmentError, "there is no store '\(path)'; a run makes it, and --store names another")
    }
    return path
  }

  /// - Parameter pipeline: the pipeline file whose store is meant where nothing else names one; nil for the current folder's.
  func path(_ environment: ProcessEnvironment, of pipeline: String? = nil) -> String {
    if let named = store ?? environment.variable("AQUATINT_STORE") { return environment.currentFolder.resolving(named).string }
    let folder = pipeline.map { environment.currentFolder.resolving($0).removingLastComponent() } ?? environment.currentFolder
    return folder.appending(".aquatint").string
  }
}

extension StoreOptions {
  /// Returns the answers in lock files: those beside the store, those in the current folder, and the given ones.
  func lockedExchanges(
    _ environment: ProcessEnvironment, of pipeline: String? = nil, files: [String] = []
  ) throws -> Set<ExchangeID> {
    let beside = FilePath(path(environment, of: pipeline)).removingLastComponent()
    do {
      return try LockedExchanges.all(
        in: [beside, environment.currentFolder], files: files.map { environment.currentFolder.resolving($0) })
    } catch let failure as AssetFailure {
      throw CommandFailure(.environmentError, failure.message)
    }
  }
}
