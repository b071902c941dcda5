import ImageCore
import JSON
import PipelineModel

/// The format of everything that platforms demand as one.
let deliveredPNG: FormatID = FormatID("png")

extension ProducedFile {
  /// A text that goes beside pictures.
  init(_ name: String, text: String, extension fileExtension: String, mediaType: String) {
    self.init(name: name, bytes: Array(text.utf8), mediaType: mediaType, fileExtension: fileExtension)
  }

  /// A JSON file for programs that people look at too.
  init(_ name: String, json: JSONValue) {
    self.init(name, text: json.text() + "\n", extension: "json", mediaType: "application/json")
  }
}

extension CollectContext {
  /// Returns a PNG file; exact, without an alpha channel where every pixel is opaque.
  func png(_ name: String, _ raster: Raster) throws -> ProducedFile {
    guard let format = writer.codecs.codec(for: deliveredPNG)?.format else {
      throw StageFailure("missing-codec", "this program writes no PNG, which '\(name)' has to be")
    }
    let bytes = try writer.write(raster, as: format.id)
    return ProducedFile(name: name, picture: EncodedPicture(bytes: bytes, format: format, size: raster.size))
  }
}

/// Addresses of files of the output folder in files below it.
enum RelativeAddress {
  private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/".utf8)

  /// Returns the address of `path` for a file in `folder`, both relative to the output folder, percent-encoded
  /// (https://www.rfc-editor.org/rfc/rfc3986#section-3.3).
  static func of(_ path: String, from folder: String) -> String {
    var target = path.split(separator: "/")[...]
    var start = folder.split(separator: "/")[...]
    while let first = start.first, target.count > 1, first == target.first {
      start.removeFirst()
      target.removeFirst()
    }
    return (start.map { _ in ".." } + target.map { encoded(String($0)) }).joined(separator: "/")
  }

  private static func encoded(_ part: String) -> String {
    var text = ""
    for byte in part.utf8 {
      // A comma ends an address in a list of candidates.
      if plain.contains(byte), byte != UInt8(ascii: "/"), byte != UInt8(ascii: ",") {
        text.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return text
  }
}

/// Text that stands in markup.
enum Markup {
  /// Returns the text with what has a meaning in HTML and XML written as entities.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// What describes a folder of an Xcode asset catalogue
/// (https://developer.apple.com/library/archive/documentation/Xcode/Reference/xcode_ref-Asset_Catalog_Format/Contents.html).
enum CatalogueContents {
  /// Returns `Contents.json`.
  /// - Parameter images: the members of each image, sorted by their names.
  static func value(_ images: [[(name: String, value: JSONValue)]]) -> JSONValue {
    .object([
      ("images", .array(images.map { .object($0) })),
      ("info", .object([("author", .text("xcode")), ("version", .integer(1))])),
    ])
  }
}
