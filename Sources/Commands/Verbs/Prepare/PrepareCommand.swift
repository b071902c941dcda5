import ArgumentParser
import BuiltIns
import Diagnostics
import GatewayAPI
import GatewayClient
import ImageCore
import PipelineModel
import PipelineStages
import Runs
import Storage
import SystemPackage

/// `aquatint prepare INPUT…`
struct PrepareCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Makes pictures fit to be sent to a model: upright, sRGB, 8 bits, an accepted type, small enough, and nothing but pixels.",
    discussion: """
      Writes <stem>.<extension> into one folder; sources are only read. Inputs with equal stems keep their old extension too (a.heic.jpg), \
      and what is equal even then gets -2, -3. A file that an earlier 'prepare' wrote is replaced; another file of that name is left alone \
      unless --overwrite is given. A picture that fits already is copied byte for byte.

      With --aspect, <name>.prepared.json records crop, placement and scale, so that a place in a result can be found in its source: \
      source = crop + (output - placement) / scale.

      A picture that is too large for the gateway goes down a ladder: the types of --mime in turn, then quality 80, 70, 60, then three \
      quarters of the edges at a time. Each rung is said.

      As the pictures of a request, for curl and jq:
        aquatint prepare shoe.heic --as parts | jq '{contents: [{role: "user", parts: ([{text: "A red shoe"}] + .)}]}' > request.json

      Exit codes: 0 every input is prepared, 1 some are not, 2 nothing matched or the command line is wrong, 3 the output folder cannot be \
      written to, 130 interrupted.
      """)

  @Argument(
    help: ArgumentHelp("Files, folders (with all below them, hidden names left out) and quoted patterns.", valueName: "input"),
    completion: .file())
  var inputs: [String]

  @OptionGroup var options: PrepareOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws { try options.check() }

  func run(in environment: ProcessEnvironment) async throws {
    let interruption = Interruption()
    let target = try PrepareTarget(options, today: environment.today)
    if let output = options.output { try check(output, in: environment.currentFolder) }
    for warning in target.warnings { Output.standardError.line("aquatint: \(warning)") }
    let found = try list(in: environment.currentFolder)
    let reporter = PrepareReporter(
      format: formatOptions.format, environment: environment, total: found.files.count + found.problems.count,
      part: options.form == .parts ? target.part : nil)
    for problem in found.problems { reporter.fail(problem.shown, name: problem.name, message: problem.message) }
    guard !found.files.isEmpty else {
      reporter.finish(leftOut: found.leftOut, output: nil)
      throw ExitStatus.wrongInput
    }
    let settings = try target.settings(options, pictures: found.files.count)
    let status = try await interruption.whileListening {
      try await mappingStorageErrors {
        let output = try options.output.map {
          try OutputFolder(environment.currentFolder.resolving($0).string, shown: $0, overwrites: options.overwrite)
        }
        let preparer = PicturePreparer(
          settings: settings, codecs: CodecRegistry(BuiltIns.codecs), limits: options.limits.decodeLimits)
        let batch = BatchPreparation(
          preparer: preparer, settings: settings, output: output, keepsBytes: options.form == .parts,
          jobs: options.jobs ?? environment.cores,
          onStart: { reporter.started($0) })
        let isWhole = try await reporter.whileShowing { try await run(batch, on: found.files, reporter, interruption) }
        reporter.finish(leftOut: found.leftOut, output: options.output)
        return isWhole ? (reporter.hasFailures ? ExitStatus.someFailed : .success) : .interrupted
      }
    }
    if status != .success { throw status }
  }

  /// Refuses a file in the place of a folder, before anything is read.
  private func check(_ output: String, in folder: FilePath) throws {
    if let fix = PathMistake.fixOfBeginning(of: output) { throw CommandFailure(.wrongInput, "--output: '\(output)': \(fix)") }
    var path = folder.resolving(output)
    while FileKind.of(path.string) == nil, path.removeLastComponent() {}
    guard FileKind.of(path.string + "/.") != .folder else { return }
    throw CommandFailure(
      .environmentError, "--output: '\(path)' is no folder; name the folder that the pictures go into, each under its own name")
  }

  private func list(in folder: FilePath) throws -> PreparationInputs {
    do {
      return try PreparationInputs(
        inputs, in: folder, output: options.output.map { folder.resolving($0).string }, codecs: CodecRegistry(BuiltIns.codecs))
    } catch let error as DiagnosticError {
      throw CommandFailure(.wrongInput, error.diagnostics.first?.message ?? "an input is not a pattern")
    }
  }

  /// Runs the batch, and returns whether it ran to its end without an interruption.
  private func run(
    _ batch: BatchPreparation, on files: [PreparationInput], _ reporter: PrepareReporter, _ interruption: Interruption
  ) async throws -> Bool {
    try await withThrowingTaskGroup(of: Bool.self) { tasks in
      tasks.addTask {
        do {
          try await batch.run(files) { reporter.report($0) }
          return true
        } catch is CancellationError {
          return false
        }
      }
      tasks.addTask {
        await interruption.wait()
        return false
      }
      // The first of both ends the other; a file that is being written then does not appear at all.
      let first = try await tasks.next() ?? false
      tasks.cancelAll()
      while let _ = try await tasks.next() {}
      return first
    }
  }
}
