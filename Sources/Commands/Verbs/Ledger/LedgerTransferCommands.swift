import ArgumentParser
import Diagnostics
import JSON
import PipelineModel
import Runs
import Storage
import SystemPackage

/// `aquatint ledger export FILE|-`
struct LedgerExportCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes every answered call with its stored files into a tar archive; keys are not in it.")

  @Argument(help: "The archive; - for standard output.", completion: .file())
  var file: String

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let report = try await mappingStorageErrors {
      let store = try await Store.openReadOnly(storeOptions.existingPath(environment))
      return try await store.export(to: file == "-" ? file : environment.currentFolder.resolving(file).string)
    }
    // The archive itself may be on standard output.
    let output = file == "-" ? Output.standardError : Output.standardOutput
    output.line(
      TransferText.of(report, verb: "exported", left: "left out, because their answers are missing", format: formatOptions.format))
  }
}

/// `aquatint ledger import FILE|-`
struct LedgerImportCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Takes in the calls of an archive that 'ledger export' wrote; those that are known stay as they are.")

  @Argument(help: "The archive; - for standard input.", completion: .file())
  var file: String

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let path = storeOptions.path(environment)
    let report: TransferReport = try await mappingStorageErrors {
      let store = try await Store.open(path)
      do {
        return try await store.importArchive(at: file == "-" ? file : environment.currentFolder.resolving(file).string)
      } catch let error as StorageError {
        // The file in the argument is at fault, not the store.
        if error.kind == .damagedArchive || (error.kind == .notFound && !error.path.hasPrefix(path)) {
          throw CommandFailure(.wrongInput, error.description)
        }
        throw error
      }
    }
    Output.standardOutput.line(TransferText.of(report, verb: "imported", left: "known already", format: formatOptions.format))
  }
}

private enum TransferText {
  static func of(_ report: TransferReport, verb: String, left: String, format: OutputFormat) -> String {
    switch format {
    case .text:
      let rest = report.skipped > 0 ? "; \(Count.of(report.skipped, "call")) \(left)" : ""
      return "\(Count.of(report.exchanges, "call")) \(verb), with \(Count.of(report.files, "file")) of \(report.bytes) bytes\(rest)"
    case .json:
      return JSONDocument.archive.value([
        ("calls", .integer(report.exchanges)), ("skipped", .integer(report.skipped)), ("files", .integer(report.files)),
        ("bytes", .integer(report.bytes)),
      ]).line
    }
  }
}
