import Execution
package import GatewayAPI
package import Planning
package import Storage

/// How far the machines are that carry out a kept plan, from the shared folder alone.
package struct SharedStatus: Sendable {
  /// The assets of one part.
  package struct Part: Sendable {
    package let shard: Shard
    package fileprivate(set) var assets = 0
    package fileprivate(set) var done = 0
    package fileprivate(set) var failed = 0
    package fileprivate(set) var inFlight = 0
    package fileprivate(set) var unknown = 0
    /// By every claim under the plan.
    package fileprivate(set) var spent = Amount.zero

    /// Those that no machine has ended yet.
    package var open: Int { assets - done - failed - inFlight - unknown }
  }

  /// A claim without a record.
  package struct Waiting: Sendable {
    package let asset: String
    package let entry: SharedEntry
    package let attempt: Int
  }

  package private(set) var parts: [Part]
  package private(set) var waiting: [Waiting] = []
  /// The names of assets, with why nobody can say whether a call was paid for.
  package private(set) var unknown: [(asset: String, reason: String)] = []
  /// Indicates whether there is a call in doubt, which a person can decide about.
  package private(set) var hasUndecidedCalls = false
  /// The files that tell nothing, in the order of the assets. Nobody can decide about them: they do not say which call they are of.
  package private(set) var unusable: [String] = []
  package private(set) var notes: [String] = []

  /// - Parameters:
  ///   - count: of parts; `nil` for as many as the latest division has that the journals know, else one.
  ///   - identity: the digest of the plan's file.
  package init(_ plan: KeptPlan, folder: String, count: Int?, identity: String) async throws(StorageError) {
    let storage = try SharedFolder(opening: folder)
    let calls = SharedCalls(storage, identity: .init(plan: identity, host: Machine.hostName, shard: nil))
    let ended = try await Ended(storage, plan: identity)
    notes = ended.notes
    let count = count ?? ended.division ?? 1
    parts = (1...count).compactMap { Shard("\($0)/\(count)") }.map { Part(shard: $0) }
    var counted: Set<String> = []
    for asset in plan.assets {
      let part = Shard.number(of: asset.root ?? asset.name, among: count) - 1
      parts[part].assets += 1
      var doubts: [String] = []
      var isInFlight = false
      for request in asset.requests {
        guard let key = Digest(hex: request.key) else { continue }
        let standing = try await calls.standing(of: key)
        doubts += standing.unusable.map { "'\($0.key)' \($0.value.displayName)" }
        let isCounted = !counted.insert("\(part) \(request.key)").inserted
        if !isCounted { unusable += standing.unusable.keys.sorted() }
        for call in standing.calls {
          if !isCounted, call.entry.plan == identity {
            parts[part].spent = parts[part].spent.adding(Amount(nanos: call.entry.call.spent ?? 0)) ?? parts[part].spent
          }
          if !call.isSettled {
            isInFlight = true
            if !isCounted { waiting.append(Waiting(asset: asset.name, entry: call.entry, attempt: call.number)) }
          } else if call.entry.call.state == .unknown {
            hasUndecidedCalls = true
            doubts.append("call \(call.entry.call.id): \(call.entry.call.reason ?? "its outcome is not known")")
          }
        }
      }
      if let doubt = doubts.min() {
        parts[part].unknown += 1
        unknown.append((asset.name, doubt))
      } else if isInFlight {
        parts[part].inFlight += 1
      } else if ended.made.contains(asset.name) {
        parts[part].done += 1
      } else if ended.failed.contains(asset.name) {
        parts[part].failed += 1
      }
    }
  }

  /// What journals say of the ends of assets.
  private struct Ended {
    var made: Set<String> = []
    var failed: Set<String> = []
    var division: Int?
    var notes: [String] = []

    init(_ storage: any SharedStorage, plan: String) async throws(StorageError) {
      var (made, failed): (Set<String>, Set<String>) = ([], [])
      var division: Int?
      notes = try await SharedJournals(storage).forEachLine {
        $0.plan == plan
      } _: { head, line in
        if let count = head.shard.flatMap({ Shard($0) })?.count { division = max(division ?? 1, count) }
        guard case .ended(let asset, let failure)? = JournalLine(line) else { return }
        if failure == nil { made.insert(asset) } else { failed.insert(asset) }
      }
      (self.made, self.failed, self.division) = (made, failed, division)
    }
  }
}
