import ArgumentParser
import Diagnostics
import JSON
import PipelineModel
import Reporting
import Runs
import Storage
import SystemPackage

/// `aquatint report FILE`
struct ReportCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes index.html into the output folder: a page to look through the assets and choose. A run does so at its end.")

  @OptionGroup var arguments: ChoosingArguments
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    try arguments.refuseSelectors("the page shows all assets and asks for none")
  }

  func run(in environment: ProcessEnvironment) async throws {
    let session = try Session(arguments.invocation, format: formatOptions.format, environment: environment)
    let loaded = try session.load(arguments.file)
    let (sheet, path, writing) = try await mappingStorageErrors {
      let store = try await Store.openReadOnly(loaded.pipeline.store.string)
      let sheet = try await session.gatherContactSheet(
        of: loaded, store: store, commands: CommandLineText(arguments.invocation))
      let (path, writing) = try ContactSheetFile.write(sheet)
      return (sheet, path, writing)
    }
    if writing == .foreign { throw CommandFailure(.environmentError, PageProblem.foreign(path: path).message) }
    let report = sheet.report
    switch formatOptions.format {
    case .text:
      Output.standardOutput.line(
        "\(Count.of(report.assets.count, "asset")); look through them in \(path)\(writing == .unchanged ? " (it was up to date)" : "")")
    case .json:
      let counts = ReportedAsset.State.allCases.map { ($0.rawValue, JSONValue.integer(report.count($0))) }
      Output.standardOutput.line(
        JSONDocument.report.value(
          [("page", .text(path)), ("changed", .flag(writing == .written)), ("assets", .integer(report.assets.count))] + counts
        ).line)
    }
  }
}
