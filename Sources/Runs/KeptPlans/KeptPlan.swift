import FoundationEssentials
import GatewayAPI
import Glibc
import PipelineModel
package import Planning
package import Storage
import SystemPackage

/// The reason why a kept plan cannot be executed.
package enum KeptPlanProblem: Error, Hashable, Sendable {
  /// The file is a kept plan and cannot be read.
  case unreadable
  case otherVersion
  /// Its contents contradict each other.
  case damaged
  /// The pipeline file, of this path, is not the one that was planned.
  case pipelineChanged(String)
}

/// A plan that a person reviewed and kept, for `run` to execute and go no further: `plan --out`.
///
/// It names the pipeline file with its digest, the selectors, every request that may be sent, and the most that they cost.
package struct KeptPlan: Encodable, Sendable {
  /// The options that the plan was made with, as they stand on a command line.
  package struct Options: Encodable, Sendable {
    package var gateway: [String]
    package var model: String?
    /// Nil where the command line named none, as in plans of earlier versions.
    package var tier: String?
    package var set: [String]
    package var only: [String]
    package var skip: [String]
    package var refresh: [String]
    /// Absolute; in the file relative to its folder, where it can be.
    package var output: String?
    /// Absolute; in the file relative to its folder, where it can be.
    package var store: String

    package init(
      gateway: [String], model: String?, set: [String], only: [String], skip: [String], refresh: [String], output: String?, store: String
    ) {
      self.gateway = gateway
      self.model = model
      self.set = set
      self.only = only
      self.skip = skip
      self.refresh = refresh
      self.output = output
      self.store = store
    }
  }

  struct Cost: Encodable {
    let currency: String
    let low: String
    let high: String
  }

  struct Request: Encodable {
    let key: String
    /// The number of the last attempt under the key when the plan was made.
    let attempts: Int
    /// The most that its calls may cost, in decimal USD; nil where a price is unknown, and in plans of earlier versions.
    var cost: String?
  }

  struct Asset: Encodable {
    let name: String
    let requests: [Request]
    /// The asset at the root of those that it starts from; nil for itself.
    var root: String?
    /// The digests of the files that it reads, by the path in the settings; nil in plans of earlier versions.
    var files: [String: String]?
  }

  /// The version of this format; its presence distinguishes a plan from a pipeline file, which may be JSON too.
  let aquatintPlan: Int
  /// Absolute; in the file relative to its folder, where it can be.
  package internal(set) var pipeline: String
  let sha256: String
  package internal(set) var options: Options
  let calls: Int
  let callsAtMost: Int
  /// The cost, or `nil` if a price is unknown.
  let cost: Cost?
  let assets: [Asset]

  static let version = 1
  /// Bytes; a plan of a million assets has a fifth of that.
  package static let sizeLimit = 1 << 30

  /// - Parameters:
  ///   - path: of the pipeline file, absolute.
  ///   - bytes: of the pipeline file.
  package init(_ plan: Plan, of path: String, bytes: [UInt8], options: Options) {
    aquatintPlan = Self.version
    pipeline = path
    sha256 = Digest.of(bytes).hex
    self.options = options
    calls = plan.calls
    callsAtMost = plan.callsAtMost
    cost = plan.cost.map { Cost(currency: "USD", low: $0.low.description, high: $0.high.description) }
    assets = plan.assets.map { asset in
      let requests = asset.nodes.compactMap { node in
        node.exchange.map {
          Request(key: $0.identity.key.hex, attempts: $0.lastAttempt, cost: asset.highestCost(of: node)?.description)
        }
      }
      let files = Dictionary(asset.files.map { ($0.key.string, $0.value.digest.hex) }) { first, _ in first }
      return Asset(name: asset.name, requests: requests, root: plan.roots[asset.name], files: files)
    }
  }

  /// - Parameter path: absolute.
  package func write(to path: String) throws(StorageError) {
    let folder = FilePath(path).removingLastComponent()
    let portable = mappingPaths { folder.portablePath(to: $0) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      let bytes = Array(try encoder.encode(portable)) + [UInt8(ascii: "\n")]
      // A plan that is kept and cannot be read again is of no use.
      guard bytes.count <= Self.sizeLimit else { throw StorageError(.inputOutput(errno: EFBIG), path: path, detail: "keeping the plan") }
      _ = try AtomicFile.write(bytes, to: path)
    } catch let error as StorageError {
      throw error
    } catch {
      preconditionFailure("texts and numbers can be written as JSON: \(error)")
    }
  }

  /// Bytes of a file by which it is known as a kept plan.
  package static let beginning = 200

  /// Returns whether a file is a kept plan, of whatever version.
  package static func isOne(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes.prefix(beginning), as: UTF8.self)
    return text.first { !$0.isWhitespace } == "{" && text.contains("\"aquatintPlan\"")
  }

  /// Returns the plan with its paths changed.
  func mappingPaths(_ transform: (String) -> String) -> KeptPlan {
    var copy = self
    copy.pipeline = transform(pipeline)
    copy.options.output = options.output.map(transform)
    copy.options.store = transform(options.store)
    return copy
  }
}

extension FilePath {
  /// Returns the path from this folder to a file, both absolute, so that the two can be moved together, or the absolute one if they have
  /// nothing in common below the root.
  fileprivate func portablePath(to path: String) -> String {
    let target = FilePath(path).lexicallyNormalized()
    let (start, end) = (Array(lexicallyNormalized().components), Array(target.components))
    let common = zip(start, end).prefix { $0 == $1 }.count
    guard common > 0, common < end.count else { return target.string }
    return (Array(repeating: "..", count: start.count - common) + end.dropFirst(common).map(\.string)).joined(separator: "/")
  }
}
