extension Manifest {
  /// The variant of each asset that others go by: the lowest whose renditions are of the answer that it holds, else the lowest that has a
  /// rendition, else the lowest of which there is a file.
  package var shownVariants: [String: Int] {
    struct Variant: Hashable {
      let asset: String
      let number: Int
    }
    var answers: [Variant: String] = [:]
    var renditions: [Variant: Set<String?>] = [:]
    var lowest: [String: Int] = [:]
    for file in files {
      let variant = Variant(asset: file.asset, number: file.variant)
      lowest[file.asset] = min(lowest[file.asset] ?? file.variant, file.variant)
      switch file.kind {
      case .original where OutputNaming.declaredName(of: file.path, variant: file.variant) == OutputNaming.originalName(turn: 1, of: 1):
        answers[variant] = file.provenance?.exchange
      case .rendition: renditions[variant, default: []].insert(file.provenance?.exchange)
      case .original, .prepared, .text, .delivery: break
      }
    }
    var shown: [String: Int] = [:]
    var present: [String: Int] = [:]
    for (variant, exchanges) in renditions {
      present[variant.asset] = min(present[variant.asset] ?? variant.number, variant.number)
      // A variant that failed since keeps the renditions of its earlier answer.
      guard answers[variant].map({ exchanges.contains($0) }) ?? true else { continue }
      shown[variant.asset] = min(shown[variant.asset] ?? variant.number, variant.number)
    }
    return lowest.merging(present) { $1 }.merging(shown) { $1 }
  }
}
