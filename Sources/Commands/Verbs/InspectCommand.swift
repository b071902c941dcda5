import ArgumentParser
import BuiltIns
import ImageCore
import PipelineEngine
import Storage
import SystemPackage

/// `aquatint inspect FILE…`
struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Says what a picture is: format, size, orientation, profile, alpha, frames, ratio.")

  @Argument(help: "Pictures.")
  var files: [String]

  @OptionGroup var formatOptions: FormatOptions

  func run() async throws {
    let reader = ImageReader(codecs: CodecRegistry(BuiltIns.codecs))
    let folder = Surroundings.current().currentFolder
    var hasFailed = false
    for file in files {
      do {
        let bytes = try FileBytes.read(folder.resolving(file).string, limit: reader.limits.encodedBytes)
        let facts = try PictureFacts(path: file, bytes: bytes, reader: reader)
        switch formatOptions.format {
        case .text: Output.standardOutput.line(facts.text)
        case .json: Output.standardOutput.line(facts.json.line)
        }
      } catch {
        hasFailed = true
        let message = (error as? StorageError)?.description ?? "'\(file)': \(error)"
        switch formatOptions.format {
        case .text: Output.standardError.line("aquatint: \(message)")
        case .json:
          Output.standardOutput.line(JSONValue.object([("path", .text(file)), ("error", .text(message))]).line)
        }
      }
    }
    if hasFailed { throw ExitStatus.someFailed }
  }
}
