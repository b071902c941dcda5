import GatewayAPI
import JSON

/// Google's jobs: https://ai.google.dev/gemini-api/docs/batch-api and https://ai.google.dev/api/batch-api; the upload of files:
/// https://ai.google.dev/api/files.
struct GeminiJobs: JobFormat {
  /// The guide: "total request size under 20MB" inline, else an input file of up to 2 GB.
  let limits = JobLimits(inlineBytes: 20_000_000, fileBytes: 2_000_000_000)
  let uploadAddressHeader = "x-goog-upload-url"
  /// As Google's own client has it, a multiple of the 256 KiB that the protocol asks for.
  let uploadPieceSize = 8 << 20
  let answersName = "inlinedResponses"

  private static let call = ":generateContent"
  private static let mediaType = "application/jsonl"

  func addresses(at profile: GatewayProfile) -> JobAddresses? {
    guard profile.tiers.contains(.batch), let baseURL = profile.baseURL, profile.path.hasSuffix("/models/{model}\(Self.call)") else {
      return nil
    }
    let version = profile.path.dropLast("/models/{model}\(Self.call)".count)
    return JobAddresses(
      creationSuffix: ":batchGenerateContent", replacedSuffix: Self.call, list: "\(baseURL)\(version)/batches?pageSize=100",
      nextPage: "&pageToken=", job: "\(baseURL)\(version)/{job}", cancellation: "\(baseURL)\(version)/{job}:cancel",
      upload: "\(baseURL)/upload\(version)/files", download: "\(baseURL)/download\(version)/{file}:download?alt=media")
  }

  // MARK: requests

  private static let beforeKey = Array(#"{"key":""#.utf8), beforeRequest = Array(#"","request":"#.utf8)
  private static let keyLength = 16

  func line(key: String, request: [UInt8]) -> [UInt8] {
    precondition(key.utf8.count == Self.keyLength, "a key is the id of an exchange")
    var line = Self.beforeKey
    line.reserveCapacity(request.count + 64)
    line += key.utf8
    line += Self.beforeRequest
    line += request
    line += "}\n".utf8
    return line
  }

  func creation(of name: String, from source: JobSource) -> [UInt8] {
    var capacity = 1_024
    if case .lines(let lines) = source { capacity += lines.count + lines.count / 16 }
    var writer = JSONWriter(.request, reserving: capacity)
    writer.object { root in
      root.member("batch") { batch in
        batch.object { object in
          object.member("displayName") { $0.string(name) }
          object.member("inputConfig") { input in
            input.object { input in
              switch source {
              case .file(let file): input.member("fileName") { $0.string(file) }
              case .lines(let lines):
                input.member("requests") { $0.object { $0.member("requests") { $0.array { Self.write(lines, to: &$0) } } } }
              }
            }
          }
        }
      }
    }
    return writer.bytes
  }

  /// Writes lines as the items of a list.
  private static func write(_ lines: [UInt8], to list: inout JSONWriter) {
    var rest = lines[...]
    while let end = ByteSearch.first(0x0A, in: rest) {
      let line = rest[rest.startIndex..<end]
      let keyStart = line.startIndex + beforeKey.count
      let requestStart = keyStart + keyLength + beforeRequest.count
      let key = String(decoding: line[keyStart..<(keyStart + keyLength)], as: UTF8.self)
      list.object { item in
        item.member("request") { $0.verbatim(line[requestStart..<(end - 1)]) }
        item.member("metadata") { $0.object { $0.member("key") { $0.string(key) } } }
      }
      rest = rest[(end + 1)...]
    }
  }

  // MARK: uploads

  func beginning(ofUpload name: String, size: Int) -> (headers: [HeaderField], body: [UInt8]) {
    var writer = JSONWriter(.request)
    writer.object { $0.member("file") { $0.object { $0.member("displayName") { $0.string(name) } } } }
    let headers = [
      HeaderField("X-Goog-Upload-Protocol", "resumable"), HeaderField("X-Goog-Upload-Command", "start"),
      HeaderField("X-Goog-Upload-Header-Content-Length", String(size)), HeaderField("X-Goog-Upload-Header-Content-Type", Self.mediaType),
      HeaderField("Content-Type", "application/json"),
    ]
    return (headers, writer.bytes)
  }

  func headers(ofPieceAt offset: Int, isLast: Bool) -> [HeaderField] {
    [
      HeaderField("X-Goog-Upload-Offset", String(offset)), HeaderField("X-Goog-Upload-Command", isLast ? "upload, finalize" : "upload"),
      HeaderField("Content-Type", Self.mediaType),
    ]
  }

  func file(in root: JSONValue) -> String? { (root["file"]?["name"]?.string).flatMap { Self.resource($0, of: "files/") } }

  // MARK: reports

  func report(_ root: JSONValue) -> JobReport? {
    guard let name = (root["name"]?.string).flatMap({ Self.resource($0, of: "batches/") }) else { return nil }
    let metadata = root["metadata"] ?? root
    var report = JobReport(name: name)
    report.displayName = metadata["displayName", "display_name"]?.string
    report.state = Self.state(metadata["state"]?.string ?? "", root)
    let outputs = [metadata["output"], root["response"], metadata["dest"]].compactMap(\.self)
    report.resultsFile = outputs.lazy.compactMap { $0["responsesFile", "responses_file", "fileName"]?.string }.first
      .flatMap { Self.resource($0, of: "files/") }
    let counts = metadata["batchStats", "batch_stats"]
    // A count of nothing is left out, as Google's JSON does with zeros.
    report.succeededItems = counts.map { $0["successfulRequestCount"]?.scalarText.flatMap { Int($0) } ?? 0 }
    report.message = (root["error"] ?? metadata["error"])?["message"]?.string
    return report
  }

  private static func state(_ word: String, _ root: JSONValue) -> JobReport.State {
    let end = word.split(separator: "_").last.map(String.init) ?? ""
    switch end {
    case "SUCCEEDED": return .succeeded
    case "FAILED": return .failed
    case "CANCELLED", "CANCELED": return .cancelled
    case "EXPIRED": return .expired
    default:
      guard case .bool(true)? = root["done"] else { return .pending }
      return root["error"] == nil ? .succeeded : .failed
    }
  }

  /// Returns a name as far as it may stand in an address.
  private static func resource(_ name: String, of kind: String) -> String? {
    guard name.hasPrefix(kind), name.utf8.count > kind.utf8.count, name.utf8.count <= 200 else { return nil }
    let isPlain = name.utf8.dropFirst(kind.utf8.count).allSatisfy {
      $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
    return isPlain ? name : nil
  }

  func list(_ root: JSONValue) -> (jobs: [JobReport], next: String?) {
    let entries = root["operations", "batches"]?.array ?? []
    let next = root["nextPageToken"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    return (entries.compactMap(report), next)
  }

  // MARK: answers

  func answer(_ object: [UInt8], index: Int) -> JobAnswer? {
    do throws(JSONError) {
      return try readAnswer(object, index: index)
    } catch {
      return nil
    }
  }

  private func readAnswer(_ object: [UInt8], index: Int) throws(JSONError) -> JobAnswer? {
    var reader = JSONReader(object, .answer)
    var key: String?
    var response: Range<Int>?
    var failure: Range<Int>?
    var isResponse = false
    try reader.skipSpace()
    try reader.beginObject()
    while let name = try reader.nextName() {
      try reader.skipSpace()
      let start = reader.offset
      switch name.string {
      case "key":
        if try reader.kind() == .string { key = try reader.string().string } else { try reader.skip() }
      case "metadata": key = try namedKey(in: &reader) ?? key
      case "response":
        try reader.skip()
        response = start..<reader.offset
      case "error", "status":
        let isObject = try reader.kind() == .object
        try reader.skip()
        if isObject { failure = start..<reader.offset }
      case "candidates", "promptFeedback":
        isResponse = true
        try reader.skip()
      default: try reader.skip()
      }
    }
    if let response { return JobAnswer(key: key, index: index, status: 200, body: Array(object[response])) }
    if isResponse { return JobAnswer(key: key, index: index, status: 200, body: object) }
    guard let failure else { return key.map { JobAnswer(key: $0, index: index, status: 500, body: object) } }
    let body = Array(#"{"error":"#.utf8) + object[failure] + "}".utf8
    let error = try JSONValue.read(Array(object[failure]), .answer)
    let code = error["code"]?.scalarText.flatMap { Int($0) } ?? 2
    return JobAnswer(key: key, index: index, status: Self.status(of: code), body: body, message: error["message"]?.string)
  }

  private func namedKey(in reader: inout JSONReader) throws(JSONError) -> String? {
    guard try reader.kind() == .object else {
      try reader.skip()
      return nil
    }
    var key: String?
    try reader.beginObject()
    while let name = try reader.nextName() {
      if name.string == "key", try reader.kind() == .string { key = try reader.string().string } else { try reader.skip() }
    }
    return key
  }

  /// The HTTP status of a code of `google.rpc.Code`; one that is a status already stays
  /// (https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto).
  private static func status(of code: Int) -> Int {
    switch code {
    case 1: 499
    case 3, 9, 11: 400
    case 4: 504
    case 5: 404
    case 6, 10: 409
    case 7: 403
    case 8: 429
    case 12: 501
    case 14: 503
    case 16: 401
    case 400...599: code
    default: 500
    }
  }
}
