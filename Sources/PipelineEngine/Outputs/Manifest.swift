import FoundationEssentials

/// `manifest.json`: every file that the program wrote into an output folder, where it comes from, and with what. Only listed files are ever pruned.
package struct Manifest: Codable, Hashable, Sendable {
  package static let fileName = "manifest.json"
  package static let currentVersion = 1

  package struct File: Codable, Hashable, Sendable {
    /// Relative to the folder of the manifest.
    package var path: String
    package var asset: String
    package var variant: Int
    /// `original`, `text` (what the model said beside a picture), `rendition` or `prepared`.
    package var kind: String
    package var sha256: String
    package var bytes: Int
    package var format: String
    package var width: Int
    package var height: Int
    /// What it was made of: digests of files of this manifest, sources by their path, exchanges by their id.
    package var parents: [Parent]
    package var made: Made
    package var provenance: Provenance?
    /// Further pictures of the same answer, which stay in the store.
    package var alternates: [Alternate]?
    /// True where the source it was made from is no longer there; otherwise absent.
    package var sourceRemoved: Bool?
    /// What was found to be wrong with it, though it was taken.
    package var findings: [String]?
    /// True where an original holds a C2PA manifest, which is not verified; otherwise absent.
    package var c2pa: Bool?
  }

  package struct Alternate: Codable, Hashable, Sendable {
    package var sha256: String
    package var bytes: Int
    /// Absent where the bytes are no picture.
    package var format: String?
    /// Whether the model marked it as a draft.
    package var thought: Bool
  }

  package struct Parent: Codable, Hashable, Sendable {
    /// `source`, `reference`, `exchange` or `file`.
    package var kind: String
    package var name: String
    package var sha256: String?
  }

  /// How a file was made; equal means that it would come out the same.
  package struct Made: Codable, Hashable, Sendable {
    package var stage: String
    package var revision: Int
    package var settings: [String: String]
    package var input: String
    package var key: String
    /// The pipeline's `provenance`; absent for files that carry nothing in any case.
    package var provenance: String?
  }

  /// The paid call that a file goes back to.
  package struct Provenance: Codable, Hashable, Sendable {
    package var exchange: String
    package var gateway: String
    package var model: String
    /// Decimal USD; absent where it is unknown.
    package var cost: String?
  }

  package var version: Int
  package var pipeline: String
  /// Sorted by path.
  package var files: [File]

  package init(pipeline: String, files: [File] = []) {
    version = Self.currentVersion
    self.pipeline = pipeline
    self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  package subscript(path: String) -> File? { files.first { $0.path == path } }

  /// The files by path, for many look-ups.
  package var byPath: [String: File] { Dictionary(files.map { ($0.path, $0) }) { first, _ in first } }

  /// Reads a manifest; nil where the bytes are none of this version.
  package static func read(_ bytes: [UInt8]) -> Manifest? {
    do {
      let manifest = try JSONDecoder().decode(Manifest.self, from: Data(bytes))
      return manifest.version == currentVersion ? manifest : nil
    } catch {
      return nil
    }
  }

  /// The file's bytes: keys sorted, so the same manifest gives the same bytes.
  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try Array(encoder.encode(self)) + [0x0A]
  }
}
