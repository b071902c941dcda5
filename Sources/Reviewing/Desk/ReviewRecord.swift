import JSON
import PipelineModel
import Storage
import SystemPackage

/// The decisions of a pipeline's reviews, in a file of its store that several processes change one after the other.
struct ReviewRecord: Sendable {
  static let format = "aquatint-choices/1"
  /// Bytes; decisions about 100,000 assets are fewer.
  private static let limit = 64 << 20

  private let pipeline: String
  private let folder: String
  private let path: String

  init(of pipeline: Pipeline) {
    self.pipeline = pipeline.name
    folder = pipeline.store.appending("reviews").string
    // Two files of one store may have pipelines of the same name.
    let place = Digest.of(utf8: pipeline.path.string).hex.prefix(16)
    path = "\(folder)/\(place).json"
  }

  /// Returns when the file was written, and its size: another stamp, and it says something else.
  func stamp() throws(StorageError) -> FileStamp? { try FileStamp.of(path) }

  func read() throws(StorageError) -> [String: Decision] {
    guard try FileStamp.of(path) != nil else { return [:] }
    return Self.decisions(in: try FileBytes.read(path, limit: Self.limit))
  }

  /// Enters a decision, or takes one back; what others have decided meanwhile stays.
  func enter(_ decision: Decision?, about asset: String) async throws {
    try Folder.create(at: folder, mode: 0o700)
    try await SharedFile.update(path, limit: Self.limit) { [pipeline] bytes in
      var decisions = bytes.map(Self.decisions) ?? [:]
      decisions[asset] = decision
      return Self.text(of: decisions, pipeline: pipeline)
    }
  }

  /// Takes drafts back that were asked for; another note that somebody has written meanwhile stays.
  func remove(drafts: [String: String]) async throws {
    try await SharedFile.update(path, limit: Self.limit) { [pipeline] bytes in
      var decisions = bytes.map(Self.decisions) ?? [:]
      for (asset, note) in drafts where decisions[asset] == .redo(note: note) { decisions[asset] = nil }
      return Self.text(of: decisions, pipeline: pipeline)
    }
  }

  /// A file that was damaged by somebody else holds no decisions; the answers themselves are bound elsewhere.
  private static func decisions(in bytes: [UInt8]) -> [String: Decision] {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONValue.read(bytes, .record)
    } catch {
      return [:]
    }
    var decisions: [String: Decision] = [:]
    for entry in document["choices"]?.array ?? [] {
      if let asset = entry["asset"]?.string, let decision = Decision(entry) { decisions[asset] = decision }
    }
    return decisions
  }

  private static func text(of decisions: [String: Decision], pipeline: String) -> [UInt8] {
    let entries = decisions.sorted { $0.key < $1.key }.map { $0.value.json(of: $0.key) }
    let document = JSONValue.object([("format", .text(format)), ("pipeline", .text(pipeline)), ("choices", .array(entries))])
    return Array((document.line + "\n").utf8)
  }
}
