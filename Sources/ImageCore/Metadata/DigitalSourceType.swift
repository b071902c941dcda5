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
