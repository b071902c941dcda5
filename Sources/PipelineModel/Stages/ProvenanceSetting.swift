/// What renditions say of where they come from.
package enum ProvenanceSetting: String, Hashable, Sendable, CaseIterable {
  /// A small XMP packet with the IPTC's digital source type and, where a model had a part in it, model, date and original.
  case xmp
  /// Nothing: renditions are pixels only.
  case none

  package static let standard = ProvenanceSetting.xmp
}
