import PipelineModel
import Planning
import Runs
import Storage
import SystemPackage

extension SharedOptions {
  /// Returns the order to share, or `nil` if no folder was named.
  /// - Parameter file: what was given on the command line, by whose contents the plan is known.
  func order(
    _ role: SharedOrder.Role, of file: String, shard: Shard?, for pipeline: Pipeline, _ environment: ProcessEnvironment
  ) throws -> SharedOrder? {
    guard let shared else { return nil }
    let order = SharedOrder(
      path: environment.currentFolder.resolving(shared), role: role,
      plan: try Self.identity(of: file, environment), shard: shard)
    if let obstacle = order.obstacle(for: pipeline) { throw CommandFailure(.environmentError, obstacle) }
    return order
  }

  /// Returns the name of a plan: the digest of its file.
  static func identity(of file: String, _ environment: ProcessEnvironment) throws -> String {
    try mappingStorageErrorsNow { try Digest.ofFile(at: environment.currentFolder.resolving(file).string).digest.hex }
  }
}
