import Diagnostics
import PipelineModel

/// Sorts assets that start from others behind those.
enum DependencyOrder {
  private static let mostUnknown = 5

  /// Returns the assets in an order in which each comes after the one it starts from, otherwise unchanged, or `nil` if that is impossible.
  /// - Parameter all: every asset's name, for a suggestion where one is misspelled; those of `assets` where it is left out.
  static func sorted(_ assets: [Asset], among all: [String]? = nil, reporting diagnostics: inout [Diagnostic]) -> [Asset]? {
    let byName = Dictionary(assets.map { ($0.name, $0) }) { first, _ in first }
    var result: [Asset] = []
    var done: Set<String> = []
    var isPossible = true
    var unknown: Set<String> = []
    lazy var names = Array((all ?? Array(byName.keys)).sorted().prefix(1_000))
    for asset in assets {
      var trail: [Asset] = []
      var onTrail: Set<String> = []
      var current: Asset? = asset
      while let next = current, !done.contains(next.name) {
        if onTrail.contains(next.name), let start = trail.firstIndex(where: { $0.name == next.name }) {
          let circle = (trail[start...].map(\.name) + [next.name]).joined(separator: " -> ")
          diagnostics.append(
            Diagnostic(.assetCycle, "assets start from each other: \(circle)", at: next.dependency?.position ?? nil))
          isPossible = false
          break
        }
        trail.append(next)
        onTrail.insert(next.name)
        current = next.dependency.flatMap { dependency in
          guard let found = byName[dependency.name] else {
            // One wrong template makes every asset name a missing one; reporting a few suffices.
            if unknown.count < mostUnknown, unknown.insert(dependency.name).inserted {
              diagnostics.append(
                Diagnostic(
                  .unknownAsset, "there is no asset '\(dependency.name)'", at: dependency.position,
                  suggestion: Suggestion.nearest(to: dependency.name, among: names)))
            }
            isPossible = false
            return nil
          }
          if found.graph.lastGeneration == nil {
            diagnostics.append(
              Diagnostic(
                .assetWithoutOriginal, "the asset '\(found.name)' has no 'generate', so it has no original", at: dependency.position))
            isPossible = false
            return nil
          }
          return found
        }
      }
      // Assets that were found wrong once are not examined again.
      for member in trail.reversed() where done.insert(member.name).inserted { result.append(member) }
    }
    return isPossible ? result : nil
  }

  /// Returns the name at the root of the assets that each starts from, for those that start from another.
  /// - Parameter sorted: each after the one that it starts from.
  static func roots(of sorted: [Asset]) -> [String: String] {
    var roots: [String: String] = [:]
    for asset in sorted {
      guard let dependency = asset.dependency?.name else { continue }
      roots[asset.name] = roots[dependency] ?? dependency
    }
    return roots
  }
}

extension Asset {
  /// The asset whose original this one starts from, and its place in the file.
  var dependency: (name: String, position: SourcePosition?)? {
    for link in chain.links {
      if case .asset(let name, let position)? = link.input?.input { return (name, position) }
    }
    return nil
  }
}

extension Diagnostic.ID {
  fileprivate static let assetCycle: Diagnostic.ID = "asset-cycle"
  fileprivate static let unknownAsset: Diagnostic.ID = "unknown-asset"
  fileprivate static let assetWithoutOriginal: Diagnostic.ID = "asset-without-original"
}
