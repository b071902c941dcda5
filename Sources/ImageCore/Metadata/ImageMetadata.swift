/// The blocks that travel beside the pixels of a file, as stored.
package struct ImageMetadata: Hashable, Sendable {
  /// An ICC profile.
  package var iccProfile: [UInt8]?
  /// EXIF from its TIFF header on, without the `Exif\0\0` that JPEG puts before it.
  package var exif: [UInt8]?
  package var xmp: [UInt8]?

  package init(iccProfile: [UInt8]? = nil, exif: [UInt8]? = nil, xmp: [UInt8]? = nil) {
    self.iccProfile = iccProfile
    self.exif = exif
    self.xmp = xmp
  }

  package static let none = ImageMetadata()
}
