package import ImageCore

/// What one file says of where it comes from.
package struct FileProvenance: Hashable, Sendable {
  /// A picture with no longer side says nothing unless it is asked to: a placeholder of 20 pixels would be a tenth of what it carries.
  package static let smallSide = 64

  /// The XMP packet, or `nil` where there is nothing to say.
  package let packet: [UInt8]?
  /// Whether the pipeline file asks for it, for this file or for all.
  package let isAsked: Bool

  package init(packet: [UInt8]?, isAsked: Bool) {
    self.packet = packet
    self.isAsked = isAsked
  }

  /// Returns the packet that a picture of this size carries.
  package func packet(for size: PixelSize) -> [UInt8]? { Self.isCarried(by: size, isAsked: isAsked) ? packet : nil }

  /// Returns whether a picture of this size says anything.
  package static func isCarried(by size: PixelSize, isAsked: Bool) -> Bool { isAsked || size.longestSide > smallSide }
}

/// The provenance that renditions state.
package enum ProvenanceSetting: String, Hashable, Sendable, CaseIterable {
  /// A small XMP packet with the IPTC's digital source type and, if a model contributed to it, model, date and original.
  case xmp
  /// Nothing: renditions are pixels only.
  case none

  package static let standard = ProvenanceSetting.xmp
}
