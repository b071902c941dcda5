import ArgumentParser
import BuiltIns
import ImageCore
import JSON
import PipelineModel
import Runs
import Storage
import SystemPackage

/// `aquatint inspect FILE…`
struct InspectCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Says what a picture is: format, size, orientation, profile, alpha, frames, ratio.")

  @Argument(help: "Pictures.", completion: .file())
  var files: [String]

  @Option(
    name: .customLong("limit"),
    help: ArgumentHelp(
      "A limit on what a picture may cost, in place of the usual one; may be given several times.", valueName: "NAME=NUMBER"))
  var limits: [LimitArgument] = []

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let reader = ImageReader(codecs: CodecRegistry(BuiltIns.codecs), limits: limits.decodeLimits)
    let folder = environment.currentFolder
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
