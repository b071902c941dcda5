/// A small XMP packet (ISO 16684-1) that states the origin of a picture, in terms of the IPTC Photo Metadata Standard 2025.1.
package struct XMPPacket: Hashable, Sendable {
  package var digitalSourceType: DigitalSourceType?
  /// The model that made it, by its id.
  package var model: String?
  /// The time at which it was made, as XMP writes dates: `2026-11-21T09:30:00Z`.
  package var date: String?
  /// The SHA-256 of the file that it was derived from, in hexadecimal.
  package var original: String?
  /// What is to be seen, for those who do not see it.
  package var alternativeText: String?

  /// Characters of a model's id that are written; ids in use have some thirty.
  private static let longestModel = 256

  package init(
    digitalSourceType: DigitalSourceType?, model: String? = nil, date: String? = nil, original: String? = nil,
    alternativeText: String? = nil
  ) {
    self.digitalSourceType = digitalSourceType
    self.model = model
    self.date = date
    self.original = original
    self.alternativeText = alternativeText
  }

  /// The packet as UTF-8: the same for the same values, and without room for changes in place.
  package var bytes: [UInt8] { Array(text.utf8) }

  package var text: String {
    var spaces = ["xmlns:Iptc4xmpExt=\"\(XMPNamespace.extensionOfIPTC)\""]
    var properties = digitalSourceType.map { [("Iptc4xmpExt:DigitalSourceType", $0.address)] } ?? []
    if let model { properties.append(("Iptc4xmpExt:AISystemUsed", String(model.prefix(Self.longestModel)))) }
    if let date {
      spaces.append("xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"")
      properties.append(("xmp:CreateDate", date))
    }
    var structure = ""
    if let original {
      spaces += ["xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\"", "xmlns:stRef=\"http://ns.adobe.com/xap/1.0/sType/ResourceRef#\""]
      structure = "<xmpMM:DerivedFrom stRef:documentID=\"\(Self.escaped("sha256:" + original))\"/>"
    }
    if let alternativeText {
      spaces.append("xmlns:Iptc4xmpCore=\"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/\"")
      structure +=
        "<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang=\"x-default\">\(Self.escaped(alternativeText))</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>"
    }
    let attributes = (spaces + properties.map { "\($0)=\"\(Self.escaped($1))\"" }).joined(separator: " ")
    let description =
      structure.isEmpty
      ? "<rdf:Description rdf:about=\"\" \(attributes)/>" : "<rdf:Description rdf:about=\"\" \(attributes)>\(structure)</rdf:Description>"
    return """
      <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\(description)</rdf:RDF></x:xmpmeta>
      <?xpacket end="r"?>
      """
  }

  /// Returns text as it stands between the quotation marks of an attribute (XML 1.0, 2.2 and 3.3.3); characters that XML does not have are
  /// replaced.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(character.value);"
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}

enum XMPNamespace {
  /// The IPTC Extension schema of the Photo Metadata Standard.
  static let extensionOfIPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
  /// EXIF's properties in XMP (CIPA DC-010).
  static let exif = "http://ns.adobe.com/exif/1.0/"
}
