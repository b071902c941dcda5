import BuiltIns
import Foundation
import GatewayAPI
import ImageCore
import Testing

/// The table of gateways in the documents says what the profiles say.
@Suite struct GatewayTableTests {
  private static let fields: [(title: String, field: RequestField)] = [
    ("system text", .systemInstruction), ("safety", .safetySettings), ("tools", .tools), ("sampling", .temperature), ("seed", .seed),
    ("several pictures", .references), ("turns", .history), ("text beside", .textBesidePicture), ("text alone", .textAnswer),
    ("quality", .quality),
  ]

  private static var header: [String] {
    ["gateway", "path", "key", "pictures go as", "ratios", "sizes", "one-size models get a size", "required"] + fields.map(\.title)
  }

  private static func row(_ profile: GatewayProfile) -> [String] {
    let required = RequestField.allCases.filter(profile.requiredFields.contains).map(\.rawValue)
    let part =
      profile.dialect.name != "gemini" ? "data URI" : profile.imagePartSpelling == .snakeCase ? "`inline_data`" : "`inlineData`"
    let cells = [
      "`\(profile.name)`", "`\(profile.path)`", profile.authentication.rawValue, part,
      profile.aspectRatios.map { String($0.count) } ?? "the model's", profile.imageSizes?.joined(separator: " ") ?? "the model's",
      profile.onlySizePolicy == .sent ? "yes" : "no", required.isEmpty ? "-" : required.joined(separator: ", "),
    ]
    return cells
      + fields.map { field in
        switch profile.unsupportedFields(of: [field.field]).first?.kind {
        case .inexpressible?: "no"
        case .undocumented?: "not documented"
        case nil: "yes"
        }
      }
  }

  private static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  @Test func `every row and cell is what the profile holds`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "Sources/GatewayAPI/GatewayAPI.docc/Gateways.md"), encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("|") }
    let rule = Self.line(Self.header.map { _ in "---" })
    #expect(lines == [Self.line(Self.header), rule] + BuiltIns.gateways.map { Self.line(Self.row($0)) })
  }
}
