package import PipelineModel
package import Storage

/// What is known of the pictures that local stages look at, beside the one that comes in.
package struct SideDigests: Sendable {
  private var known: [SideInput.Origin: Digest] = [:]

  package init() {}

  package subscript(origin: SideInput.Origin) -> Digest? {
    get { known[origin] }
    set { known[origin] = newValue }
  }

  /// Returns every way in which the pictures of one origin may be known.
  func varied(_ origin: SideInput.Origin, among digests: [Digest]) -> [SideDigests] {
    digests.map { digest in
      var copy = self
      copy[origin] = digest
      return copy
    }
  }
}

extension Chain {
  /// The further pictures that the local stages after the generation at `index` look at, up to the next one.
  func sideOrigins(after index: Int) -> [SideInput.Origin] {
    links[(index + 1)...].prefix { $0.generation == nil }.flatMap { $0.stage.sideInputs.map(\.origin) }
  }
}
