package import GatewayAPI
package import JSON

/// The client's side of a dialect's jobs.
package protocol JobFormat: Sendable {
  var limits: JobLimits { get }

  /// Returns the addresses of jobs at a gateway, or `nil` if it has none.
  func addresses(at profile: GatewayProfile) -> JobAddresses?

  /// Returns the line of an item, with its end.
  /// - Parameter key: the item's name, 16 letters and digits.
  func line(key: String, request: [UInt8]) -> [UInt8]

  /// Returns the body that submits a job.
  func creation(of name: String, from source: JobSource) -> [UInt8]

  /// Returns the request that begins an upload, without the address.
  func beginning(ofUpload name: String, size: Int) -> (headers: [HeaderField], body: [UInt8])

  /// The header of its answer that says where the pieces go.
  var uploadAddressHeader: String { get }

  /// Bytes of one piece.
  var uploadPieceSize: Int { get }

  func headers(ofPieceAt offset: Int, isLast: Bool) -> [HeaderField]

  /// Returns the gateway's name of an uploaded file, by the answer to its last piece.
  func file(in root: JSONValue) -> String?

  /// Returns what the gateway says of a job, or `nil` if it is no job.
  func report(_ root: JSONValue) -> JobReport?

  /// Returns a page of a list, and the word for the next one.
  func list(_ root: JSONValue) -> (jobs: [JobReport], next: String?)

  /// The name of the arrays of answers inside a report.
  var answersName: String { get }

  /// Returns an item's answer, or `nil` if the object is none.
  func answer(_ object: [UInt8], index: Int) -> JobAnswer?
}

/// Where the jobs of a gateway are; `{job}` and `{file}` stand for the gateway's names.
package struct JobAddresses: Sendable {
  package let creationSuffix: String
  package let replacedSuffix: String
  package let list: String
  package let nextPage: String
  package let job: String
  package let cancellation: String
  package let upload: String
  package let download: String
}
