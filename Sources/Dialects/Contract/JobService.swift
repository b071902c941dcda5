package import GatewayAPI
package import JSON

/// A call of an emulator's jobs.
package enum JobCall: Hashable, Sendable {
  case create(model: String)
  case list
  case report(job: String)
  case cancel(job: String)
  case delete(job: String)
  case beginUpload
  case upload(file: String)
  case describe(file: String)
  case download(file: String)
}

/// The items that a submission names.
package enum JobItems: Sendable {
  case inline([JSONValue])
  case file(String)
}

/// The emulator's side of a dialect's jobs.
package protocol JobService: Sendable {
  /// Returns what a request asks of jobs, or `nil` if it asks nothing of them.
  func call(method: String, path: String) -> JobCall?

  /// Reads a submission.
  func submission(_ root: JSONValue) throws(WireFailure) -> (displayName: String, items: JobItems)

  /// Returns the request of an item, and what its answer repeats of it.
  func item(_ item: JSONValue) throws(WireFailure) -> (request: JSONValue, key: JSONValue?)

  /// Returns the answer to an item.
  /// - Parameter body: as it would be by itself; of a failure an error.
  func answer(_ body: [UInt8], isFailure: Bool, key: JSONValue?, isOfFile: Bool) -> [UInt8]

  /// Returns a report in two parts, between which the answers stand, separated by commas, if it holds any.
  func report(_ job: EmulatedJob, at now: Int64, holdsAnswers: Bool) -> (before: [UInt8], after: [UInt8])

  func list(_ jobs: [EmulatedJob], at now: Int64) -> JSONValue

  /// The name of a job's file of answers.
  func resultsFile(of job: String) -> String

  /// Returns the job whose answers a file holds, or `nil` if it is another file.
  func job(ofResultsFile file: String) -> String?

  /// Returns the headers of an answer to the beginning of an upload.
  func headers(ofUploadTo file: String, at baseURL: String) -> [HeaderField]

  /// Returns the headers of an answer to a piece, and whether it is the last by the request's headers.
  func piece(_ headers: (String) -> String?) -> (offset: Int, isLast: Bool, answer: [HeaderField])

  func description(ofFile file: String, size: Int) -> JSONValue
}
