import Diagnostics

/// Entries of a list that are selected by name.
enum NamedEntries {
  /// Returns the entries that were named, in the order of `entries`; all if none was.
  /// - Parameters:
  ///   - subject: the noun for an entry, such as `gateway`.
  ///   - known: the names by which an entry is found, its own first.
  static func chosen<Entry>(_ wanted: [String], among entries: [Entry], _ subject: String, known: (Entry) -> [String]) throws -> [Entry] {
    let names = entries.flatMap(known)
    for name in wanted where !names.contains(name) {
      let nearest = Suggestion.nearest(to: name, among: names)
      throw CommandFailure(
        .wrongInput,
        "there is no \(subject) '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "; known are \(names.joined(separator: ", "))"))
    }
    return wanted.isEmpty ? entries : entries.filter { entry in known(entry).contains { wanted.contains($0) } }
  }
}
