import Foundation

/// A JSON value as an independent reader sees it: numbers and truth values are told apart.
enum AnyJSON: Decodable, Equatable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([AnyJSON])
  case object([String: AnyJSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else {
      do { self = .flag(try container.decode(Bool.self)) } catch {
        do { self = .number(try container.decode(Double.self)) } catch {
          do { self = .text(try container.decode(String.self)) } catch {
            do { self = .list(try container.decode([AnyJSON].self)) } catch {
              self = .object(try container.decode([String: AnyJSON].self))
            }
          }
        }
      }
    }
  }

  subscript(name: String) -> AnyJSON? { if case .object(let members) = self { members[name] } else { nil } }

  var text: String? { if case .text(let text) = self { text } else { nil } }

  var list: [AnyJSON] { if case .list(let items) = self { items } else { [] } }
}

/// Holds values against a JSON Schema: what the schemas of this project use of draft 7, and nothing else.
/// https://json-schema.org/draft-07/json-schema-validation
struct JSONSchema {
  private let root: AnyJSON

  init(_ bytes: [UInt8]) throws { root = try JSONDecoder().decode(AnyJSON.self, from: Data(bytes)) }

  /// Returns what is wrong with a text of JSON, each with its place; none where it is as the definition says.
  func problems(in text: String, as definition: String) throws -> [String] {
    let value = try JSONDecoder().decode(AnyJSON.self, from: Data(text.utf8))
    return problems(value, .object(["$ref": .text("#/$defs/\(definition)")]), at: "$")
  }

  private func problems(_ value: AnyJSON, _ schema: AnyJSON, at place: String) -> [String] {
    if let reference = schema["$ref"]?.text {
      guard let target = root["$defs"]?[String(reference.dropFirst("#/$defs/".count))] else {
        return ["\(place): there is no \(reference)"]
      }
      return problems(value, target, at: place)
    }
    var found: [String] = []
    if let constant = schema["const"], constant != value { found.append("\(place): is not \(constant)") }
    if let values = schema["enum"]?.list, !values.contains(value) { found.append("\(place): is none of \(values)") }
    let types = schema["type"]?.text.map { [$0] } ?? schema["type"]?.list.compactMap(\.text) ?? []
    if !types.isEmpty, !types.contains(where: { Self.isOne(value, $0) }) {
      found.append("\(place): is no \(types.joined(separator: ", "))")
    }
    if let pattern = schema["pattern"]?.text, let text = value.text, text.range(of: pattern, options: .regularExpression) == nil {
      found.append("\(place): '\(text)' is not like \(pattern)")
    }
    if case .object(let members) = value {
      for name in schema["required"]?.list.compactMap(\.text) ?? [] where members[name] == nil { found.append("\(place): lacks '\(name)'") }
      if case .object(let properties)? = schema["properties"] {
        for (name, inner) in properties {
          if let member = members[name] { found += problems(member, inner, at: "\(place).\(name)") }
        }
      }
    }
    if let items = schema["items"], case .list(let list) = value {
      for (index, item) in list.enumerated() { found += problems(item, items, at: "\(place)[\(index)]") }
    }
    for (key, isExact) in [("oneOf", true), ("anyOf", false)] {
      guard let choices = schema[key]?.list else { continue }
      let results = choices.map { problems(value, $0, at: place) }
      let fitting = results.count { $0.isEmpty }
      if fitting == 0 || (isExact && fitting > 1) {
        // The one that comes nearest tells the most.
        found += ["\(place): fits \(fitting) of \(key)"] + (results.min { $0.count < $1.count } ?? [])
      }
    }
    return found
  }

  private static func isOne(_ value: AnyJSON, _ type: String) -> Bool {
    switch (value, type) {
    case (.object, "object"), (.list, "array"), (.text, "string"), (.null, "null"), (.flag, "boolean"): true
    case (.number(let number), "integer"): number == number.rounded()
    default: false
    }
  }
}
