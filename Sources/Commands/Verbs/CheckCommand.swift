import ArgumentParser
import Diagnostics
import Planning
import Runs

/// `aquatint check FILE…`
struct CheckCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says what is wrong with pipeline files. Spends nothing and writes nothing.")

  @Argument(help: "Pipeline files.")
  var files: [String]

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let components = try UserConfiguration.components(
      joining: Session.components, format: formatOptions.format, environment: environment)
    let session = Session(
      components: components, options: PipelineOptions(), format: formatOptions.format, environment: environment)
    var hasErrors = false
    var unreadable: CommandFailure?
    for file in files {
      do {
        let reading = try session.planning.read(try session.readPipelineFile(file), name: file)
        let told = reading.diagnostics.map(Self.leavingSourcesToRun)
        session.printer(for: reading.source).print(told)
        if told.hasErrors { hasErrors = true }
        // Programs use the exit code; a person who sees nothing wonders whether anything was done.
        if told.isEmpty, environment.terminals.error { Output.standardError.line("\(file): nothing is wrong with it") }
      } catch let failure as CommandFailure {
        // The other files are still worth checking.
        Output.standardError.line("aquatint: \(failure.message)")
        unreadable = failure
      }
    }
    if hasErrors || unreadable != nil { throw ExitStatus.wrongInput }
  }

  /// Returns the diagnostic, weakened if it is about missing sources: they are no property of the file, and a folder that is watched begins
  /// empty. 'plan' and 'run' refuse it.
  private static func leavingSourcesToRun(_ diagnostic: Diagnostic) -> Diagnostic {
    guard diagnostic.id == Planner.noSources else { return diagnostic }
    return Diagnostic(
      diagnostic.id, diagnostic.message, severity: .warning, at: diagnostic.position, allowed: diagnostic.allowed,
      suggestion: diagnostic.suggestion,
      notes: diagnostic.notes + [Diagnostic.Note("'plan' and 'run' end with 2 as long as that is so; 'watch' waits for files")])
  }
}
