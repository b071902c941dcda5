import GatewayAPI
import JSON

/// The table of gateways' errors, for people and for programs.
enum GatewayErrorFacts {
  /// A block for each consequence, with the marks of its errors and their sources.
  static var text: String {
    let head = [
      "What a gateway's error leads to. The first row that speaks of an error decides: reason, quota, code, words, general codes, status.",
      "After a status that leaves open whether the call worked, no word makes it safe to send again.",
    ]
    let blocks = ErrorConsequence.allCases.compactMap { consequence -> String? in
      let rules = GatewayErrorTable.rows.filter { $0.consequence == consequence }
      guard !rules.isEmpty else { return nil }
      return (["\(consequence.rawValue): \(consequence.displayName)"] + rules.flatMap(lines)).joined(separator: "\n")
    }
    return ([head.joined(separator: "\n")] + blocks).joined(separator: "\n\n")
  }

  private static func lines(of rule: ErrorRule) -> [String] {
    var parts = [rule.place.rawValue]
    if !rule.marks.isEmpty { parts.append(rule.marks.joined(separator: " | ")) }
    if !rule.statuses.isEmpty { parts.append(rule.place == .status ? statuses(of: rule) : "(at \(statuses(of: rule)))") }
    if rule.needsLongWait { parts.append("(where no wait is named that a run waits for)") }
    return ["  \(parts.joined(separator: " "))", "    \(rule.source)"]
  }

  private static func statuses(of rule: ErrorRule) -> String {
    rule.statuses.map { $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ")
  }

  static var json: JSONValue {
    .array(
      GatewayErrorTable.rows.map { rule in
        .object([
          ("place", .text(rule.place.rawValue)), ("marks", GatewayFacts.texts(rule.marks)),
          ("statuses", .array(rule.statuses.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) })),
          ("consequence", .text(rule.consequence.rawValue)), ("means", .text(rule.consequence.displayName)),
          ("needsLongWait", .flag(rule.needsLongWait)), ("source", .text(rule.source)),
        ])
      })
  }
}
