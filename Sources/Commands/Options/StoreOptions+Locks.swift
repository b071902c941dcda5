import Execution
import PipelineModel
import Runs
import Storage
import SystemPackage

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
