import JSON

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
