package import Diagnostics
package import ImageCore

package final class LinkIdentity: Sendable {}

/// The stages of one asset, in order, with their settings read.
package struct Chain: Sendable {
  package struct Link: Sendable {
    package let stage: any Stage
    package let settings: ResolvedSettings
    /// The stage's name as it stands in the file.
    package let name: String
    package let position: SourcePosition
    /// Indicates whether its settings could be read; if not, they have no meaning.
    package let hasValidSettings: Bool
    /// The same for all copies of a link: assets that share a link share the facts about it.
    package let identity = LinkIdentity()

    package init(stage: any Stage, settings: ResolvedSettings, name: String, position: SourcePosition, hasValidSettings: Bool = true) {
      self.stage = stage
      self.settings = settings
      self.name = name
      self.position = position
      self.hasValidSettings = hasValidSettings
    }

    package var generation: (any GenerationStage)? { stage.asGeneration }
    package var describing: (any DescribingStage)? { stage.asDescribing }
    package var input: (any InputStage)? { stage.asInput }
    package var type: any Stage.Type { Swift.type(of: stage) }
  }

  package let links: [Link]

  package init(links: [Link]) { self.links = links }

  /// The path of the file that it begins with, as the settings have it, or `nil` where it begins with something else.
  package var sourcePath: String? {
    if case .file(let path, _)? = links.first?.input?.input { path } else { nil }
  }

  /// What the stages after `index` need of an upright picture of size `full`; nil where they need all of it, or nothing.
  package func scalingNeed(after index: Int, of full: PixelSize) -> ScalingNeed? {
    var least = PixelSize(1, 1)
    var scalings: [PictureScaling] = []
    for link in links.dropFirst(index + 1) {
      guard case .scaled(let wanted, let size, let passesThrough) = link.stage.need(of: full) else { return nil }
      scalings += wanted
      least = PixelSize(max(least.width, size.width), max(least.height, size.height))
      if !passesThrough { break }
    }
    return scalings.isEmpty ? nil : ScalingNeed(scalings: scalings, least: least.covers(full) ? nil : least)
  }

  /// Whether anything in it is asked of a gateway.
  package var makesCalls: Bool { links.contains { $0.generation != nil || $0.describing != nil } }

  /// Returns the chain without the stages that look at the original of this very asset, or of an asset whose name comes out empty: all assets of a
  /// file have the same stages, and one of them is what the others are held against.
  package func lookingElsewhere(than asset: String) -> Chain {
    let isOwn = { (side: SideInput) in side.origin == .asset(asset) || side.origin == .asset("") }
    return links.contains { $0.stage.sideInputs.contains(where: isOwn) }
      ? Chain(links: links.filter { !$0.stage.sideInputs.contains(where: isOwn) }) : self
  }

  /// The places of paid calls for pictures.
  package var generationIndices: [Int] { links.indices.filter { links[$0].generation != nil } }

  package var lastGenerationIndex: Int? { links.lastIndex { $0.generation != nil } }

  /// The number of variants that the chain divides into; 1 if it does not divide.
  package var variants: Int { links.lazy.compactMap(\.generation).map(\.variants).first { $0 > 1 } ?? 1 }

  /// Returns the number of further paid calls that the stages between the generation at `index` and the next may request.
  package func retries(after index: Int) -> Int {
    var total = 0
    for link in links[(index + 1)...] {
      if link.generation != nil { break }
      total += link.stage.retries
    }
    return total
  }

  /// Indicates whether the last stage's picture is itself an output.
  package var endsWithPreparedInput: Bool {
    guard let last = links.last, last.generation == nil else { return false }
    return type(of: last.stage).produces == .encoded
  }
}

extension PlannedPicture {
  /// Returns the pictures that the stages make of one of this size; none of them passes a picture of another size to one that makes some.
  package static func pictures(
    of links: [Chain.Link], from size: PixelSize, codecs: CodecRegistry
  ) -> [(link: Chain.Link, picture: PlannedPicture)] {
    links.flatMap { link in link.stage.pictures(of: size, codecs: codecs).map { (link, $0) } }
  }
}
