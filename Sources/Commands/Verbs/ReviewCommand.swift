import ArgumentParser
import Diagnostics
import JSON
import PipelineModel
import Reporting
import Reviewing
import Runs
import Storage
import SystemPackage

/// `aquatint review FILE`
struct ReviewCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Serves the contact sheet on this machine: every choice is saved at once. Ctrl-C ends it.",
    discussion: """
      Prints an address with a token that holds for this process; without it nothing is answered, and nothing but the page and its pictures is \
      served. Choices are bound as `pick` binds them, free; "Apply" in the page, or the next run, writes their files. What is rejected stays \
      in the output folder, but no delivery takes it. What is marked to be made again, with a note or without, is asked for once its price \
      was confirmed; notes are then kept in the lock file, and are part of the prompt from then on. Several reviews of one pipeline see \
      each other's choices.
      """)

  @Argument(help: "The pipeline file. Default: pipeline.yaml, else the only pipeline file in the current folder.", completion: .file())
  var file: String?

  @OptionGroup var pipeline: PipelineReplacements

  @Option(help: ArgumentHelp("The port to serve the page on; 0 takes a free one.", valueName: "n"))
  var port = 0

  @Option(
    help: ArgumentHelp(
      "What all that is asked again in this review may cost. Default: what each confirmation shows.", valueName: "usd"))
  var maxCost: AmountArgument?

  @Flag(name: .customLong("no-open"), help: "Does not open the page in a browser.")
  var opensNothing = false

  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if !(0...65_535).contains(port) { throw ValidationError("--port takes a number from 0 to 65535") }
  }

  func run(in environment: ProcessEnvironment) async throws {
    let events = formatOptions.events(in: environment)
    try await EventStream.reporting(to: events) { try await run(in: environment, events) }
  }

  private func run(in environment: ProcessEnvironment, _ events: EventStream?) async throws {
    let invocation = pipeline.applied(to: PipelineInvocation(file: try file ?? DefaultPipelineFile.name(in: environment)))
    let session = try Session(invocation, format: formatOptions.format, environment: environment, events: events)
    let loaded = try session.load(invocation.file)
    let interruption = Interruption()
    try await interruption.whileListening {
      try await mappingStorageErrors {
        let store = try await Store.open(loaded.pipeline.store.string)
        let server = ReviewServer(
          planning: session.planning, loaded: loaded, store: store, commands: CommandLineText(invocation), port: port,
          maximumCost: maxCost?.amount
        ) { session.runs($0, control: interruption, observer: $1) }
        do {
          try await server.withServer { review in
            announce(review, environment, events)
            await interruption.wait()
          }
        } catch let error as ReviewError {
          throw CommandFailure(.environmentError, error.description)
        }
        try store.ledger.close()
      }
    }
  }

  private func announce(_ review: RunningReview, _ environment: ProcessEnvironment, _ events: EventStream?) {
    if let events {
      events.send([("event", .text("listening")), ("url", .text(review.url)), ("port", .integer(review.port))])
    } else {
      Output.standardOutput.line(review.url)
    }
    if !opensNothing { Browser.open(review.url, environment) }
  }
}
