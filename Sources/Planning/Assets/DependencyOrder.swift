package import Diagnostics
import PipelineModel

/// Sorts assets that start from others, or look at them, behind those.
enum DependencyOrder {
  private static let maximumUnknown = 5

  /// Returns the assets in an order in which each comes after the one it starts from, otherwise unchanged, or `nil` if that is impossible.
  /// - Parameter all: every asset's name, for a suggestion where one is misspelled; those of `assets` where it is left out.
  static func sorted(_ assets: [Asset], among all: [String]? = nil, reporting diagnostics: inout [Diagnostic]) -> [Asset]? {
    // Most files have none that starts from another.
    guard assets.contains(where: { !$0.references.isEmpty }) else { return assets }
    let byName = Dictionary(assets.map { ($0.name, $0) }) { first, _ in first }
    var result: [Asset] = []
    var done: Set<String> = []
    var isPossible = true
    var unknown: Set<String> = []
    lazy var names = Array((all ?? Array(byName.keys)).sorted().prefix(1_000))
    for asset in assets where !done.contains(asset.name) {
      // Each with the number of its references that were followed already.
      var trail = [(asset: asset, followed: 0)]
      var onTrail: Set = [asset.name]
      while let (current, followed) = trail.last {
        let references = current.references
        guard followed < references.count else {
          // Assets that were found wrong once are not examined again.
          trail.removeLast()
          onTrail.remove(current.name)
          if done.insert(current.name).inserted { result.append(current) }
          continue
        }
        trail[trail.count - 1].followed += 1
        let reference = references[followed]
        guard let found = byName[reference.name] else {
          // One wrong template makes every asset name a missing one; reporting a few suffices.
          if unknown.count < maximumUnknown, unknown.insert(reference.name).inserted {
            diagnostics.append(
              Diagnostic(
                .unknownAsset, "there is no asset '\(reference.name)'", at: reference.position,
                suggestion: Suggestion.nearest(to: reference.name, among: names)))
          }
          isPossible = false
          continue
        }
        if found.graph.lastGeneration == nil {
          diagnostics.append(
            Diagnostic(
              .assetWithoutOriginal, "the asset '\(found.name)' has no 'generate', so it has no original", at: reference.position))
          isPossible = false
          continue
        }
        if let start = trail.firstIndex(where: { $0.asset.name == found.name }), onTrail.contains(found.name) {
          let circle = (trail[start...].map(\.asset.name) + [found.name]).joined(separator: " -> ")
          diagnostics.append(
            Diagnostic(.assetCycle, "assets start from each other: \(circle)", at: found.references.first?.position ?? reference.position))
          isPossible = false
          continue
        }
        if !done.contains(found.name) {
          trail.append((found, 0))
          onTrail.insert(found.name)
        }
      }
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

  /// The assets whose originals have to be there before this one is whole: the one that it starts from, and those that its stages look at.
  package var references: [(name: String, position: SourcePosition?)] {
    var found: [(name: String, position: SourcePosition?)] = []
    if let dependency { found.append(dependency) }
    for link in chain.links {
      for side in link.stage.sideInputs {
        if case .asset(let name) = side.origin { found.append((name, side.position)) }
      }
    }
    return found
  }
}

extension Diagnostic.ID {
  fileprivate static let assetCycle: Diagnostic.ID = "asset-cycle"
  fileprivate static let unknownAsset: Diagnostic.ID = "unknown-asset"
  fileprivate static let assetWithoutOriginal: Diagnostic.ID = "asset-without-original"
}
