package import GatewayAPI
import PipelineModel
package import SystemPackage

/// The state of a pipeline for people: its assets with their pictures, requests, outcomes and costs.
///
/// Made of plan, ledger and manifest alone, so the same state of those always gives the same report.
package struct Report: Sendable {
  /// The page that shows it, at the root of the output folder.
  package static let fileName = OutputNaming.pageFileName

  /// Returns the name of a page of a large report.
  /// - Parameter part: from 1.
  static func fileName(part: Int) -> String { OutputNaming.pageFileName(part: part) }

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
  /// The cost of all calls of these assets, as far as it is known.
  package let cost: ReportedCost
  /// The output folder; paths of pictures are relative to it.
  package let output: FilePath

  package func count(_ state: ReportedAsset.State) -> Int { assets.count { $0.state == state } }

  /// Returns the report on some of the assets, with the values and costs of those.
  func part(_ range: Range<Int>) -> Report {
    let assets = Array(assets[range])
    let axes = axes.enumerated().map { index, axis in
      let present = Set(assets.compactMap { $0.values[index] })
      return Axis(name: axis.name, values: axis.values.filter(present.contains))
    }
    return Report(
      pipeline: pipeline, model: model, gateways: gateways, axes: axes, assets: assets, cost: ReportedCost(of: assets), output: output)
  }
}

/// The sum of the calls' costs. Costs are never guessed: calls of unknown price are counted, and not valued.
package struct ReportedCost: Hashable, Sendable {
  package private(set) var known = Amount.zero
  /// Requests that were sent.
  package private(set) var calls = 0
  /// Those of them whose cost is not known.
  package private(set) var unknown = 0

  package init() {}

  /// Sums the calls of assets, of which several may use one: it was paid for once.
  init(of assets: [ReportedAsset]) {
    var counted: Set<String> = []
    for asset in assets {
      for call in asset.calls where counted.insert(call.id).inserted { add(call) }
    }
  }

  mutating func add(_ call: ReportedCall) {
    guard call.wasSent else { return }
    calls += 1
    guard let cost = call.cost, let sum = known.adding(cost) else {
      unknown += 1
      return
    }
    known = sum
  }
}

extension FilePath {
  /// Returns the relative path from this folder to `target`, both absolute; by their texts, as browsers read paths.
  func relativePath(to target: FilePath) -> String {
    let start = Array(lexicallyNormalized().components)
    let end = Array(target.lexicallyNormalized().components)
    let common = zip(start, end).prefix { $0 == $1 }.count
    let ups = Array(repeating: "..", count: start.count - common)
    return (ups + end.dropFirst(common).map(\.string)).joined(separator: "/")
  }
}
