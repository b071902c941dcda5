/// Reads the settings of one stage (or of one entry of a list) from its node.
///
/// One call per setting reads it, checks it, describes it for help and schema, and records it for cache keys; so none of the four can forget it.
/// Initialisers call every reading function unconditionally: on an empty reader that yields the description.
/// A value that is wrong becomes a diagnostic and its default, so that all mistakes of a file are found at once.
package struct SettingsReader: ~Copyable {
  /// The result of ``finish()``.
  package struct Outcome: Sendable {
    package let settings: ResolvedSettings
    package let descriptions: [SettingDescription]
    package let diagnostics: [Diagnostic]
    /// For keys that nothing read.
    package let corrections: [KeyCorrection]
  }

  private let node: Node?
  private let subject: String
  private let position: SourcePosition?
  private var settings: [ResolvedSettings.Setting] = []
  private var descriptions: [SettingDescription] = []
  package private(set) var diagnostics: [Diagnostic] = []
  private var readsOwnValue = false
  private var recordsDefaults = true
  private var sharesKeys = false
  /// Every key that was read, in order, those that were read twice too.
  package private(set) var readKeys: [String] = []

  /// The keys that were read so far, in order.
  package var keys: [String] { descriptions.map(\.key) }

  /// Creates a reader over `node`; `subject` is the stage's name in messages and `position` the place of that name. Without a node every
  /// setting takes its default.
  package init(_ node: Node?, subject: String, at position: SourcePosition? = nil) {
    self.node = node
    self.subject = subject
    self.position = position
  }

  /// Returns the place of the setting `key`, or of the stage if the file does not give it.
  package func position(of key: String) -> SourcePosition? {
    node?[key]?.position ?? (key.isEmpty ? node?.position : nil) ?? position
  }

  /// Returns whether the file gives this setting.
  package func has(_ key: String) -> Bool { node?[key] != nil }

  /// Returns whether the file gives this setting as a list without any value.
  package func isEmptyList(_ key: String) -> Bool {
    if case .sequence(let items, _)? = node?[key] { items.isEmpty } else { false }
  }

  /// Adds a diagnostic about several settings together, at the place of `key`; a reader that only describes adds none.
  package mutating func report(_ id: Diagnostic.ID, _ message: String, at key: String, allowed: [String] = []) {
    guard node != nil || position != nil else { return }
    diagnostics.append(Diagnostic(id, message, at: position(of: key), allowed: allowed))
  }

  /// Reads settings that were added after their stage had users: at their defaults they are in no key, and where the file does not give them in
  /// no record, so that what an earlier version made stays up to date.
  package mutating func omittingDefaults<Value>(_ read: (inout SettingsReader) -> Value) -> Value {
    let before = recordsDefaults
    recordsDefaults = false
    defer { recordsDefaults = before }
    return read(&self)
  }

  /// Lets several readers have a setting in common: where one was read already with the same words, it means the same and is recorded once.
  package mutating func sharingKeys<Value>(_ read: (inout SettingsReader) -> Value) -> Value {
    let before = sharesKeys
    sharesKeys = true
    let known = diagnostics.count
    let value = read(&self)
    sharesKeys = before
    // A wrong value is one mistake, however many take it for theirs.
    var reported = Set(diagnostics[..<known])
    diagnostics = diagnostics[..<known] + diagnostics[known...].filter { reported.insert($0).inserted }
    return value
  }

  // MARK: single values

  /// Reads a value of any form that `parse` understands. `expected` completes "expected …"; `show` writes a value as the file would.
  package mutating func value<Value>(
    _ key: String, default fallback: Value, expected: String, kind: SettingDescription.Kind? = nil,
    allowed: [String] = [], isRequired: Bool = false, _ documentation: String, show: (Value) -> String?,
    parse: (String) -> Value?
  ) -> Value {
    describe(key, kind ?? .formatted(expected: expected), isRequired, show(fallback), documentation)
    guard let scalar = scalar(key, expected: expected, isRequired: isRequired) else {
      record(key, given: nil, value: show(fallback), default: show(fallback))
      return fallback
    }
    guard let parsed = parse(scalar.text) else {
      diagnostics.append(
        Diagnostic(
          .invalidValue, "'\(scalar.text)' is not a valid \(label(key)); expected \(expected)", at: scalar.position,
          allowed: allowed, suggestion: Suggestion.nearest(to: scalar.text, among: allowed)))
      record(key, given: scalar.text, value: show(fallback), default: show(fallback))
      return fallback
    }
    record(key, given: scalar.text, value: show(parsed), default: show(fallback))
    return parsed
  }

  /// Reads a text; empty text counts as given.
  package mutating func text(_ key: String, default fallback: String? = nil, isRequired: Bool = false, _ documentation: String)
    -> String?
  {
    value(
      key, default: fallback, expected: "text", kind: .text, isRequired: isRequired, documentation, show: { $0 },
      parse: { .some($0) })
  }

  package mutating func integer(
    _ key: String, default fallback: Int? = nil, in range: ClosedRange<Int>, isRequired: Bool = false,
    _ documentation: String
  ) -> Int? {
    value(
      key, default: fallback, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      kind: .integer(range), isRequired: isRequired, documentation, show: { $0.map(String.init) },
      parse: { text in Int(text).flatMap { range.contains($0) ? .some($0) : nil } })
  }

  /// Reads `true` or `false`; `yes`, `on` and the like are refused.
  package mutating func flag(_ key: String, default fallback: Bool, _ documentation: String) -> Bool {
    value(
      key, default: fallback, expected: "true or false", kind: .flag, allowed: ["true", "false"], documentation,
      show: { String($0) }, parse: { $0 == "true" ? true : $0 == "false" ? false : nil })
  }

  /// Reads one of a closed set of words.
  package mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default fallback: Choice?, isRequired: Bool = false, _ documentation: String
  ) -> Choice? where Choice.RawValue == String {
    choice(
      key, among: Choice.allCases.map { ($0.rawValue, $0) }, default: fallback, show: { $0?.rawValue },
      isRequired: isRequired, documentation)
  }

  /// Reads one of a set of words that is only known at run time, such as the formats that can be written.
  package mutating func choice<Choice>(
    _ key: String, among choices: [(word: String, value: Choice)], default fallback: Choice?, show: (Choice?) -> String?,
    isRequired: Bool = false, _ documentation: String
  ) -> Choice? {
    // No key path: making one takes longer than the rest, for every setting of every asset.
    let words = choices.map { $0.word }
    return value(
      key, default: fallback, expected: "one of \(words.joined(separator: ", "))", kind: .choice(words), allowed: words,
      isRequired: isRequired, documentation, show: show,
      parse: { text in choices.first { $0.word == text }.map { .some($0.value) } })
  }

  // MARK: lists

  /// Reads a list of single values; one value alone counts as a list of one.
  package mutating func list<Element>(
    _ key: String, default fallback: [Element], expected: String, allowed: [String] = [], _ documentation: String,
    show: (Element) -> String, parse: (String) -> Element?
  ) -> [Element] {
    let defaultText = "[\(fallback.map(show).joined(separator: ", "))]"
    describe(key, .list(allowed.isEmpty ? .formatted(expected: expected) : .choice(allowed)), false, defaultText, documentation)
    let scalars: [Node.Scalar]
    switch lookUp(key) {
    case nil:
      record(key, given: nil, value: ListText.joined(fallback.map(show)), default: ListText.joined(fallback.map(show)))
      return fallback
    case .scalar(let scalar)?: scalars = [scalar]
    case .sequence(let items, _)?:
      scalars = items.compactMap { item in
        if item.scalar == nil { wrongKind(item, key: key, expected: expected) }
        return item.scalar
      }
    case .mapping(let entries, let position)?:
      wrongKind(.mapping(entries, position), key: key, expected: "a list")
      scalars = []
    }
    var elements: [Element] = []
    for scalar in scalars {
      if let element = parse(scalar.text) {
        elements.append(element)
      } else {
        diagnostics.append(
          Diagnostic(
            .invalidValue, "'\(scalar.text)' is not a valid \(label(key)); expected \(expected)", at: scalar.position,
            allowed: allowed, suggestion: Suggestion.nearest(to: scalar.text, among: allowed)))
      }
    }
    record(
      key, given: ListText.joined(scalars.map(\.text)), value: ListText.joined(elements.map(show)),
      default: ListText.joined(fallback.map(show)))
    return elements
  }

  /// Reads a list of mappings, each by `read` with a reader of its own. With an empty `key` the stage's own value is the list.
  package mutating func entries<Element>(
    _ key: String, isRequired: Bool = false, _ documentation: String, read: (inout SettingsReader) -> Element
  ) -> [(element: Element, settings: ResolvedSettings, position: SourcePosition)] {
    var template = SettingsReader(nil, subject: subject)
    _ = read(&template)
    describe(key, .entries(template.finish().descriptions), isRequired, nil, documentation)
    guard let list = lookUp(key) else {
      if isRequired { missing(key) }
      record(key, given: nil, value: "")
      return []
    }
    guard case .sequence(let items, _) = list else {
      wrongKind(list, key: key, expected: "a list of mappings")
      return []
    }
    var result: [(element: Element, settings: ResolvedSettings, position: SourcePosition)] = []
    for item in items {
      guard case .mapping = item else {
        wrongKind(item, key: key, expected: "a mapping")
        continue
      }
      let (element, outcome) = Self.readCorrectingKeys(item) { node in
        var reader = SettingsReader(node, subject: subject, at: item.position)
        let element = read(&reader)
        return (element, reader.finish())
      }
      diagnostics += outcome.diagnostics
      result.append((element, outcome.settings, item.position))
    }
    let pairs = result.map { ListText.joined($0.settings.settings.filter(\.isInKeys).flatMap { [$0.key, $0.value] }) }
    record(key, given: ListText.joined(pairs), value: ListText.joined(pairs))
    return result
  }

  /// Reads a value that no other function can, as its node. The caller reports its mistakes and records its value.
  package mutating func node(_ key: String, kind: SettingDescription.Kind, isRequired: Bool = false, _ documentation: String) -> Node? {
    describe(key, kind, isRequired, nil, documentation)
    let found = lookUp(key)
    if found == nil, isRequired { missing(key) }
    let text = found.map(Self.canonical)
    record(key, given: text, value: text ?? "")
    return found
  }

  /// Adds a diagnostic that a stage words itself.
  package mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  // MARK: ending

  /// Reports keys that nothing read, and ends the reader.
  package consuming func finish() -> Outcome {
    let known = descriptions.map(\.key).filter { !$0.isEmpty }
    var corrections: [KeyCorrection] = []
    switch node {
    case .mapping(let entries, _)? where !readsOwnValue || !known.isEmpty:
      corrections = entries.corrections(among: known)
      for entry in entries where !known.contains(entry.key.text) {
        diagnostics.append(
          Diagnostic(
            .unknownKey, "unknown key '\(entry.key.text)' in \(subject)", at: entry.key.position, allowed: known,
            suggestion: Suggestion.nearest(to: entry.key.text, among: known)))
      }
    case .scalar(let scalar)? where !readsOwnValue && !scalar.text.isEmpty:
      // The missing settings are only a consequence of it.
      diagnostics = []
      wrongKind(.scalar(scalar), key: "", expected: "its settings by name, as in {\(known.first ?? "name"): …}")
    case .sequence(let items, let position)? where !readsOwnValue:
      diagnostics = []
      wrongKind(.sequence(items, position), key: "", expected: "its settings by name, as in {\(known.first ?? "name"): …}")
    default: break
    }
    return Outcome(settings: ResolvedSettings(settings), descriptions: descriptions, diagnostics: diagnostics, corrections: corrections)
  }

  // MARK: parts

  /// Returns the node under `key`, or for an empty key the stage's own value, unless that is a mapping of settings.
  private mutating func lookUp(_ key: String) -> Node? {
    guard key.isEmpty else { return node?[key] }
    readsOwnValue = true
    return node
  }

  private mutating func scalar(_ key: String, expected: String, isRequired: Bool) -> Node.Scalar? {
    guard let found = lookUp(key) else {
      if isRequired { missing(key) }
      return nil
    }
    guard let scalar = found.scalar else {
      if !key.isEmpty { wrongKind(found, key: key, expected: expected) }
      return nil
    }
    return scalar
  }

  private mutating func missing(_ key: String) {
    guard node != nil || position != nil else { return }
    // Such as: gateway 'house'.
    let name = subject.contains("'") ? subject : "'\(subject)'"
    diagnostics.append(
      Diagnostic(.missingKey, "\(name) needs \(key.isEmpty ? "a value" : "'\(key)'")", at: position ?? node?.position))
  }

  private mutating func wrongKind(_ found: Node, key: String, expected: String) {
    let quoted = found.scalar.map { "'\($0.text)'" } ?? found.kindName
    diagnostics.append(Diagnostic(.wrongType, "\(quoted) is not valid for '\(label(key))'; expected \(expected)", at: found.position))
  }

  private func label(_ key: String) -> String { key.isEmpty ? subject : key }

  private mutating func describe(
    _ key: String, _ kind: SettingDescription.Kind, _ isRequired: Bool, _ defaultText: String?, _ documentation: String
  ) {
    readKeys.append(key)
    if sharesKeys, let index = descriptions.firstIndex(where: { $0.key == key }) {
      let known = descriptions[index]
      precondition(known.defaultText == defaultText, "the setting '\(key)' has two defaults")
      descriptions[index] = SettingDescription(
        key: key, kind: known.kind, isRequired: known.isRequired, defaultText: defaultText,
        documentation: known.documentation + " " + documentation)
      return
    }
    precondition(!descriptions.contains { $0.key == key }, "the setting '\(key)' is read twice")
    descriptions.append(
      SettingDescription(
        key: key, kind: kind, isRequired: isRequired, defaultText: defaultText, documentation: documentation))
  }

  private mutating func record(_ key: String, given: String?, value: String?, default fallback: String? = nil) {
    guard given != nil || recordsDefaults, !(sharesKeys && settings.contains { $0.key == key }) else { return }
    settings.append(
      ResolvedSettings.Setting(key: key, given: given, value: value ?? "", isInKeys: recordsDefaults || value ?? "" != fallback ?? ""))
  }

  private static func canonical(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.text
    case .sequence(let items, _): "[\(ListText.joined(items.map(canonical)))]"
    case .mapping(let entries, _): "{\(ListText.joined(entries.flatMap { [$0.key.text, canonical($0.value)] }))}"
    }
  }
}

extension Diagnostic.ID {
  package static let invalidValue: Diagnostic.ID = "invalid-value"
  package static let unknownKey: Diagnostic.ID = "unknown-key"
  package static let missingKey: Diagnostic.ID = "missing-key"
  package static let wrongType: Diagnostic.ID = "wrong-type"
}
