import JSON

/// A form as `multipart/form-data` carries it (https://www.rfc-editor.org/rfc/rfc7578).
struct MultipartForm {
  private static let maximumParts = 100
  private var members: [(name: String, value: JSONValue)] = []

  /// - Returns: `nil` if the body is something else.
  init?(_ bytes: [UInt8], mediaType: String) throws(WireFailure) {
    let words = mediaType.split(separator: ";").map { $0.trimming(" ") }
    guard words.first?.lowercased() == "multipart/form-data" else { return nil }
    guard let boundary = words.dropFirst().first(where: { $0.lowercased().hasPrefix("boundary=") })?.dropFirst("boundary=".count) else {
      throw .invalidArgument("the form has no boundary")
    }
    let mark = Array("--\(boundary.trimming("\""))".utf8)
    var places: [Int] = []
    var index = 0
    while let found = ByteSearch.first(mark[0], in: bytes[index...]) {
      if bytes[found...].starts(with: mark) { places.append(found) }
      index = found + 1
      guard places.count <= Self.maximumParts else { throw .tooLarge("the form has too many parts") }
    }
    for (start, end) in zip(places, places.dropFirst()) { try add(bytes[(start + mark.count)..<end]) }
  }

  /// The fields as members; a file is a `data:` URI, and what comes several times, or under a name with brackets, is a list.
  var value: JSONValue {
    var grouped: [(name: String, values: [JSONValue])] = []
    for (name, value) in members {
      if let place = grouped.firstIndex(where: { $0.name == name }) {
        grouped[place].values.append(value)
      } else {
        grouped.append((name, [value]))
      }
    }
    return .object(grouped.map { ($0.name, $0.values.count > 1 || $0.name.hasSuffix("[]") ? .array($0.values) : $0.values[0]) })
  }

  /// Adds a part: a line break, its headers, an empty line, its contents, a line break.
  private mutating func add(_ part: ArraySlice<UInt8>) throws(WireFailure) {
    let gap = Array("\r\n\r\n".utf8)
    var index = part.startIndex
    var split: Int?
    while split == nil, let found = ByteSearch.first(0x0D, in: part[index...]) {
      if part[found...].starts(with: gap) { split = found }
      index = found + 1
    }
    guard let split, part.suffix(2).elementsEqual([0x0D, 0x0A]) else { throw .invalidArgument("a part of the form is not whole") }
    let contents = part[(split + gap.count)..<(part.endIndex - 2)]
    var name: String?
    var mediaType: String?
    for line in String(decoding: part[part.startIndex..<split], as: UTF8.self).split(separator: "\r\n") {
      let header = line.split(separator: ":", maxSplits: 1)
      guard header.count == 2 else { continue }
      switch header[0].lowercased() {
      case "content-disposition":
        for word in header[1].split(separator: ";") {
          let pair = word.trimming(" ").split(separator: "=", maxSplits: 1)
          if pair.count == 2, pair[0] == "name" { name = String(pair[1].trimming("\"")) }
        }
      case "content-type": mediaType = String(header[1].trimming(" "))
      default: break
      }
    }
    guard let name else { throw .invalidArgument("a part of the form has no name") }
    if let mediaType, mediaType.hasPrefix("image/") {
      members.append((name, .text("data:\(mediaType);base64,\(StrictBase64.encode(Array(contents)))")))
    } else {
      members.append((name, .text(String(decoding: contents, as: UTF8.self))))
    }
  }
}

extension StringProtocol {
  /// Returns the text without these characters at its ends.
  fileprivate func trimming(_ character: Character) -> SubSequence {
    var rest = self[...]
    while rest.first == character { rest = rest.dropFirst() }
    while rest.last == character { rest = rest.dropLast() }
    return rest
  }
}
