import ImageCore
import JSON

extension Manifest {
  /// Returns the file's bytes: one entry a line, so that version control shows which files have changed; the same manifest gives the same
  /// bytes.
  package func encoded() -> [UInt8] {
    // An entry has about 700 bytes.
    var writer = JSONWriter(.record, reserving: 128 + files.count * 768)
    writer.object { manifest in
      manifest.member("version") { $0.integer(Self.currentVersion) }
      manifest.member("pipeline") { $0.string(pipeline) }
      manifest.member("files") { list in
        list.array { list in
          for file in files {
            list.breakLine()
            file.write(to: &list)
          }
          list.breakLine()
        }
      }
    }
    return writer.bytes + [0x0A]
  }
}

extension Manifest.File {
  /// Its entry, as it stands in a manifest.
  package var entry: String {
    var writer = JSONWriter(.record)
    write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Reads an entry, or returns `nil` if the text is none, or leads out of the output folder.
  package init?(entry: some StringProtocol) {
    var reader = JSONReader(Array(entry.utf8), .record)
    do throws(JSONError) {
      self = try Manifest.File(from: &reader)
    } catch {
      return nil
    }
    guard OutputNaming.isInside(path) else { return nil }
  }

  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { file in
      file.member("path") { $0.string(path) }
      file.member("asset") { $0.string(asset) }
      file.member("variant") { $0.integer(variant) }
      file.member("kind") { $0.string(kind.rawValue) }
      if let rendition { file.member("rendition") { $0.string(rendition) } }
      file.member("format") { $0.string(format) }
      if let mediaType { file.member("mediaType") { $0.string(mediaType) } }
      if let size {
        file.member("width") { $0.integer(size.width) }
        file.member("height") { $0.integer(size.height) }
      }
      file.member("bytes") { $0.integer(bytes) }
      file.member("sha256") { $0.string(sha256) }
      file.member("parents") { $0.array { list in for parent in parents { parent.write(to: &list) } } }
      file.member("made") { writeMade(to: &$0) }
      if let provenance { file.member("provenance") { provenance.write(to: &$0) } }
      if !alternates.isEmpty { file.member("alternates") { $0.array { list in for other in alternates { other.write(to: &list) } } } }
      if sourceRemoved { file.member("sourceRemoved") { $0.bool(true) } }
      if !findings.isEmpty { file.member("findings") { $0.array { list in for finding in findings { list.string(finding) } } } }
      if let description { file.member("description") { $0.string(description) } }
      if hasContentCredentials { file.member("c2pa") { $0.bool(true) } }
      if let perceptualHash { file.member("perceptualHash") { $0.string(perceptualHash) } }
      if let duplicateOf { file.member("duplicateOf") { $0.string(duplicateOf) } }
    }
  }

  /// Writes the settings, without those that the rest of the entry implies: an original is made by its call, and its key is its digest.
  private func writeMade(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("stage") { $0.string(made.stage) }
      object.member("revision") { $0.integer(made.revision) }
      if !made.settings.isEmpty {
        object.member("settings") { settings in
          settings.object { settings in
            for (name, value) in made.settings.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
              settings.member(name) { $0.string(value) }
            }
          }
        }
      }
      if made.input != provenance?.exchange { object.member("input") { $0.string(made.input) } }
      if made.key != sha256 { object.member("key") { $0.string(made.key) } }
      if let provenance = made.provenance { object.member("provenance") { $0.string(provenance) } }
    }
  }
}

extension Manifest.Parent {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { parent in
      parent.member("kind") { $0.string(kind.rawValue) }
      parent.member("name") { $0.string(name) }
      if let sha256 { parent.member("sha256") { $0.string(sha256) } }
    }
  }
}

extension Manifest.Provenance {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("exchange") { $0.string(exchange) }
      object.member("gateway") { $0.string(gateway) }
      object.member("model") { $0.string(model) }
      if let cost { object.member("cost") { $0.string(cost) } }
    }
  }
}

extension Manifest.Alternate {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.member("sha256") { $0.string(sha256) }
      object.member("bytes") { $0.integer(bytes) }
      if let format { object.member("format") { $0.string(format) } }
      object.member("thought") { $0.bool(thought) }
    }
  }
}
