import Diagnostics
import PipelineModel

/// What a stage's own description says about its settings, and settings made up from it.
struct StageSettings: CustomStringConvertible {
  let type: any Stage.Type

  var description: String { type.name.rawValue }

  /// The stage's settings as it describes them on an empty reader, with what it reported meanwhile.
  func described() -> SettingsReader.Outcome { read(nil, at: nil).outcome }

  func read(_ node: Node?, at position: SourcePosition? = ExampleNode.stagePosition) -> (stage: any Stage, outcome: SettingsReader.Outcome)
  {
    var reader = SettingsReader(node, subject: type.name.rawValue, at: position)
    let stage = type.init(settings: &reader)
    return (stage, reader.finish())
  }
}

/// Nodes with places that nothing else has.
enum ExampleNode {
  static let stagePosition = SourcePosition(line: 1, column: 1)
  /// Where ``mapping(of:adding:)`` puts its additional key.
  static let additionPosition = SourcePosition(line: 7, column: 7)
  static let oddPosition = SourcePosition(line: 8, column: 8)

  static func scalar(_ text: String, at position: SourcePosition = SourcePosition(line: 2, column: 2)) -> Node {
    .scalar(Node.Scalar(text, at: position))
  }

  static func entry(_ key: String, _ value: Node, at position: SourcePosition = SourcePosition(line: 3, column: 3)) -> Node.Entry {
    Node.Entry(key: Node.Scalar(key, at: position), value: value)
  }

  /// A value that a setting of this kind takes, or at least recognises as meant for it.
  static func value(of kind: SettingDescription.Kind) -> Node {
    switch kind {
    case .text, .formatted: scalar("1")
    case .integer(let range): scalar(String(range.lowerBound))
    case .flag: scalar("true")
    case .choice(let words): scalar(words.first ?? "")
    case .list(let element): .sequence([value(of: element)], stagePosition)
    case .entries(let descriptions): .sequence([mapping(of: descriptions)], stagePosition)
    case .settings(let descriptions): mapping(of: descriptions)
    case .either(let forms): value(of: forms.first ?? .text)
    case .names(let element): .mapping([entry("name", value(of: element))], stagePosition)
    }
  }

  /// Every described setting with a value of its kind; where the stage's own value is a list of mappings, one of those.
  static func node(of descriptions: [SettingDescription], adding addition: Node.Entry? = nil) -> Node {
    for description in descriptions where description.key.isEmpty {
      if case .entries(let inner) = description.kind { return .sequence([mapping(of: inner, adding: addition)], stagePosition) }
    }
    return mapping(of: descriptions, adding: addition)
  }

  static func mapping(of descriptions: [SettingDescription], adding addition: Node.Entry? = nil) -> Node {
    let known = descriptions.filter { !$0.key.isEmpty }.map { entry($0.key, value(of: $0.kind)) }
    return .mapping(known + (addition.map { [$0] } ?? []), stagePosition)
  }

  /// The described settings that have defaults, written out; the others are left to be missing.
  static func defaults(of descriptions: [SettingDescription], isWritten: Bool) -> Node {
    for description in descriptions where description.key.isEmpty {
      if case .entries(let inner) = description.kind { return .sequence([defaults(of: inner, isWritten: isWritten)], stagePosition) }
    }
    let entries = descriptions.compactMap { description -> Node.Entry? in
      guard isWritten, !description.key.isEmpty, let text = description.defaultText else { return nil }
      guard case .list = description.kind else { return entry(description.key, scalar(text)) }
      let items = text.dropFirst().dropLast().split(separator: ",").map { scalar(String($0.drop { $0 == " " })) }
      return entry(description.key, .sequence(items, stagePosition))
    }
    return .mapping(entries, stagePosition)
  }
}
