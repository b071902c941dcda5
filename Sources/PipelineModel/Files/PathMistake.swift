/// Why a path that a person wrote names nothing here: it is spelled as a shell, an address or another system spells paths.
package enum PathMistake {
  /// Returns what the path of a file that is not there is taken for, and what to write; nil where nothing is wrong with it.
  package static func fix(for text: String) -> String? { fixOfBeginning(of: text) ?? fixOfSeparators(in: text) }

  /// The same for what stands before the folders of a path: nobody gives a folder of their own such a name.
  package static func fixOfBeginning(of text: String) -> String? {
    let name = text.prefix { $0 != "/" && $0 != "\\" }
    let rest = text.dropFirst(name.count)
    if name.hasPrefix("~"), name.count > 1, name.dropFirst().allSatisfy(isPartOfName) {
      return "'\(name)' is not read as somebody's home folder; write that out, or '~/' for your own\(literally(text))"
    }
    if let variable = variable(name) {
      let isHome = ["HOME", "USERPROFILE"].contains(variable.uppercased())
      return isHome
        ? "variables of a shell are not read here; write '~\(rest.replacing("\\", with: "/"))' for the home folder"
        : "variables of a shell are not read here; write out what '\(name)' stands for\(literally(text))"
    }
    if let scheme = scheme(text) {
      if scheme == "file" { return "it is an address; write the path alone: '\(path(ofFileAddress: text))'" }
      return "it is an address, and nothing is fetched from '\(scheme):'; download the file and write its path"
    }
    if name.count == 2, name.last == ":", name.first?.isASCII == true, name.first?.isLetter == true {
      let below = rest.replacing("\\", with: "/")
      return "it is a path of Windows; where drives are mounted as in WSL it is '/mnt/\(name.prefix(1).lowercased())\(below)'"
    }
    return text.hasPrefix("\\\\") ? "it is a share of Windows; mount it, and write the path that it has here" : nil
  }

  /// Returns what to write in the place of a path whose folders are separated as Windows does it.
  package static func fixOfSeparators(in text: String) -> String? {
    guard text.contains("\\"), !text.contains("/") else { return nil }
    return "'\\' does not separate folders here; write '\(text.replacing("\\", with: "/"))'"
  }

  private static func literally(_ text: String) -> String { "; for that very name write './\(text)'" }

  private static func isPartOfName(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "_-.+".contains(character))
  }

  /// The name of the variable that a part of a path is in a shell, `$HOME`, `${HOME}` or `%USERPROFILE%`.
  private static func variable(_ part: Substring) -> Substring? {
    let inner: Substring
    if part.hasPrefix("${"), part.hasSuffix("}") {
      inner = part.dropFirst(2).dropLast()
    } else if part.hasPrefix("$") {
      inner = part.dropFirst()
    } else if part.hasPrefix("%"), part.hasSuffix("%"), part.count > 2 {
      inner = part.dropFirst().dropLast()
    } else {
      return nil
    }
    guard inner.first.map({ $0 == "_" || $0.isLetter }) == true else { return nil }
    return inner.allSatisfy { $0.isASCII && ($0 == "_" || $0.isLetter || $0.isNumber) } ? inner : nil
  }

  /// The scheme of an address in lower case; `file:` may stand without its slashes.
  private static func scheme(_ text: String) -> String? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let name = text[..<colon].lowercased()
    guard name.count > 1, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }) else { return nil }
    let rest = text[text.index(after: colon)...]
    return rest.hasPrefix("//") || (name == "file" && rest.hasPrefix("/")) ? name : nil
  }

  /// The path of a `file:` address (RFC 8089), whose host is left out and whose escapes are read.
  private static func path(ofFileAddress text: String) -> String {
    var rest = text.dropFirst("file:".count)
    if rest.hasPrefix("//") { rest = rest.dropFirst(2).drop { $0 != "/" } }
    var bytes: [UInt8] = []
    let given = Array(rest.utf8)
    var index = 0
    while index < given.count {
      if given[index] == UInt8(ascii: "%"), index + 2 < given.count,
        let value = UInt8(String(decoding: given[index + 1...index + 2], as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        index += 3
      } else {
        bytes.append(given[index])
        index += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
