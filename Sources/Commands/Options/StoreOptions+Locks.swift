import PipelineEngine
import Storage
import SystemPackage

extension StoreOptions {
  /// The answers that lock files beside the store, in the current folder, and the given ones name.
  func lockedExchanges(_ surroundings: Surroundings, files: [String] = []) throws -> Set<ExchangeID> {
    let beside = FilePath(path(surroundings)).removingLastComponent()
    do {
      return try LockedExchanges.all(
        in: [beside, surroundings.currentFolder], files: files.map { surroundings.currentFolder.resolving($0) })
    } catch let failure as AssetFailure {
      throw CommandFailure(.wrongSurroundings, failure.message)
    }
  }
}
