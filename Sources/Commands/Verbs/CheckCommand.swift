import ArgumentParser
import Diagnostics
import JSON
import Planning
import Runs

/// `aquatint check [FILE…]`
struct CheckCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Says what is wrong with pipeline files. Spends nothing and writes nothing.")

  @Argument(
    help: "Pipeline files; - for standard input. Default: pipeline.yaml, else the only pipeline file in the current folder.",
    completion: .file())
  var files: [String] = []

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let files = files.isEmpty ? [try DefaultPipelineFile.name(in: environment)] : files
    let configuration = try UserConfiguration.read(joining: Session.components, format: formatOptions.format, environment: environment)
    let session = Session(configuration, options: PipelineOptions(), format: formatOptions.format, environment: environment)
    var (mistakes, warnings) = (0, 0)
    var isUnreadable = false
    for file in files {
      do {
        let reading = try session.planning.read(try session.readPipelineFile(file), name: file)
        let findings = reading.diagnostics.map(Self.leavingSourcesToRun)
        session.printer(for: reading.source).print(findings)
        mistakes += findings.count { $0.severity == .error }
        warnings += findings.count { $0.severity == .warning }
      } catch let failure as CommandFailure {
        // The other files are still worth checking.
        Output.standardError.line("aquatint: \(failure.message)")
        isUnreadable = true
      }
    }
    say(files: files.count, mistakes: mistakes, warnings: warnings, isUnreadable: isUnreadable)
    if mistakes > 0 || isUnreadable { throw ExitStatus.wrongInput }
  }

  /// What it came to. A person needs no count of mistakes that stand there already.
  private func say(files: Int, mistakes: Int, warnings: Int, isUnreadable: Bool) {
    switch formatOptions.format {
    case .text:
      guard mistakes == 0, !isUnreadable, messages.verbosity != .quiet else { return }
      let rest = warnings > 0 ? ", \(Count.of(warnings, "warning"))" : ""
      Output.standardOutput.line("\(Count.of(files, "file")), no mistakes\(rest)")
    case .json:
      guard !isUnreadable else { return }
      Output.standardOutput.line(
        JSONDocument.check.value([("files", .integer(files)), ("mistakes", .integer(mistakes)), ("warnings", .integer(warnings))]).line)
    }
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
