import Execution
package import PipelineModel
package import Planning
import Storage
package import SystemPackage

/// The order to share a folder with runs of other machines.
package struct SharedOrder: Sendable {
  package enum Role: Sendable {
    /// Makes the files of a part, and says so in a journal.
    case part
    /// Joins what the runs of parts have done.
    case merge
  }

  /// Absolute.
  package let path: FilePath
  package let role: Role
  /// The name of the plan whose money is spent.
  package let plan: String
  /// The part of the assets, or `nil` for all of them.
  package let shard: Shard?

  package init(path: FilePath, role: Role, plan: String, shard: Shard?) {
    self.path = path
    self.role = role
    self.plan = plan
    self.shard = shard
  }

  /// Returns the reason why the folder cannot be this one, or `nil` if it can.
  package func obstacle(for pipeline: Pipeline) -> String? {
    for (folder, what) in [(pipeline.store, "the store"), (pipeline.output, "the output folder")] {
      if RealPath.isWithin(RealPath.of(path.string), RealPath.of(folder.string)) {
        return "--shared: '\(path)' is in \(what) '\(folder)'; name a folder of its own"
      }
    }
    return nil
  }

  /// Opens the folder.
  func open(for pipeline: Pipeline, run: RunID) throws(StorageError) -> Sharing {
    let folder = try SharedFolder(opening: path.string, creates: role == .part)
    let host = Machine.hostName
    let calls = SharedCalls(folder, identity: .init(plan: plan, host: host, shard: shard?.description))
    guard role == .part else { return Sharing(calls: calls, journal: nil) }
    let head = JournalHead(run: run, plan: plan, pipeline: pipeline.name, host: host, shard: shard?.description)
    return Sharing(calls: calls, journal: SharedJournal(folder, run: run, head: head))
  }
}
