import BuiltIns
import Diagnostics
import Foundation
import ImageCore
import PipelineModel
import PipelineSpec
import TestSupport
import Testing

/// The schema for editors, held against what reads the files.
@Suite struct SchemaTests {
  private static let file = TestFiles.packageRoot + "/Pipelines/aquatint.schema.json"

  private func printed(_ scratch: Scratch) async throws -> String {
    let ending = try await Program.run("schema", in: scratch)
    #expect(ending.code == 0)
    return ending.output
  }

  private func object(_ value: Any?) throws -> [String: Any] { try #require(value as? [String: Any]) }

  private func schema(_ scratch: Scratch) async throws -> [String: Any] {
    try object(try JSONSerialization.jsonObject(with: Data(try await printed(scratch).utf8)))
  }

  @Test func `the schema beside the pipelines is the one that the program prints`() async throws {
    let text = try await printed(try Scratch())
    let environment = ProcessInfo.processInfo.environment
    if environment["AQUATINT_REWRITE_GOLDENS"] != nil, environment["CI"] == nil {
      try Data(text.utf8).write(to: URL(filePath: Self.file))
    }
    let kept = String(decoding: try TestFiles.bytes(at: Self.file), as: UTF8.self)
    #expect(text == kept, "Pipelines/aquatint.schema.json is old; AQUATINT_REWRITE_GOLDENS=1 writes it again")
  }

  @Test func `the schema is the same as JSON on one line`() async throws {
    let scratch = try Scratch()
    let ending = try await Program.run("schema", "--format", "json", in: scratch)
    #expect(ending.lines.count == 1)
    let line = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? NSDictionary
    #expect(try await schema(scratch) as NSDictionary == line)
  }

  @Test func `every key at the top of a file is in the schema, with its documentation`() async throws {
    let schema = try await schema(try Scratch())
    let properties = try object(schema["properties"])
    #expect(Set(properties.keys) == Set(DocumentKey.allCases.map(\.rawValue)))
    #expect(schema["additionalProperties"] as? Bool == false)
    #expect(Set(try #require(schema["required"] as? [String])) == ["version", "output", "stages"])
    for key in DocumentKey.allCases {
      #expect(DocumentKey.documentation[key] != nil, "DocumentKey.documentation lacks '\(key.rawValue)'")
    }
  }

  @Test(arguments: BuiltIns.stages.map { $0.name.rawValue }) func `every setting of a stage is in the schema`(_ name: String) async throws {
    let stages = try object(try object(try await schema(try Scratch())["properties"])["stages"])
    let forms = try #require(try object(stages["items"])["anyOf"] as? [[String: Any]])
    let stage = try object(try object(forms[0]["properties"])[name])
    let stageType = try #require(BuiltIns.stages.first { $0.name.rawValue == name })
    var reader = SettingsReader(nil, subject: name)
    _ = stageType.init(settings: &reader)
    let text = String(decoding: try JSONSerialization.data(withJSONObject: stage), as: UTF8.self)
    #expect((stage["description"] as? String)?.hasPrefix(stageType.summary) == true)
    for description in reader.finish().descriptions {
      try expect(description, in: text)
    }
  }

  private func expect(_ description: SettingDescription, in text: String) throws {
    if !description.key.isEmpty { #expect(text.contains("\"\(description.key)\":"), "'\(description.key)' is missing") }
    switch description.kind {
    case .choice(let words): for word in words { #expect(text.contains("\"\(word)\""), "'\(word)' of '\(description.key)' is missing") }
    case .entries(let inner), .settings(let inner): for entry in inner { try expect(entry, in: text) }
    case .either(let kinds):
      for kind in kinds { if case .settings(let inner) = kind { for entry in inner { try expect(entry, in: text) } } }
    case .text, .integer, .flag, .formatted, .list, .names: break
    }
  }

  @Test func `gateways, models and limits have their settings in the schema`() async throws {
    let properties = try object(try object(try await schema(try Scratch()))["properties"])
    let gateway = try object(try object(properties["gateways"])["additionalProperties"])
    let gatewayKeys = Set(try object(gateway["properties"]).keys)
    #expect(Set(["like", "dialect", "baseURL", "path", "auth", "key", "prices", "parallel"]).isSubset(of: gatewayKeys))
    let model = try object(try object(properties["models"])["additionalProperties"])
    #expect(Set(["like", "aspectRatios", "imageSizes", "pixels", "prices"]).isSubset(of: Set(try object(model["properties"]).keys)))
    let limits = try object(properties["limits"])
    #expect(Set(try object(limits["properties"]).keys) == Set(DecodeLimits.settings.map(\.name)))
  }

  @Test(arguments: try CookbookTests.files()) func `a pipeline of ours leads editors to the schema`(_ path: String) throws {
    let text = String(decoding: try TestFiles.bytes(at: path), as: UTF8.self)
    let first = try #require(text.split(separator: "\n").first)
    #expect(first == "# yaml-language-server: $schema=aquatint.schema.json")
  }
}
