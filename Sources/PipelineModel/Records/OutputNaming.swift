/// The names of files below the output folder.
package enum OutputNaming {
  /// The page that shows an output folder, at its root.
  package static let pageFileName = "index.html"

  /// Returns the name of a part of that page.
  /// - Parameter part: from 1.
  package static func pageFileName(part: Int) -> String { "index-\(part).html" }

  /// Returns `<name>.<extension>`, with `-n` for variant n from 2 on.
  package static func fileName(_ name: String, variant: Int, extension fileExtension: String) -> String {
    stem(name, variant: variant) + "." + fileExtension
  }

  /// Returns the same without the extension.
  package static func stem(_ name: String, variant: Int) -> String { variant > 1 ? "\(name)-\(variant)" : name }

  /// The extension of an original that is text.
  package static let textExtension = "txt"

  /// The stem of a prepared input that ends its chain.
  package static let preparedName = "normalized"

  /// Returns the stem of a generation's original: earlier turns carry their number, from 1.
  package static func originalName(turn: Int, of turns: Int) -> String {
    turn == turns ? "original" : "original-turn\(turn)"
  }

  /// Returns the form in which two names that a file system might take for one are equal: case folded; and Swift compares strings by
  /// canonical equivalence, which makes normalising to NFC unnecessary.
  package static func fold(_ name: String) -> String { name.uppercased().lowercased() }

  /// Returns the reason why `name` cannot be the name of a folder or file, or `nil` if it can.
  package static func problem(with name: String) -> String? {
    if isPlain(name) { return nil }
    if name.isEmpty { return "is empty" }
    if fold(name) == Manifest.fileName { return "is the name of the manifest" }
    if fold(name).wholeMatch(of: #/index(-[0-9]+)?\.html/#) != nil { return "is the name of the contact sheet" }
    if name.utf8.count > longestName { return "is longer than \(longestName) bytes" }
    if name.contains("/") || name.contains("\\") { return "has a slash" }
    if name.hasPrefix(".") { return "begins with a dot" }
    if name.hasSuffix(" ") || name.hasSuffix(".") { return "ends with a space or a dot" }
    if name.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) { return "has a control character" }
    if name.unicodeScalars.contains(where: { ":*?\"<>|".unicodeScalars.contains($0) }) {
      return "has one of : * ? \" < > |, which not every file system takes"
    }
    return nil
  }

  /// Returns whether a name has nothing but letters and digits of ASCII, hyphens and underscores, as most have.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= longestName
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// Returns the name of a Windows device in a name: alone, in any letter case, or before a dot
  /// (https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file).
  /// - Returns: the device, or `nil` for a name that Windows accepts.
  package static func reservedOnWindows(_ name: String) -> String? {
    // The names of devices have three letters, or four characters with at most five bytes.
    let beginning = name.utf8.prefix { $0 != UInt8(ascii: ".") }
    guard (3...5).contains(beginning.count) || beginning.contains(UInt8(ascii: " ")) else { return nil }
    let stem = fold(String(name.prefix { $0 != "." })).filter { $0 != " " }
    return devices.contains(stem) ? stem.uppercased() : nil
  }

  private static let devices = Set(
    ["con", "prn", "aux", "nul"] + ["com", "lpt"].flatMap { port in "123456789¹²³".map { "\(port)\($0)" } })

  /// Returns whether a path lies inside the folder that it is relative to, whatever links there are.
  static func isInside(_ path: String) -> Bool {
    !path.utf8.contains(0) && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
  }

  /// Returns the name that was declared for a file, without folders, extension and the variant's number.
  package static func declaredName(of path: String, variant: Int) -> String {
    let name = path.split(separator: "/").last ?? Substring(path)
    let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
    let suffix = "-\(variant)"
    return String(variant > 1 && stem.hasSuffix(suffix) ? stem.dropLast(suffix.count) : stem)
  }

  /// File systems allow 255 bytes; this leaves room for variants and extensions.
  package static let longestName = 200
}
