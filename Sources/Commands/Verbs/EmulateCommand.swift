import ArgumentParser
import BuiltIns
import Dialects
import GatewayAPI
import GatewayEmulator
import ImageCore
import JSON
import Runs

/// `aquatint emulate`
struct EmulateCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "emulate",
    abstract: "Runs the emulator: a server on the loopback address that answers like the Gemini API and draws the pictures itself.")

  @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one.", valueName: "n"))
  var port = 0

  @Option(help: ArgumentHelp("A JSON file of faults to answer with.", valueName: "file"), completion: .file())
  var faults: String?

  @Option(help: ArgumentHelp("Seconds to wait before each answer.", valueName: "seconds"))
  var delay: Double = 0

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("The gateway to imitate: its address, key, spelling and required fields.", valueName: "gateway"),
    completion: WordCompletion.gateways)
  var imitated: String?

  @Flag(help: "Prints every request as a line of JSON, without keys.")
  var log = false

  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if !(0...65_535).contains(port) { throw ValidationError("--port takes a number from 0 to 65535") }
    if !(0...3_600).contains(delay) { throw ValidationError("--delay takes 0 to 3600 seconds") }
  }

  func run(in environment: ProcessEnvironment) async throws {
    var configuration = EmulatorConfiguration()
    configuration.port = port
    configuration.delay = .seconds(delay)
    if let faults { configuration.script = try script(from: faults, environment) }
    if let imitated {
      guard let profile = BuiltIns.gateways.first(where: { $0.name == imitated }) else {
        let names = BuiltIns.gateways.map(\.name).joined(separator: ", ")
        throw CommandFailure(.wrongInput, "--as: there is no gateway '\(imitated)'; there are \(names)")
      }
      configuration.profile = profile
    }
    if log { configuration.onRequest = RequestObserver { Output.standardOutput.line($0.logLine()) } }
    let server = EmulatorServer(
      configuration: configuration, dialects: BuiltIns.dialects, cards: BuiltIns.models, codecs: CodecRegistry(BuiltIns.codecs))
    let interruption = Interruption()
    do {
      try await interruption.whileListening {
        // The wait ends inside the server's body, so that answers in progress are finished before it closes.
        try await server.withServer { emulator in
          announce(emulator, environment)
          await interruption.wait()
        }
      }
    } catch let error as EmulatorError {
      throw CommandFailure(.environmentError, error.description)
    }
  }

  private func announce(_ emulator: RunningEmulator, _ environment: ProcessEnvironment) {
    switch formatOptions.format {
    case .text: Output.standardOutput.line("listening on \(emulator.baseURL)")
    case .json:
      EventStream(clock: environment.clock).send([
        ("event", .text("listening")), ("url", .text(emulator.baseURL)), ("port", .integer(emulator.port)),
      ])
    }
  }

  private func script(from path: String, _ environment: ProcessEnvironment) throws -> EmulatorScript {
    let bytes = try InputFile.read(path, what: "the faults file", environment)
    do {
      return try EmulatorScript(faultsFile: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw CommandFailure(.wrongInput, "\(path): \(error)")
    }
  }
}
