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

/// The origin of a picture: a term of the IPTC NewsCodes vocabulary "Digital Source Type" (cv.iptc.org/newscodes/digitalsourcetype), as the
/// address that the IPTC Photo Metadata Standard writes into a picture.
package struct DigitalSourceType: Hashable, Sendable {
  /// Printable ASCII.
  package let address: String

  /// Characters; the longest term of the vocabulary has 79.
  private static let longest = 256

  /// Made by a model from words alone.
  package static let trainedAlgorithmicMedia = DigitalSourceType(term: "trainedAlgorithmicMedia")
  /// Another picture that a model changed or added to.
  package static let compositeWithTrainedAlgorithmicMedia = DigitalSourceType(term: "compositeWithTrainedAlgorithmicMedia")

  /// The last part of the address, which is the term if it is one of the vocabulary.
  package var term: String { address.split(separator: "/").last.map(String.init) ?? address }

  private init(term: String) { address = "http://cv.iptc.org/newscodes/digitalsourcetype/" + term }

  /// Creates a type of any address, also of a term that is not known here, or returns `nil` for a text that is no address.
  package init?(address: String) {
    guard (1...Self.longest).contains(address.utf8.count), address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      !address.utf8.contains(where: { "<>\"&".utf8.contains($0) })
    else { return nil }
    self.address = address
  }
}
