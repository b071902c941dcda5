import FoundationEssentials
import GatewayAPI
import PipelineEngine
import Storage
import SystemPackage

/// A plan that was looked at and kept, for `run` to carry out and go no further: `plan --out`.
///
/// It names the pipeline file with its digest, the selectors, every request that may be sent, and the most that they cost.
struct PlanFile: Codable {
  struct Options: Codable {
    var gateway: [String]
    var model: String?
    var set: [String]
    var only: [String]
    var skip: [String]
    var refresh: [String]
    /// Absolute.
    var output: String?
    /// Absolute.
    var store: String
  }

  struct Cost: Codable {
    let currency: String
    let low: String
    let high: String
  }

  struct Request: Codable {
    let key: String
    /// The number of the last attempt under the key when the plan was made.
    let attempts: Int
  }

  struct Asset: Codable {
    let name: String
    let requests: [Request]
  }

  /// Of this format; its presence tells a plan from a pipeline file, which may be JSON too.
  let aquatintPlan: Int
  /// Absolute.
  let pipeline: String
  let sha256: String
  let options: Options
  let calls: Int
  let callsAtMost: Int
  /// Nil where a price is unknown.
  let cost: Cost?
  let assets: [Asset]

  static let version = 1

  init(_ plan: Plan, arguments: PipelineArguments, bytes: [UInt8], surroundings: Surroundings) {
    aquatintPlan = Self.version
    pipeline = surroundings.currentFolder.resolving(arguments.file).string
    sha256 = Digest.of(bytes).hex
    options = Options(
      gateway: arguments.gateway, model: arguments.model, set: arguments.values.map { "\($0.name)=\($0.value)" }, only: arguments.only,
      skip: arguments.skip, refresh: arguments.refresh, output: arguments.output.map { surroundings.currentFolder.resolving($0).string },
      store: plan.pipeline.store.string)
    calls = plan.calls
    callsAtMost = plan.callsAtMost
    cost = plan.cost.map { Cost(currency: "USD", low: $0.low.description, high: $0.high.description) }
    assets = plan.assets.map { asset in
      let requests = asset.nodes.compactMap(\.exchange).map { Request(key: $0.identity.key.hex, attempts: $0.lastAttempt) }
      return Asset(name: asset.name, requests: requests)
    }
  }

  func write(to path: String) throws(StorageError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      _ = try AtomicFile.write(Array(try encoder.encode(self)) + [UInt8(ascii: "\n")], to: path)
    } catch let error as StorageError {
      throw error
    } catch {
      preconditionFailure("texts and numbers can be written as JSON: \(error)")
    }
  }

  /// Whether a file is a kept plan, of whatever version.
  static func isOne(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes.prefix(200), as: UTF8.self)
    return text.first { !$0.isWhitespace } == "{" && text.contains("\"aquatintPlan\"")
  }

  /// Nil where the file is none; a pipeline file then.
  static func read(_ path: String) throws -> PlanFile? {
    let bytes = try InputFile.read(path, what: "the pipeline file")
    guard isOne(bytes) else { return nil }
    let plan: PlanFile
    do {
      plan = try JSONDecoder().decode(PlanFile.self, from: Data(bytes))
    } catch {
      throw CommandFailure(.wrongInput, "'\(path)' is no plan that can be read; make it again with `aquatint plan FILE --out '\(path)'`")
    }
    guard plan.aquatintPlan == version else {
      throw CommandFailure(.wrongInput, "'\(path)' was made by another version of aquatint; plan again")
    }
    return plan
  }
}
