package import ImageCore
import JSON
package import Storage

/// The facts of a manifest that a plan and a report need, read without decoding all of it: 10,000 assets have 60,000 entries, of which a
/// plan with nothing to do needs two digests each, and a report the ones it shows.
package struct ManifestIndex: Sendable {
  package struct Entry: Sendable {
    package let path: String
    package let asset: String
    package let variant: Int
    package let kind: OutputKind
    /// See ``Manifest/File/rendition``.
    package let rendition: String?
    package let format: String
    /// `nil` for files that are no pictures.
    package let size: PixelSize?
    /// The id of the call that it originates from.
    package let exchange: String?
    /// See ``Manifest/File/hasContentCredentials``.
    package let hasContentCredentials: Bool
    /// See ``Manifest/File/duplicateOf``.
    package let duplicateOf: String?
    /// See ``Manifest/Made/provenance``.
    package let provenanceSetting: String?
    package let bytes: Int
    /// The digest, or `nil` if the text is none; such a file is never up to date.
    package let digest: Digest?
    /// The key of its making; see ``Manifest/Made``.
    package let key: Digest?
    /// See ``Manifest/File/description``.
    package let description: String?
    /// Its place among the bytes.
    fileprivate(set) var range: Range<Int>

    /// Indicates whether the file is text and not a picture.
    package var isText: Bool { format == Manifest.textFormat }
  }

  package let pipeline: String
  /// In the manifest's order.
  package let files: [Entry]
  /// Places among the files, by path.
  private let places: [String: Int]
  /// Places among the files, by what is made.
  private let renditions: [RenditionID: [Int]]
  /// The file, and behind it the entries that it does not have yet.
  private let bytes: [UInt8]
  /// Bytes of the file; 0 where there is none.
  private let fileSize: Int
  /// Of the entries behind it.
  private let added: [Range<Int>]

  package subscript(path: String) -> Entry? { places[path].map { files[$0] } }

  package static func read(_ bytes: [UInt8]) throws(ManifestError) -> ManifestIndex {
    var files: [Entry] = []
    let pipeline = try ManifestReader.read(bytes) { reader throws(JSONError) in
      let entry = try Entry(from: &reader)
      if OutputNaming.isInside(entry.path) { files.append(entry) }
    }
    return ManifestIndex(pipeline, files, bytes, fileSize: bytes.count, added: [])
  }

  /// Creates a manifest that is no file yet.
  package init(pipeline: String) { self.init(pipeline, [], [], fileSize: 0, added: []) }

  private init(_ pipeline: String, _ files: [Entry], _ bytes: [UInt8], fileSize: Int, added: [Range<Int>]) {
    self.fileSize = fileSize
    self.added = added
    self.pipeline = pipeline
    self.files = files
    self.places = Dictionary(files.enumerated().map { ($0.element.path, $0.offset) }) { first, _ in first }
    self.bytes = bytes
    renditions = Dictionary(
      grouping: files.indices.filter { files[$0].rendition != nil && files[$0].kind == .rendition },
      by: { RenditionID(asset: files[$0].asset, name: files[$0].rendition ?? "", variant: files[$0].variant) })
  }

  /// Indicates whether there are entries that the file does not have.
  package var hasAdditions: Bool { !added.isEmpty }

  /// The entries that the file does not have.
  package var additions: [Manifest.File] { added.compactMap { entry(at: $0) } }

  /// Returns the same with entries of files that were written since; those of the same paths count no more. What is no entry is left out: its file
  /// is made again.
  package func adding(_ entries: [String]) -> ManifestIndex {
    guard !entries.isEmpty else { return self }
    var bytes = bytes
    var added = added
    var later: [String: Entry] = [:]
    for text in entries {
      let entryBytes = Array(text.utf8)
      var reader = JSONReader(entryBytes, .record)
      do throws(JSONError) {
        var entry = try Entry(from: &reader)
        try reader.finish()
        guard OutputNaming.isInside(entry.path) else { continue }
        entry.range = bytes.count..<(bytes.count + entryBytes.count)
        added.append(entry.range)
        bytes += entryBytes
        later[entry.path] = entry
      } catch {
        continue
      }
    }
    let all = files.filter { later[$0.path] == nil } + later.values
    return ManifestIndex(
      pipeline, all.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }, bytes, fileSize: fileSize, added: added)
  }

  private struct RenditionID: Hashable {
    let asset: String
    let name: String
    let variant: Int
  }

  /// Returns the files that are a rendition of an asset; several where its name or place has changed.
  package func renditions(of asset: String, _ name: String, variant: Int) -> [Entry] {
    renditions[RenditionID(asset: asset, name: name, variant: variant), default: []].map { files[$0] }
  }

  /// Returns one whole entry, or `nil` if there is none that can be read.
  package func file(at path: String) -> Manifest.File? {
    self[path].flatMap { entry(at: $0.range) }
  }

  private func entry(at range: Range<Int>) -> Manifest.File? {
    var reader = JSONReader(Array(bytes[range]), .record)
    do throws(JSONError) {
      return try Manifest.File(from: &reader)
    } catch {
      return nil
    }
  }

  /// The size of the file with those entries.
  package var byteCount: Int { bytes.count }

  /// Returns the whole manifest.
  /// - Throws: an error if an entry holds a value that this program never writes.
  package func whole() throws(ManifestError) -> Manifest {
    let file = fileSize == 0 ? Manifest(pipeline: pipeline) : try Manifest.read(Array(bytes[..<fileSize]))
    guard !added.isEmpty else { return file }
    var files = file.byPath
    for entry in additions { files[entry.path] = entry }
    return Manifest(pipeline: pipeline, files: Array(files.values))
  }
}

extension ManifestIndex.Entry {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    var path: String?
    var asset: String?
    var variant: Int?
    var kind: OutputKind?
    var rendition: String?
    var format: String?
    var width: Int?
    var height: Int?
    var exchange: String?
    var hasContentCredentials = false
    var duplicateOf: String?
    var bytes: Int?
    var digest: Digest?
    var made: (key: String?, provenance: String?)?
    var description: String?
    try reader.beginObject()
    let start = reader.offset - 1
    while let name = try reader.nextName() {
      switch name.string {
      case "path": path = try reader.string().string
      case "asset": asset = try reader.string().string
      case "variant": variant = try reader.count(from: 1, to: Manifest.maximumVariant)
      case "kind": kind = try reader.name(of: OutputKind.self)
      case "rendition": rendition = try reader.string().string
      case "format": format = try reader.string().string
      case "width": width = try reader.count(to: Manifest.maximumSide)
      case "height": height = try reader.count(to: Manifest.maximumSide)
      case "bytes": bytes = try reader.count(to: Manifest.maximumBytes)
      case "sha256": digest = Digest(hex: try reader.string().string)
      case "c2pa": hasContentCredentials = try reader.bool()
      case "duplicateOf": duplicateOf = try reader.string().string
      case "made": made = try Self.made(from: &reader)
      case "description": description = try reader.string().string
      case "provenance": exchange = try Self.exchange(from: &reader)
      default: try reader.skip()
      }
    }
    self.path = try reader.required(path)
    self.asset = try reader.required(asset)
    self.variant = try reader.required(variant)
    self.kind = try reader.required(kind)
    self.format = try reader.required(format)
    self.bytes = try reader.required(bytes)
    size = try reader.size(width, height)
    let read = try reader.required(made)
    key = read.key.map { Digest(hex: $0) } ?? digest
    provenanceSetting = read.provenance
    self.rendition = self.kind == .rendition ? rendition ?? OutputNaming.declaredName(of: self.path, variant: self.variant) : rendition
    self.exchange = exchange
    self.description = description
    self.hasContentCredentials = hasContentCredentials
    self.duplicateOf = duplicateOf
    self.digest = digest
    range = start..<reader.offset
  }

  private static func made(from reader: inout JSONReader) throws(JSONError) -> (key: String?, provenance: String?) {
    var key: String?
    var provenance: String?
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "key": key = try reader.string().string
      case "provenance": provenance = try reader.string().string
      default: try reader.skip()
      }
    }
    return (key, provenance)
  }

  private static func exchange(from reader: inout JSONReader) throws(JSONError) -> String? {
    var exchange: String?
    try reader.beginObject()
    while let name = try reader.nextName() {
      if name.string == "exchange" { exchange = try reader.string().string } else { try reader.skip() }
    }
    return exchange
  }
}
