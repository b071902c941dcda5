package import GatewayAPI
import PipelineModel
package import SystemPackage

/// What there is to see of a pipeline: its assets with their pictures, what was asked for each, what came of it, and what it cost.
///
/// Made of plan, ledger and manifest alone, so the same state of those always gives the same report.
package struct Report: Sendable {
  /// The page that shows it, at the root of the output folder.
  package static let fileName = OutputNaming.pageFileName

  /// An axis of the matrix, with those of its values that an asset has.
  package struct Axis: Hashable, Sendable {
    package let name: String
    package let values: [String]
  }

  package let pipeline: String
  package let model: String?
  /// In the order of preference.
  package let gateways: [String]
  package let axes: [Axis]
  /// In the order of the plan.
  package let assets: [ReportedAsset]
  /// What all calls of these assets cost, as far as that is known.
  package let cost: ReportedCost
  /// The output folder; paths of pictures are relative to it.
  package let output: FilePath

  package func count(_ state: ReportedAsset.State) -> Int { assets.count { $0.state == state } }
}

/// The sum of what calls cost. Money is never guessed: calls of which nobody knows the price are counted, and not valued.
package struct ReportedCost: Hashable, Sendable {
  package private(set) var known = Amount.zero
  /// Requests that were sent.
  package private(set) var calls = 0
  /// Those of them whose cost is not known.
  package private(set) var unknown = 0

  package init() {}

  mutating func add(_ call: ReportedCall) {
    guard call.wasSent else { return }
    calls += 1
    guard let cost = call.cost, let sum = known.adding(cost) else {
      unknown += 1
      return
    }
    known = sum
  }

  mutating func add(_ other: ReportedCost) {
    calls += other.calls
    unknown += other.unknown
    guard let sum = known.adding(other.known) else {
      unknown += other.calls - other.unknown
      return
    }
    known = sum
  }
}
