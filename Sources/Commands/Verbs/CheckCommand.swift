import ArgumentParser
import Diagnostics
import PipelineEngine

/// `aquatint check FILE…`
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says what is wrong with pipeline files. Spends nothing and writes nothing.")

  @Argument(help: "Pipeline files.")
  var files: [String]

  @OptionGroup var formatOptions: FormatOptions

  func run() async throws {
    let surroundings = Surroundings.current()
    let components = try UserConfiguration.components(
      joining: Session.components, format: formatOptions.format, surroundings: surroundings)
    var hasErrors = false
    var unreadable: CommandFailure?
    for file in files {
      do {
        let (outcome, _, diagnostics) = try Session.diagnose(
          file, components: components, options: PipelineOptions(), surroundings: surroundings)
        let told = diagnostics.map(Self.leavingSourcesToRun)
        DiagnosticPrinter(source: outcome.source, format: formatOptions.format, surroundings: surroundings).print(told)
        if told.hasErrors { hasErrors = true }
        // Programs go by the code; a person who sees nothing wonders whether anything was done.
        if told.isEmpty, Output.standardError.isTerminal { Output.standardError.line("\(file): nothing is wrong with it") }
      } catch let failure as CommandFailure {
        // The other files are still worth checking.
        Output.standardError.line("aquatint: \(failure.message)")
        unreadable = failure
      }
    }
    if hasErrors || unreadable != nil { throw ExitStatus.wrongInput }
  }

  /// Whether sources are there is no property of the file: a folder that is watched begins empty. 'plan' and 'run' refuse it.
  private static func leavingSourcesToRun(_ diagnostic: Diagnostic) -> Diagnostic {
    guard diagnostic.id == Planner.noSources else { return diagnostic }
    return Diagnostic(
      diagnostic.id, diagnostic.message, severity: .warning, at: diagnostic.position, allowed: diagnostic.allowed,
      suggestion: diagnostic.suggestion,
      notes: diagnostic.notes + [Diagnostic.Note("'plan' and 'run' end with 2 as long as that is so; 'watch' waits for files")])
  }
}
