import JSON
import PipelineModel
import Storage
import SystemPackage

extension KeptPlan {
  private static let rules: JSONRules = {
    var rules = JSONRules.record
    // All of its texts are kept.
    rules.heldStrings = sizeLimit
    return rules
  }()

  /// Reads the bytes of a file that is a kept plan by ``isOne(_:)``.
  package init(reading bytes: [UInt8]) throws(KeptPlanProblem) {
    try self.init { () throws(JSONError) in JSONReader(bytes, Self.rules) }
  }

  /// Reads a file that is a kept plan by ``isOne(_:)``, a piece at a time. Its relative paths lead from its folder.
  /// - Parameter path: absolute.
  package init(readingFileAt path: String) throws(KeptPlanProblem) {
    let plan = try KeptPlan { () throws(JSONError) in
      do throws(UnreadableBody) {
        let file = try JSONFile(path)
        guard file.size <= Self.sizeLimit else { throw UnreadableBody(cause: "too large") }
        return try JSONReader(file, Self.rules)
      } catch {
        throw .unreadable(error)
      }
    }
    let folder = FilePath(path).removingLastComponent()
    self = plan.mappingPaths { folder.resolving($0).string }
  }

  private init(_ open: () throws(JSONError) -> JSONReader) throws(KeptPlanProblem) {
    do throws(JSONError) {
      var reader = try open()
      try reader.skipByteOrderMark()
      try self.init(from: &reader)
      try reader.finish()
    } catch {
      throw .unreadable
    }
    guard aquatintPlan == Self.version else { throw .otherVersion }
  }

  private init(from reader: inout JSONReader) throws(JSONError) {
    var (version, calls, callsAtMost): (Int?, Int?, Int?)
    var (pipeline, sha256): (String?, String?)
    var options: Options?
    var cost: Cost?
    var assets: [Asset]?
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "aquatintPlan": version = try reader.integer()
      case "pipeline": pipeline = try reader.string().string
      case "sha256": sha256 = try reader.string().string
      case "options": options = try Options(from: &reader)
      case "calls": calls = try reader.integer()
      case "callsAtMost": callsAtMost = try reader.integer()
      case "cost": cost = try reader.optional { (reader: inout JSONReader) throws(JSONError) in try Cost(from: &reader) }
      case "assets": assets = try reader.list { (reader: inout JSONReader) throws(JSONError) in try Asset(from: &reader) }
      default: try reader.skip()
      }
    }
    self.aquatintPlan = try reader.present(version)
    self.pipeline = try reader.present(pipeline)
    self.sha256 = try reader.present(sha256)
    self.options = try reader.present(options)
    self.calls = try reader.present(calls)
    self.callsAtMost = try reader.present(callsAtMost)
    self.cost = cost
    self.assets = try reader.present(assets)
  }
}

extension KeptPlan.Options {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    var lists: [String: [String]] = [:]
    var texts: [String: String] = [:]
    try reader.beginObject()
    while let name = try reader.nextName()?.string {
      switch name {
      case "gateway", "set", "only", "skip", "refresh":
        lists[name] = try reader.list { (reader: inout JSONReader) throws(JSONError) in try reader.string().string }
      case "model", "tier", "output", "store":
        texts[name] = try reader.optional { (reader: inout JSONReader) throws(JSONError) in try reader.string().string }
      default: try reader.skip()
      }
    }
    self.init(
      gateway: try reader.present(lists["gateway"]), model: texts["model"], set: try reader.present(lists["set"]),
      only: try reader.present(lists["only"]), skip: try reader.present(lists["skip"]), refresh: try reader.present(lists["refresh"]),
      output: texts["output"], store: try reader.present(texts["store"]))
    tier = texts["tier"]
  }
}

extension KeptPlan.Cost {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    var texts: [String: String] = [:]
    try reader.beginObject()
    while let name = try reader.nextName()?.string { texts[name] = try reader.string().string }
    self.init(
      currency: try reader.present(texts["currency"]), low: try reader.present(texts["low"]), high: try reader.present(texts["high"]))
  }
}

extension KeptPlan.Asset {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    var written: String?
    var requests: [KeptPlan.Request]?
    var root: String?
    var files: [String: String]?
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "name": written = try reader.string().string
      case "root": root = try reader.optional { (reader: inout JSONReader) throws(JSONError) in try reader.string().string }
      case "files": files = try Self.files(from: &reader)
      case "requests":
        requests = try reader.list { (reader: inout JSONReader) throws(JSONError) in try KeptPlan.Request(from: &reader) }
      default: try reader.skip()
      }
    }
    self.init(name: try reader.present(written), requests: try reader.present(requests), root: root, files: files)
  }

  private static func files(from reader: inout JSONReader) throws(JSONError) -> [String: String] {
    var files: [String: String] = [:]
    try reader.beginObject()
    while let name = try reader.nextName()?.string { files[name] = try reader.string().string }
    return files
  }
}

extension KeptPlan.Request {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    var key: String?
    var attempts: Int?
    var cost: String?
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "key": key = try reader.string().string
      case "attempts": attempts = try reader.integer()
      case "cost": cost = try reader.optional { (reader: inout JSONReader) throws(JSONError) in try reader.string().string }
      default: try reader.skip()
      }
    }
    self.init(key: try reader.present(key), attempts: try reader.present(attempts), cost: cost)
  }
}

extension JSONReader {
  /// Returns a member that has to be there.
  fileprivate func present<Value>(_ value: Value?) throws(JSONError) -> Value {
    guard let value else { throw error(.missingMember) }
    return value
  }

  /// Reads a value that may be null.
  fileprivate mutating func optional<Value>(_ read: (inout JSONReader) throws(JSONError) -> Value) throws(JSONError) -> Value? {
    guard try kind() != .null else {
      try null()
      return nil
    }
    return try read(&self)
  }

  fileprivate mutating func list<Value>(_ read: (inout JSONReader) throws(JSONError) -> Value) throws(JSONError) -> [Value] {
    var values: [Value] = []
    try beginArray()
    while try nextElement() { values.append(try read(&self)) }
    return values
  }
}
