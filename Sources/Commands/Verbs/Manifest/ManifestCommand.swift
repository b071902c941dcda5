import ArgumentParser
import Diagnostics
import PipelineModel
import PipelineSpec
import Planning
import Runs
import Storage
import SystemPackage

/// `aquatint manifest FILE`
struct ManifestCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "manifest",
    abstract: "Lists the files of the output folder as a table: what they are, what they cost, what they were made for.")

  @OptionGroup var arguments: ChoosingArguments

  @Option(help: "How the table is printed: jsonl, csv or tsv.")
  var format = TableFormat.jsonl

  @OptionGroup var messages: MessageOptions

  func validate() throws {
    try arguments.refuseSelectors("the table has every file")
  }

  func run(in environment: ProcessEnvironment) async throws {
    let session = try Session(arguments.invocation, format: format == .jsonl ? .json : .text, environment: environment)
    let loaded = try session.load(arguments.file)
    let pipeline = loaded.pipeline
    let manifest = try await mappingStorageErrors { try Self.manifest(of: pipeline) }
    let document = pipeline.document
    let table = ManifestTable(
      manifest: manifest, names: document.matrix.names + document.values.map(\.name.text), bindings: loaded.expansion?.bindings ?? [:])
    // The fields are escaped one by one: the tabs between them are ours.
    for line in table.lines(format) { Output.standardOutput.writeVerbatim(line + "\n") }
  }

  private static func manifest(of pipeline: Pipeline) throws -> Manifest {
    let path = pipeline.output.appending(Manifest.fileName).string
    guard try FileStamp.of(path) != nil else {
      throw CommandFailure(.wrongInput, "'\(path)' is not there; nothing has been made yet")
    }
    let bytes = try FileBytes.read(path, limit: Manifest.sizeLimit)
    do throws(ManifestError) {
      return try Manifest.read(bytes)
    } catch {
      switch error {
      case .newer(let version): throw CommandFailure(.wrongInput, "'\(path)' is of a newer version of this program (\(version))")
      case .foreign: throw CommandFailure(.wrongInput, "'\(path)' is not a manifest of this program")
      }
    }
  }
}

/// How a table is printed.
enum TableFormat: String, CaseIterable, ExpressibleByArgument {
  /// An object a line.
  case jsonl
  case csv
  case tsv
}
