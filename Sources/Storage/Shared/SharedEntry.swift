import FoundationEssentials

/// What a claim or a record of the shared folder says: a call, who made it, and whose money it is.
package struct SharedEntry: Codable, Hashable, Sendable {
  /// Raised when an earlier program would misread it.
  static let currentVersion = 1

  var version = SharedEntry.currentVersion
  /// The plan whose money it is, or `nil` for a call that was paid for outside of every plan here.
  package let plan: String?
  package let host: String
  /// The part of the assets, such as `3/100`, or `nil` for all of them.
  package let shard: String?
  /// How long the call may take, in seconds.
  package let seconds: Int
  package let call: SharedCall

  package init(plan: String?, host: String, shard: String?, seconds: Int, call: SharedCall) {
    self.plan = plan
    self.host = host
    self.shard = shard
    self.seconds = seconds
    self.call = call
  }

  /// Returns the same about the call in another state.
  package func with(_ call: SharedCall) -> SharedEntry {
    SharedEntry(plan: plan, host: host, shard: shard, seconds: seconds, call: call)
  }

  var encoded: [UInt8] {
    get throws(StorageError) {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      do {
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
      } catch {
        preconditionFailure("texts and numbers can be written as JSON: \(error)")
      }
    }
  }

  /// The reason why a file tells nothing.
  package enum Unusable: Error, Hashable, Sendable {
    case empty
    case newer
    case damaged
    /// Its answer is missing, or has another digest.
    case withoutAnswer

    /// A description for people, behind the name of the file.
    package var displayName: String {
      switch self {
      case .empty: "is empty"
      case .newer: "was written by a later version of aquatint"
      case .damaged: "is damaged"
      case .withoutAnswer: "has no answer that is whole"
      }
    }
  }

  private struct Version: Codable { let version: Int }

  /// Reads a file of the shared folder, which may come from anyone.
  /// - Parameter key: the key under which it lies.
  static func read(_ bytes: [UInt8], under key: Digest) throws(Unusable) -> SharedEntry {
    if bytes.isEmpty { throw .empty }
    do {
      let entry = try JSONDecoder().decode(SharedEntry.self, from: Data(bytes))
      guard entry.version == currentVersion else { throw Unusable.newer }
      guard entry.call.key == key, (0...1_000_000).contains(entry.seconds) else { throw Unusable.damaged }
      return entry
    } catch let error as Unusable {
      throw error
    } catch {
      throw isNewer(bytes) ? .newer : .damaged
    }
  }

  private static func isNewer(_ bytes: [UInt8]) -> Bool {
    do {
      return try JSONDecoder().decode(Version.self, from: Data(bytes)).version > currentVersion
    } catch {
      return false
    }
  }
}
