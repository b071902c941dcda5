/// The provenance that renditions state.
package enum ProvenanceSetting: String, Hashable, Sendable, CaseIterable {
  /// A small XMP packet with the IPTC's digital source type and, if a model contributed to it, model, date and original.
  case xmp
  /// Nothing: renditions are pixels only.
  case none

  package static let standard = ProvenanceSetting.xmp
}
