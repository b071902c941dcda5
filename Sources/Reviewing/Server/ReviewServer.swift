package import GatewayAPI
import HummingbirdCore
import ImageCore
import Logging
import NIOCore
import NIOPosix
import PipelineModel
package import Reporting
package import Runs
import ServiceLifecycle
package import Storage

/// Why a review could not be started.
package struct ReviewError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
}

/// The contact sheet of one pipeline on a port of the loopback address, for as long as a process lives.
package struct ReviewServer: Sendable {
  private let desk: ReviewDesk
  private let codecs: CodecRegistry
  private let port: Int
  private let token: String

  /// - Parameters:
  ///   - store: open for writing.
  ///   - commands: what the page's choices are made of.
  ///   - port: 0 for a free one.
  ///   - maximumCost: what all that is asked again may cost, or `nil` for what each confirmation shows.
  package init(
    planning: PlanningSession, loaded: LoadedPipeline, store: Store, commands: CommandLineText, port: Int, maximumCost: Amount? = nil,
    makeRuns: @escaping ReviewRuns
  ) {
    desk = ReviewDesk(
      ReviewWork(
        planning: planning, loaded: loaded, store: store, commands: commands, makeRuns: makeRuns, maximumCost: maximumCost))
    codecs = planning.components.codecs
    self.port = port
    var generator = SystemRandomNumberGenerator()
    token = (0..<4).map { _ in
      let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }

  /// Starts, runs `body` with the page's address once the port is open, and closes everything when `body` ends, in whatever way.
  /// - Throws: ``ReviewError`` where the port cannot be had; what `body` throws.
  package func withServer<Value: Sendable>(_ body: (RunningReview) async throws -> Value) async throws -> Value {
    let (ports, source) = AsyncStream.makeStream(of: Int.self)
    let logger = Logger(label: "review") { _ in SwiftLogNoOpLogHandler() }
    let (desk, codecs, token, wanted) = (desk, codecs, token, port)
    let opened = OpenedPort()
    let server = HTTP1Channel(
      responder: { request, writer, channel in
        let responder = ReviewResponder(
          access: ReviewAccess(port: await opened.number, token: token), desk: desk, codecs: codecs)
        try await responder.respond(to: request, with: writer, on: channel)
      }
    ).server(
      configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: wanted)),
      onServerRunning: { channel in
        source.yield(channel.localAddress?.port ?? 0)
        source.finish()
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    var lifetime = ServiceGroupConfiguration(services: [server], logger: logger)
    // An answer that waits for a change is not waited for.
    lifetime.maximumGracefulShutdownDuration = .seconds(1)
    let services = ServiceGroup(configuration: lifetime)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { source.finish() }
        do {
          try await services.run()
        } catch let error as IOError {
          throw ReviewError(description: "the review cannot listen on port \(wanted): \(error.description)")
        }
      }
      var number: Int?
      for await each in ports { number = each }
      guard let number else {
        try await group.waitForAll()
        throw ReviewError(description: "the review ended before it began")
      }
      await opened.set(number)
      let result: Result<Value, any Error>
      do {
        result = .success(
          try await whileWorking { try await body(RunningReview(port: number, url: "http://127.0.0.1:\(number)/?token=\(token)")) })
      } catch {
        result = .failure(error)
      }
      await services.triggerGracefulShutdown()
      group.cancelAll()
      do {
        try await group.waitForAll()
      } catch is CancellationError {
        // The waiting answers were given up.
      }
      return try result.get()
    }
  }
}

extension ReviewServer {
  /// Runs `body` while the desk does what is ordered; work that has begun is done to its end.
  private func whileWorking<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await desk.carryOutWork() }
      let result: Result<Value, any Error>
      do {
        result = .success(try await body())
      } catch {
        result = .failure(error)
      }
      await desk.endWork()
      try await group.waitForAll()
      return try result.get()
    }
  }
}

/// A review that has its port.
package struct RunningReview: Sendable {
  package let port: Int
  /// With the token, which holds for this process.
  package let url: String
}

/// The port, once there is one; requests come later.
private actor OpenedPort {
  private(set) var number = 0

  func set(_ number: Int) { self.number = number }
}
