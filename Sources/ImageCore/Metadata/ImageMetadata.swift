/// The blocks that travel beside the pixels of a file, as stored.
package struct ImageMetadata: Hashable, Sendable {
  /// An ICC profile, unverified; empty if the file has one that is too damaged to be extracted.
  package var iccProfile: [UInt8]?
  /// EXIF from its TIFF header on, without the `Exif\0\0` that JPEG puts before it.
  package var exif: [UInt8]?
  package var xmp: [UInt8]?
  /// The colour space that the file states, after its format's order of precedence, or `nil` if it states none.
  package var colourSpace: ColourSpace?
  /// Indicates whether a C2PA manifest is in the file (C2PA 2.1, appendix A); it is not verified.
  package var hasContentCredentials = false

  /// - Parameter colourSpace: `nil` means the profile, if there is one.
  package init(iccProfile: [UInt8]? = nil, exif: [UInt8]? = nil, xmp: [UInt8]? = nil, colourSpace: ColourSpace? = nil) {
    self.iccProfile = iccProfile
    self.exif = exif
    self.xmp = xmp
    self.colourSpace = colourSpace ?? iccProfile.map { .profile($0) }
  }

  package static let none = ImageMetadata()
}

extension ImageMetadata {
  /// Indicates whether EXIF or XMP states where the picture was taken.
  package var hasGPS: Bool {
    if let exif, EXIF(exif.span).hasGPS { return true }
    guard let xmp else { return false }
    return ["GPSLatitude", "GPSLongitude"].contains { property in
      var scanner = XMPScanner(xmp, namespace: XMPNamespace.exif)
      return scanner.property(property) != nil
    }
  }
}
