import ImageCore
import JSON
import PipelineModel
import PipelineSpec

/// A manifest as a table, a line for each file. The names of the columns are stable.
struct ManifestTable {
  let manifest: Manifest
  /// The names that values have in the pipeline file.
  let names: [String]
  /// By asset; without those that are gone.
  let bindings: [String: Bindings]

  private static let columns = ["asset", "rendition", "path", "width", "height", "bytes", "sha256", "model", "cost"]

  func lines(_ format: TableFormat) -> [String] {
    let chosen = manifest.shownVariants
    switch format {
    case .jsonl: return manifest.files.map { TerminalText.escaped(object($0, chosen).line) }
    case .csv: return [header.joined(separator: ",")] + manifest.files.map { fields($0, chosen).map(Self.quoted).joined(separator: ",") }
    case .tsv: return [header.joined(separator: "\t")] + manifest.files.map { fields($0, chosen).map(Self.plain).joined(separator: "\t") }
    }
  }

  /// What a file is called that is no rendition is what it is.
  private func rendition(_ file: Manifest.File) -> String { file.rendition ?? file.kind.rawValue }

  private func object(_ file: Manifest.File, _ chosen: [String: Int]) -> JSONValue {
    .object([
      ("asset", .text(file.asset)), ("rendition", .text(rendition(file))), ("path", .text(file.path)),
      ("width", file.size.map { .integer($0.width) } ?? .null), ("height", file.size.map { .integer($0.height) } ?? .null),
      ("bytes", .integer(file.bytes)), ("sha256", .text(file.sha256)), ("model", .optional(file.provenance?.model)),
      ("cost", .optional(file.provenance?.cost)),
      ("values", .object(names.map { ($0, .optional(bindings[file.asset]?[$0])) })), ("chosen", .flag(chosen[file.asset] == file.variant)),
    ])
  }

  private var header: [String] { Self.columns + names.map { "values.\($0)" } + ["chosen"] }

  private func fields(_ file: Manifest.File, _ chosen: [String: Int]) -> [String] {
    [
      file.asset, rendition(file), file.path, file.size.map { String($0.width) } ?? "", file.size.map { String($0.height) } ?? "",
      String(file.bytes), file.sha256, file.provenance?.model ?? "", file.provenance?.cost ?? "",
    ] + names.map { bindings[file.asset]?[$0] ?? "" } + [String(chosen[file.asset] == file.variant)]
  }

  /// A field of https://www.rfc-editor.org/rfc/rfc4180.
  private static func quoted(_ field: String) -> String {
    let field = TerminalText.escaped(field)
    guard field.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else { return field }
    return "\"\(field.replacing("\"", with: "\"\""))\""
  }

  /// A field that has no tabs and stays on its line (https://www.iana.org/assignments/media-types/text/tab-separated-values).
  private static func plain(_ field: String) -> String {
    TerminalText.escaped(String(String.UnicodeScalarView(field.unicodeScalars.map { $0.value < 0x20 ? " " : $0 })))
  }
}
