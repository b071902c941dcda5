import FoundationEssentials
package import Storage

/// What a plan and a report have to know of a manifest, read without decoding all of it: 10,000 assets have 60,000 entries, of which a plan with
/// nothing to do needs two digests each, and a report what they show.
package struct ManifestIndex: Sendable {
  package struct Entry: Sendable {
    package let path: String
    package let asset: String
    package let variant: Int
    package let kind: String
    package let format: String
    /// In pixels.
    package let width: Int
    package let height: Int
    /// The id of the call that it goes back to.
    package let exchange: String?
    /// See ``Manifest/File/c2pa``.
    package let hasContentCredentials: Bool
    /// See ``Manifest/Made/provenance``.
    package let provenanceSetting: String?
    /// In bytes.
    package let size: Int
    /// Nil where the text is no digest; such a file is never up to date.
    package let digest: Digest?
    /// How it was made; see ``Manifest/Made``.
    package let key: Digest?
    /// Its place in the file.
    let range: Range<Int>
  }

  package let pipeline: String
  /// In the manifest's order.
  package let files: [Entry]
  /// By path.
  package let entries: [String: Entry]
  private let bytes: [UInt8]

  package subscript(path: String) -> Entry? { entries[path] }

  /// Reads a manifest; nil where the bytes are none of this version.
  package static func read(_ bytes: [UInt8]) -> ManifestIndex? {
    var scanner = ManifestScanner(bytes)
    if let found = scanner.read() {
      guard found.version == Manifest.currentVersion else { return nil }
      return ManifestIndex(found.pipeline, found.entries, bytes)
    }
    // Written by another hand, perhaps: the decoder has the last word.
    guard let manifest = Manifest.read(bytes) else { return nil }
    do {
      return try read(own: manifest.encoded())
    } catch {
      return nil
    }
  }

  private static func read(own bytes: [UInt8]) -> ManifestIndex? {
    var scanner = ManifestScanner(bytes)
    return scanner.read().map { ManifestIndex($0.pipeline, $0.entries, bytes) }
  }

  private init(_ pipeline: String, _ entries: [Entry], _ bytes: [UInt8]) {
    self.pipeline = pipeline
    self.files = entries
    self.entries = Dictionary(entries.map { ($0.path, $0) }) { first, _ in first }
    self.bytes = bytes
  }

  /// One entry with all that it says.
  package func file(at path: String) -> Manifest.File? {
    guard let range = entries[path]?.range else { return nil }
    do {
      return try JSONDecoder().decode(Manifest.File.self, from: Data(bytes[range]))
    } catch {
      return nil
    }
  }

  /// All of it.
  package func whole() -> Manifest? { Manifest.read(bytes) }
}
