import JSON

/// A choice that somebody wants to have made, as it was given.
struct WantedChoice {
  /// The line, or the entry, for messages, or `nil` if there is only one.
  let place: String?
  let asset: String
  /// A variant's number or the beginning of a call's id, or `nil` if the line has none.
  let choice: String?
  /// No delivery is to take the asset, instead of a choice.
  var isRejection = false

  /// Reads a line for each choice: the asset's name, which may hold spaces, and behind the last space the choice. Empty lines and those that
  /// begin with `#` say nothing.
  static func lines(_ bytes: [UInt8]) -> [WantedChoice] {
    var wanted: [WantedChoice] = []
    for (index, line) in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = trimmed(line)
      guard !words.isEmpty, words.first != "#" else { continue }
      let place = "line \(index + 1)"
      guard let gap = words.lastIndex(where: \.isWhitespace) else {
        wanted.append(WantedChoice(place: place, asset: String(words), choice: nil))
        continue
      }
      let choice = words[words.index(after: gap)...]
      wanted.append(WantedChoice(place: place, asset: String(trimmed(words[..<gap])), choice: String(choice)))
    }
    return wanted
  }

  /// Reads what a contact sheet exports, or returns `nil` if it is something else. Assets that are to be asked again have no choice and are left
  /// out: that is paid, and `review` confirms it.
  static func exported(_ bytes: [UInt8]) -> [WantedChoice]? {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONValue.read(bytes, .record)
    } catch {
      return nil
    }
    guard document["format"]?.string == "aquatint-choices/1", let entries = document["choices"]?.array else { return nil }
    return entries.enumerated().compactMap { index, entry -> WantedChoice? in
      guard let asset = entry["asset"]?.string else {
        return WantedChoice(place: "entry \(index + 1)", asset: "", choice: nil)
      }
      if case .bool(true)? = entry["rejected"] {
        return WantedChoice(place: "entry \(index + 1)", asset: asset, choice: nil, isRejection: true)
      }
      guard let choice = entry["exchange"]?.string else { return nil }
      return WantedChoice(place: "entry \(index + 1)", asset: asset, choice: choice)
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let start = text.drop(while: \.isWhitespace)
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return start.prefix(0) }
    return start[...end]
  }
}
