import FoundationEssentials
import GatewayAPI
import JSON

/// Google's jobs as the emulator serves them; the pages are named in ``GeminiJobs``.
struct GeminiJobService: JobService {
  private static let versions = ["/v1beta", "/v1", "/v1/v1beta"]

  func call(method: String, path: String) -> JobCall? {
    for version in Self.versions {
      if let call = call(method, path, version) { return call }
    }
    return nil
  }

  private func call(_ method: String, _ path: String, _ version: String) -> JobCall? {
    if method == "POST", let model = Self.inside(path, "\(version)/models/", ":batchGenerateContent") { return .create(model: model) }
    if method == "GET", path == "\(version)/batches" { return .list }
    if method == "POST", let job = Self.inside(path, "\(version)/batches/", ":cancel") { return .cancel(job: "batches/\(job)") }
    if let job = Self.inside(path, "\(version)/batches/", "") {
      if method == "GET" { return .report(job: "batches/\(job)") }
      if method == "DELETE" { return .delete(job: "batches/\(job)") }
    }
    if method == "POST", path == "/upload\(version)/files" { return .beginUpload }
    if method == "POST" || method == "PUT", let file = Self.inside(path, "/upload\(version)/files/", "") {
      return .upload(file: "files/\(file)")
    }
    // Google's own client leaves the prefix out where it is given an address.
    if method == "GET",
      let file = Self.inside(path, "/download\(version)/files/", ":download") ?? Self.inside(path, "\(version)/files/", ":download")
    {
      return .download(file: "files/\(file)")
    }
    if method == "GET", let file = Self.inside(path, "\(version)/files/", "") { return .describe(file: "files/\(file)") }
    return nil
  }

  /// Returns what stands between the beginning and the end, if that is one name.
  private static func inside(_ path: String, _ beginning: String, _ end: String) -> String? {
    guard path.hasPrefix(beginning), path.hasSuffix(end), path.utf8.count > beginning.utf8.count + end.utf8.count else { return nil }
    let name = path.dropFirst(beginning.count).dropLast(end.count)
    let isName = name.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }
    return isName ? String(name) : nil
  }

  // MARK: submissions

  func submission(_ root: JSONValue) throws(WireFailure) -> (displayName: String, items: JobItems) {
    guard let batch = root[field: "batch"], let input = batch[field: "inputConfig"] else {
      throw .invalidArgument("* BatchGenerateContentRequest.batch.input_config: input_config is not specified")
    }
    let name = batch[field: "displayName"]?.string ?? ""
    if let file = input[field: "fileName"]?.string { return (name, .file(file)) }
    guard let items = input[field: "requests"]?[field: "requests"]?.array, !items.isEmpty else {
      throw .invalidArgument("* BatchGenerateContentRequest.batch.input_config.requests: requests must not be empty")
    }
    return (name, .inline(items))
  }

  func item(_ item: JSONValue) throws(WireFailure) -> (request: JSONValue, key: JSONValue?) {
    guard let request = item[field: "request"], request.isObject else { throw .invalidArgument("an item has no request") }
    return (request, item[field: "key"] ?? item[field: "metadata"]?[field: "key"])
  }

  // MARK: answers

  func answer(_ body: [UInt8], isFailure: Bool, key: JSONValue?, isOfFile: Bool) -> [UInt8] {
    var writer = JSONWriter(.answer, reserving: body.count + 256)
    writer.object { object in
      if isOfFile, let key { object.member("key") { $0.value(key) } }
      if isFailure {
        object.member("error") { $0.value(Self.status(body)) }
      } else {
        object.member("response") { $0.verbatim(body[...]) }
      }
      if !isOfFile, let key { object.member("metadata") { $0.object { $0.member("key") { $0.value(key) } } } }
    }
    return writer.bytes
  }

  /// Returns `google.rpc.Status` for the body of an error.
  private static func status(_ body: [UInt8]) -> JSONValue {
    var error: JSONValue?
    do throws(JSONError) {
      error = try JSONValue.read(body, .answer)["error"]
    } catch {
      // A page of a proxy: it has no code of its own.
    }
    return .members([
      "code": .integer(code(of: error?["code"]?.wholeNumber ?? 500)), "message": .text(error?["message"]?.string ?? "an internal error"),
    ])
  }

  /// The code of `google.rpc.Code` for an HTTP status.
  private static func code(of status: Int) -> Int {
    switch status {
    case 400: 3
    case 401: 16
    case 403: 7
    case 404: 5
    case 409: 10
    case 429: 8
    case 499: 1
    case 501: 12
    case 503: 14
    case 504: 4
    default: 13
    }
  }

  func report(_ job: EmulatedJob, at now: Int64, holdsAnswers: Bool) -> (before: [UInt8], after: [UInt8]) {
    var metadata = self.metadata(job, at: now)
    let state = job.state(at: now)
    var members: [(name: String, value: JSONValue)] = [("name", .text(job.name))]
    if state == .succeeded, job.isOfFile { metadata.append(("output", .members(["responsesFile": .text(resultsFile(of: job.name))]))) }
    if state == .failed {
      members.append(("error", .members(["code": .integer(13), "message": .text("The emulator was told to fail this job.")])))
    }
    if state != .pending { members.append(("done", .bool(true))) }
    guard holdsAnswers else {
      return (JSONValue.object(members + [("metadata", .object(metadata))]).encoded(.answer), [])
    }
    // The answers stand in the innermost list, which comes last.
    let inner = JSONValue.members(["inlinedResponses": .members(["inlinedResponses": .array([])])])
    let whole = JSONValue.object(members + [("metadata", .object(metadata + [("output", inner)]))]).encoded(.answer)
    let tail = Array("]}}}}".utf8)
    return (Array(whole.dropLast(tail.count)), tail)
  }

  private func metadata(_ job: EmulatedJob, at now: Int64) -> [(name: String, value: JSONValue)] {
    let state = job.state(at: now)
    let word =
      switch state {
      case .pending: "PENDING"
      case .succeeded: "SUCCEEDED"
      case .failed: "FAILED"
      case .cancelled: "CANCELLED"
      case .expired: "EXPIRED"
      }
    var stats: [(name: String, value: JSONValue)] = [("requestCount", .text(String(job.items)))]
    switch state {
    case .pending: stats.append(("pendingRequestCount", .text(String(job.items))))
    case .succeeded: stats.append(("successfulRequestCount", .text(String(job.items))))
    case .failed, .cancelled, .expired: stats.append(("failedRequestCount", .text(String(job.items))))
    }
    let created = Self.date(job.created)
    var metadata: [(name: String, value: JSONValue)] = [
      ("@type", .text("type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch")),
      ("model", .text("models/\(job.model)")),
      ("displayName", .text(job.displayName)), ("createTime", .text(created)), ("updateTime", .text(created)),
      ("batchStats", .object(stats)), ("state", .text("BATCH_STATE_\(word)")), ("name", .text(job.name)),
    ]
    if state != .pending { metadata.append(("endTime", .text(Self.date(job.created + job.duration)))) }
    return metadata
  }

  private static func date(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds / 1_000)).formatted(.iso8601)
  }

  func list(_ jobs: [EmulatedJob], at now: Int64) -> JSONValue {
    let entries = jobs.map { JSONValue.object([("name", .text($0.name)), ("metadata", .object(metadata($0, at: now)))]) }
    return entries.isEmpty ? .object([]) : .members(["operations": .array(entries)])
  }

  // MARK: files

  private static let resultsPrefix = "files/batch-"

  func resultsFile(of job: String) -> String { Self.resultsPrefix + job.dropFirst("batches/".count) }

  func job(ofResultsFile file: String) -> String? {
    file.hasPrefix(Self.resultsPrefix) ? "batches/\(file.dropFirst(Self.resultsPrefix.count))" : nil
  }

  func headers(ofUploadTo file: String, at baseURL: String) -> [HeaderField] {
    [
      HeaderField("X-Goog-Upload-URL", "\(baseURL)/upload/v1beta/\(file)"), HeaderField("X-Goog-Upload-Status", "active"),
      HeaderField("X-Goog-Upload-Chunk-Granularity", "262144"),
    ]
  }

  func piece(_ headers: (String) -> String?) -> (offset: Int, isLast: Bool, answer: [HeaderField]) {
    let isLast = headers("X-Goog-Upload-Command")?.contains("finalize") ?? true
    return (
      headers("X-Goog-Upload-Offset").flatMap { Int($0) } ?? 0, isLast,
      [HeaderField("X-Goog-Upload-Status", isLast ? "final" : "active")]
    )
  }

  func description(ofFile file: String, size: Int) -> JSONValue {
    .members([
      "name": .text(file), "mimeType": .text("application/jsonl"), "sizeBytes": .text(String(size)), "state": .text("ACTIVE"),
      "uri": .text("https://generativelanguage.googleapis.com/v1beta/\(file)"),
    ])
  }
}
