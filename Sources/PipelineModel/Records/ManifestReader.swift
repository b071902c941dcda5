import ImageCore
import JSON

/// The reason why the bytes of a manifest were refused.
package enum ManifestError: Error, Hashable, Sendable {
  /// Written by a later version of this program.
  case newer(version: Int)
  /// Not in the form of any version of this program.
  case foreign
}

/// Reads manifests of this version and of version 1. Their values are untrusted: numbers are checked against their ranges, and an entry
/// whose path leaves the folder is skipped, so that its file is neither used nor removed.
struct ManifestReader {
  private var reader: JSONReader

  init(_ bytes: [UInt8]) { reader = JSONReader(bytes, .record) }

  /// Reads a manifest and passes each entry to `entry`, which has to read it or skip it.
  /// - Returns: the pipeline's name.
  static func read(
    _ bytes: [UInt8], entry: (inout JSONReader) throws(JSONError) -> Void
  ) throws(ManifestError) -> String {
    do throws(JSONError) {
      var manifest = ManifestReader(bytes)
      let (version, pipeline) = try manifest.read(entry: entry)
      if let version, (1...Manifest.currentVersion).contains(version), let pipeline { return pipeline }
    } catch {
      // The code below finds out whether it is damaged or of a version whose entries are different.
    }
    if let version = version(of: bytes), version > Manifest.currentVersion { throw .newer(version: version) }
    throw .foreign
  }

  /// Returns the version that `bytes` state, or `nil` if they state none.
  private static func version(of bytes: [UInt8]) -> Int? {
    var reader = JSONReader(bytes, .record)
    do throws(JSONError) {
      try reader.skipByteOrderMark()
      try reader.beginObject()
      while let name = try reader.nextName() {
        if name.string == "version" { return try reader.integer() }
        try reader.skip()
      }
    } catch {
      // Not even that can be read.
    }
    return nil
  }

  private mutating func read(
    entry: (inout JSONReader) throws(JSONError) -> Void
  ) throws(JSONError) -> (version: Int?, pipeline: String?) {
    var version: Int?
    var pipeline: String?
    var hasFiles = false
    try reader.skipByteOrderMark()
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "version": version = try reader.integer()
      case "pipeline": pipeline = try reader.string().string
      case "files":
        hasFiles = true
        try reader.beginArray()
        while try reader.nextElement() { try entry(&reader) }
      default: try reader.skip()
      }
    }
    try reader.finish()
    return (version, hasFiles ? pipeline : nil)
  }
}

extension JSONReader {
  /// Reads a number of an entry: of bytes or pixels, a variant, or a revision.
  mutating func count(from minimum: Int = 0, to maximum: Int = .max) throws(JSONError) -> Int {
    let number = try integer()
    guard (minimum...maximum).contains(number) else { throw error(.outOfRange) }
    return number
  }

  mutating func list<Element>(_ element: (inout JSONReader) throws(JSONError) -> Element) throws(JSONError) -> [Element] {
    var elements: [Element] = []
    try beginArray()
    while try nextElement() { elements.append(try element(&self)) }
    return elements
  }

  /// Reads a text that is one of a kind's names.
  mutating func name<Name: RawRepresentable<String>>(of type: Name.Type) throws(JSONError) -> Name {
    guard let name = Name(rawValue: try string().string) else { throw error(.outOfRange) }
    return name
  }

  /// Returns `value`, which an entry has to have.
  func required<Value>(_ value: Value?) throws(JSONError) -> Value {
    guard let value else { throw error(.missingMember) }
    return value
  }

  /// Returns the size of `width` and `height`, or `nil` if a file has none, for which version 1 wrote 0.
  func size(_ width: Int?, _ height: Int?) throws(JSONError) -> PixelSize? {
    guard (width == nil) == (height == nil) else { throw error(.missingMember) }
    return PixelSize(checking: width ?? 0, height ?? 0)
  }
}

extension Manifest {
  /// More than any picture has on a side.
  static let maximumSide = Int(Int32.max)
  /// More bytes than any file of this program has.
  static let maximumBytes = 1 << 40
  static let maximumVariant = 1_000_000

  package static func read(_ bytes: [UInt8]) throws(ManifestError) -> Manifest {
    var files: [File] = []
    let pipeline = try ManifestReader.read(bytes) { reader throws(JSONError) in
      let file = try File(from: &reader)
      if OutputNaming.isInside(file.path) { files.append(file) }
    }
    return Manifest(pipeline: pipeline, files: files)
  }
}

extension Manifest.File {
  init(from reader: inout JSONReader) throws(JSONError) {
    var path: String?
    var asset: String?
    var variant: Int?
    var kind: OutputKind?
    var sha256: String?
    var bytes: Int?
    var format: String?
    var width: Int?
    var height: Int?
    var made: (stage: String, revision: Int, settings: [String: String], input: String?, key: String?, provenance: String?)?
    parents = []
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "path": path = try reader.string().string
      case "asset": asset = try reader.string().string
      case "variant": variant = try reader.count(from: 1, to: Manifest.maximumVariant)
      case "kind": kind = try reader.name(of: OutputKind.self)
      case "rendition": rendition = try reader.string().string
      case "sha256": sha256 = try reader.string().string
      case "bytes": bytes = try reader.count(to: Manifest.maximumBytes)
      case "format": format = try reader.string().string
      case "mediaType": mediaType = try reader.string().string
      case "width": width = try reader.count(to: Manifest.maximumSide)
      case "height": height = try reader.count(to: Manifest.maximumSide)
      case "parents": parents = try reader.list { reader throws(JSONError) in try Manifest.Parent(from: &reader) }
      case "made": made = try Self.made(from: &reader)
      case "provenance": provenance = try Manifest.Provenance(from: &reader)
      case "alternates": alternates = try reader.list { reader throws(JSONError) in try Manifest.Alternate(from: &reader) }
      case "sourceRemoved": sourceRemoved = try reader.bool()
      case "findings": findings = try reader.list { reader throws(JSONError) in try reader.string().string }
      case "c2pa": hasContentCredentials = try reader.bool()
      case "description": description = try reader.string().string
      case "perceptualHash": perceptualHash = try reader.string().string
      case "duplicateOf": duplicateOf = try reader.string().string
      default: try reader.skip()
      }
    }
    self.path = try reader.required(path)
    self.asset = try reader.required(asset)
    self.variant = try reader.required(variant)
    self.kind = try reader.required(kind)
    self.sha256 = try reader.required(sha256)
    self.bytes = try reader.required(bytes)
    self.format = try reader.required(format)
    size = try reader.size(width, height)
    let read = try reader.required(made)
    self.made = Manifest.Made(
      stage: read.stage, revision: read.revision, settings: read.settings, input: try reader.required(read.input ?? provenance?.exchange),
      key: read.key ?? self.sha256, provenance: read.provenance)
    if self.kind == .rendition { rendition = rendition ?? OutputNaming.declaredName(of: self.path, variant: self.variant) }
  }

  private static func made(
    from reader: inout JSONReader
  ) throws(JSONError) -> (stage: String, revision: Int, settings: [String: String], input: String?, key: String?, provenance: String?) {
    var stage: String?
    var revision: Int?
    var settings: [String: String] = [:]
    var input: String?
    var key: String?
    var provenance: String?
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "stage": stage = try reader.string().string
      case "revision": revision = try reader.count()
      case "settings":
        try reader.beginObject()
        while let setting = try reader.nextName() { settings[setting.string] = try reader.string().string }
      case "input": input = try reader.string().string
      case "key": key = try reader.string().string
      case "provenance": provenance = try reader.string().string
      default: try reader.skip()
      }
    }
    return (try reader.required(stage), try reader.required(revision), settings, input, key, provenance)
  }
}

extension Manifest.Parent {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    var kind: Kind?
    var written: String?
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "kind": kind = try reader.name(of: Kind.self)
      case "name": written = try reader.string().string
      case "sha256": sha256 = try reader.string().string
      default: try reader.skip()
      }
    }
    self.kind = try reader.required(kind)
    self.name = try reader.required(written)
  }
}

extension Manifest.Provenance {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    var exchange: String?
    var gateway: String?
    var model: String?
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "exchange": exchange = try reader.string().string
      case "gateway": gateway = try reader.string().string
      case "model": model = try reader.string().string
      case "cost": cost = try reader.string().string
      default: try reader.skip()
      }
    }
    self.exchange = try reader.required(exchange)
    self.gateway = try reader.required(gateway)
    self.model = try reader.required(model)
  }
}

extension Manifest.Alternate {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    var sha256: String?
    var bytes: Int?
    thought = false
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "sha256": sha256 = try reader.string().string
      case "bytes": bytes = try reader.count(to: Manifest.maximumBytes)
      case "format": format = try reader.string().string
      case "thought": thought = try reader.bool()
      default: try reader.skip()
      }
    }
    self.sha256 = try reader.required(sha256)
    self.bytes = try reader.required(bytes)
  }
}
