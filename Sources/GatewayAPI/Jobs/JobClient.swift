/// How much a job of a gateway takes.
package struct JobLimits: Hashable, Sendable {
  /// Bytes of a request that holds all of its items.
  package let inlineBytes: Int
  /// Bytes of a file of items that is uploaded before.
  package let fileBytes: Int

  package init(inlineBytes: Int, fileBytes: Int) {
    self.inlineBytes = inlineBytes
    self.fileBytes = fileBytes
  }
}

/// What a gateway says of a job.
package struct JobReport: Hashable, Sendable {
  package enum State: String, Hashable, Sendable {
    /// Waiting or running.
    case pending
    case succeeded
    case failed
    case cancelled
    /// It was not done in time, and has no results.
    case expired
  }

  /// As the gateway names it.
  package let name: String
  /// As this program named it.
  package var displayName: String?
  package var state = State.pending
  /// The file of its results, or `nil` where they stand in the report, or there are none.
  package var resultsFile: String?
  /// Items that were answered, or `nil` if the gateway does not count them.
  package var succeededItems: Int?
  /// What the gateway says of a failure.
  package var message: String?

  package init(name: String) { self.name = name }
}

/// The answer to one item of a job.
package struct JobAnswer: Hashable, Sendable {
  /// As it was submitted, or `nil` where the gateway leaves it out.
  package let key: String?
  /// Its place among the answers, from 0.
  package let index: Int
  /// The status that the item would have been answered with by itself.
  package let status: Int
  /// The body, as if the item had been sent by itself.
  package let body: [UInt8]
  /// What is said of a failure.
  package let message: String?

  package init(key: String?, index: Int, status: Int, body: [UInt8], message: String? = nil) {
    self.key = key
    self.index = index
    self.status = status
    self.body = body
    self.message = message
  }
}

/// Receives the answers of a job, one after the other.
package protocol JobAnswerSink: Sendable {
  func take(_ answer: JobAnswer) async throws
}

/// The requests of a job on their way to a gateway.
package enum JobSource: Sendable {
  /// All lines.
  case lines([UInt8])
  /// The gateway's name of the file that holds them.
  case file(String)
}

/// The interface to jobs of gateways: many requests that are answered later, for less.
package protocol JobClient: Sendable {
  /// Returns how much a job takes, or `nil` if the gateway has none.
  func jobLimits(at profile: GatewayProfile) -> JobLimits?

  /// Returns the line of an item.
  /// - Parameter request: as it would be sent by itself.
  func jobLine(key: String, request: WireRequest, at profile: GatewayProfile) -> [UInt8]

  /// Uploads the lines of a job; costs nothing, and may be repeated.
  /// - Parameter read: returns so many bytes of the lines from an offset on.
  /// - Returns: the gateway's name of the file.
  func uploadJob(
    _ name: String, size: Int, at profile: GatewayProfile, read: (_ offset: Int, _ count: Int) async throws -> [UInt8]
  ) async throws -> String

  /// Submits a job: once, whatever happens. `willSend` is awaited before the first byte leaves.
  func createJob(
    _ name: String, model: String, from source: JobSource, at profile: GatewayProfile, willSend: @Sendable () async throws -> Void
  ) async throws(GatewayError) -> JobReport

  /// Asks what became of a job, and passes on its answers if it has ended.
  /// - Parameter name: the gateway's.
  func job(_ name: String, at profile: GatewayProfile, into sink: any JobAnswerSink) async throws -> JobReport

  /// Lists the jobs that the gateway has, the latest first as far as it keeps to that.
  func jobs(at profile: GatewayProfile) async throws(GatewayError) -> [JobReport]

  func cancelJob(_ name: String, at profile: GatewayProfile) async throws(GatewayError)
}
