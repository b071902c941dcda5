import Dialects
import ImageCore
import JSON

/// The reason why a faults file was refused; names the place and the allowed values.
package struct FaultsFileError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
}

extension EmulatorScript {
  /// Reads the rules of `--faults`: a JSON list of objects with `request` (a number, or a list of first and last), `model`, `prompt`, `tier`, `times`
  /// and `faults`, a list in which each fault is its name, or an object with its name and its value.
  package init(faultsFile text: String) throws(FaultsFileError) {
    let root: JSONValue
    do {
      root = try JSONValue.read(Array(text.utf8), .request)
    } catch {
      throw FaultsFileError(description: "not JSON: \(error)")
    }
    guard let entries = root.array else { throw FaultsFileError(description: "expected a list of rules") }
    var rules: [Rule] = []
    for (index, entry) in entries.enumerated() { rules.append(try Self.rule(entry, place: "rule \(index + 1)")) }
    self.init(rules)
  }

  private static let keys = ["request", "model", "prompt", "tier", "times", "faults"]

  private static func rule(_ entry: JSONValue, place: String) throws(FaultsFileError) -> Rule {
    guard case .object(let members) = entry else { throw FaultsFileError(description: "\(place): expected an object") }
    for member in members where !keys.contains(member.name) {
      throw FaultsFileError(description: "\(place): unknown key '\(member.name)'; allowed: \(keys.joined(separator: ", "))")
    }
    var requests: ClosedRange<Int>?
    if let value = entry["request"] {
      let numbers = (value.array ?? [value]).compactMap(\.wholeNumber)
      guard let first = numbers.first, let last = numbers.last, numbers.count <= 2, first >= 1, first <= last else {
        throw FaultsFileError(description: "\(place): 'request' is a number from 1, or a list of the first and the last")
      }
      requests = first...last
    }
    var times: Int?
    if let value = entry["times"] {
      guard let number = value.wholeNumber, number >= 1 else { throw FaultsFileError(description: "\(place): 'times' is a number from 1") }
      times = number
    }
    guard let list = entry["faults"]?.array, !list.isEmpty else {
      throw FaultsFileError(description: "\(place): 'faults' is a list of at least one fault")
    }
    var faults: [Fault] = []
    for value in list { faults.append(try fault(value, place: place)) }
    var rule = Rule(requests: requests, model: entry["model"]?.string, prompt: entry["prompt"]?.string, times: times, faults: faults)
    rule.tier = entry["tier"]?.string
    if rule.prompt != nil || rule.tier != nil, let early = faults.first(where: \.actsBeforeReading) {
      throw FaultsFileError(description: "\(place): '\(early.name)' acts before the prompt is known, so the rule cannot have 'prompt'")
    }
    return rule
  }

  private static func fault(_ value: JSONValue, place: String) throws(FaultsFileError) -> Fault {
    var name = ""
    var argument = JSONValue.null
    if let text = value.string {
      name = text
    } else if case .object(let members) = value, members.count == 1 {
      (name, argument) = (members[0].name, members[0].value)
    } else {
      throw FaultsFileError(description: "\(place): a fault is a name, or an object with one name")
    }
    guard let row = FaultTable.rows.first(where: { $0.name == name }) else {
      let allowed = FaultTable.rows.map(\.name).joined(separator: ", ")
      throw FaultsFileError(description: "\(place): unknown fault '\(name)'; allowed: \(allowed)")
    }
    guard let fault = row.make(argument) else { throw FaultsFileError(description: "\(place): '\(name)' takes \(row.takes)") }
    return fault
  }
}
