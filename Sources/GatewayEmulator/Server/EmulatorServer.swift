package import Dialects
package import GatewayAPI
import HummingbirdCore
package import ImageCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The reason why an emulator could not be started.
package struct EmulatorError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
}

/// A server on the loopback address that answers like the Gemini API and draws the pictures itself.
///
/// The same request gives the same bytes, from every instance; a request that comes again gives the next variation, with its number on the
/// picture. Nothing is billed and nothing leaves the machine.
package struct EmulatorServer: Sendable {
  private let configuration: EmulatorConfiguration
  private let dialects: [any Dialect]
  private let cards: [ModelCard]
  private let codecs: CodecRegistry

  package init(
    configuration: EmulatorConfiguration = EmulatorConfiguration(), dialects: [any Dialect], cards: [ModelCard], codecs: CodecRegistry
  ) {
    self.configuration = configuration
    self.dialects = dialects
    self.cards = cards
    self.codecs = codecs
  }

  /// Returns a server whose jobs are kept in a folder, for one that is started later.
  package func keepingJobs(in folder: String) -> EmulatorServer {
    var configuration = configuration
    if configuration.jobFolder == nil { configuration.jobFolder = folder }
    return EmulatorServer(configuration: configuration, dialects: dialects, cards: cards, codecs: codecs)
  }

  /// Starts, runs `body` once the port is open, and closes everything when `body` ends, in whatever way.
  ///
  /// Answers that are held back then are dropped; one that is being written has two seconds. Cancelling the task that this runs in closes all
  /// connections at once: to let calls finish, cancel inside `body`.
  /// - Throws: ``EmulatorError`` if the port is not available; the error of `body`.
  package func withServer<Value: Sendable>(_ body: (RunningEmulator) async throws -> Value) async throws -> Value {
    let journal = RequestJournal(configuration: configuration)
    let jobs = JobFolder(configuration.jobFolder)
    let responder = EmulatorResponder(
      service: EmulatorService(configuration: configuration, dialects: dialects, cards: cards, codecs: codecs, journal: journal),
      jobs: jobs)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let logger = Logger(label: "emulator") { _ in SwiftLogNoOpLogHandler() }
    let deadline = TimeAmount(configuration.requestDeadline)
    let handling = HTTP1Channel.Configuration(additionalChannelHandlers: [RequestDeadline(deadline)])
    let server = HTTP1Channel(
      responder: { request, writer, channel in try await responder.respond(to: request, with: writer, on: channel) },
      configuration: handling
    ).server(
      configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: configuration.port)),
      onServerRunning: { channel in
        port.yield(channel.localAddress?.port ?? 0)
        port.finish()
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    // Ended in order: a connection that was accepted and not yet handled would be lost if the task were only cancelled.
    var lifetime = ServiceGroupConfiguration(services: [server], logger: logger)
    lifetime.maximumGracefulShutdownDuration = .seconds(2)
    let services = ServiceGroup(configuration: lifetime)

    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { port.finish() }
        do {
          try await services.run()
        } catch let error as IOError {
          throw EmulatorError(description: "the emulator cannot listen on port \(configuration.port): \(error.description)")
        }
      }
      var opened: Int?
      for await number in ports { opened = number }
      guard let opened else {
        // The task ended before there was a port: its error is the reason.
        try await group.waitForAll()
        throw EmulatorError(description: "the emulator ended before it began")
      }
      let result: Result<Value, any Error>
      do {
        result = .success(try await body(RunningEmulator(port: opened, journal: journal)))
      } catch {
        result = .failure(error)
      }
      await services.triggerGracefulShutdown()
      try await group.waitForAll()
      await jobs.removeTemporary()
      return try result.get()
    }
  }

  /// Runs until the task is cancelled; `whenReady` is called once the port is open.
  /// - Throws: ``EmulatorError`` if the port is not available; the error of `whenReady`.
  package func run(whenReady: (RunningEmulator) async throws -> Void) async throws {
    try await withServer { emulator in
      try await whenReady(emulator)
      // An empty stream that never ends: the wait is over when the task is cancelled.
      let (never, source) = AsyncStream.makeStream(of: Never.self)
      for await _ in never {}
      source.finish()
    }
  }
}

/// A server that has its port.
package struct RunningEmulator: Sendable {
  package let port: Int
  private let journal: RequestJournal

  init(port: Int, journal: RequestJournal) {
    self.port = port
    self.journal = journal
  }

  /// Without a slash at the end.
  package var baseURL: String { "http://127.0.0.1:\(port)" }

  /// The requests that are still kept, in order of arrival.
  package var requests: [ReceivedRequest] {
    get async { await journal.requests }
  }

  /// The number of requests so far, refused ones and those that are no longer kept included.
  package var requestCount: Int {
    get async { await journal.count }
  }
}
