import Diagnostics
package import ImageCore
package import PipelineModel
package import Storage

/// Keys of local results: they change whenever the bytes could, because making them again is free.
package struct LocalKey: Sendable {
  /// Names and versions of all codec libraries; an upgrade makes every rendition anew.
  let libraries: Digest
  private let templates = KeyTemplates()

  package init(codecs: CodecRegistry) {
    var builder = KeyBuilder("libraries", version: 1)
    builder.add("codecs", codecs.codecs.map { "\($0.format.id) \($0.format.library)" }.sorted())
    libraries = builder.digest()
  }

  /// Returns the key of what a stage makes of the input with the key `input`.
  ///
  /// - Parameter sides: the pictures that the stage may look at, beside.
  /// - Returns: `nil` while one of those that it looks at is not known.
  package func key(of link: Chain.Link, asked: AskedPicture?, input: Digest, beside sides: SideDigests) -> Digest? {
    let origins = link.stage.sideInputs.map(\.origin)
    guard !origins.isEmpty else { return key(of: link, settings: link.settings, output: nil, asked: asked, input: input) }
    var builder = KeyBuilder("beside", version: 1)
    builder.add("input", input.hex)
    for origin in origins {
      guard let digest = sides[origin] else { return nil }
      builder.add(origin.keyName, digest.hex)
    }
    return key(of: link, settings: link.settings, output: nil, asked: asked, input: builder.digest())
  }

  /// Returns the key of the picture that shows what a judgement was found by.
  package static func evidence(of judgement: Digest) -> Digest {
    var builder = KeyBuilder("evidence", version: 1)
    builder.add("judgement", judgement.hex)
    return builder.digest()
  }

  /// Returns the key of one of its files; see ``input(_:with:)`` for its input.
  package func key(of output: OutputDeclaration, by link: Chain.Link, asked: AskedPicture?, input: Digest) -> Digest {
    key(of: link, settings: output.settings, output: output.name, asked: asked, input: input)
  }

  /// Returns the key of the input of files: the input with the key `input`, and the provenance that they state. The same for all files of a
  /// stage.
  package func input(_ input: Digest, with provenance: RenditionProvenance) -> Digest {
    var builder = KeyBuilder("rendition", version: 1)
    builder.add("input", input.hex)
    builder.add("provenance", provenance.keyText)
    return builder.digest()
  }

  /// Returns the keys of the judgements over the original `original`, which came back from the generation at `index`: of each validating stage up
  /// to the next generation.
  /// - Returns: `nil` while a picture that one of them looks at, beside, is not known.
  func judgements(in chain: Chain, after index: Int, asked: AskedPicture, original: Digest, beside sides: SideDigests) -> [Digest]? {
    var input = original
    var keys: [Digest] = []
    for link in chain.links[(index + 1)...] {
      if link.generation != nil { break }
      guard let next = key(of: link, asked: asked, input: input, beside: sides) else { return nil }
      input = next
      if link.type.validates { keys.append(input) }
    }
    return keys
  }

  private func key(
    of link: Chain.Link, settings: ResolvedSettings, output: String?, asked: AskedPicture?, input: Digest
  ) -> Digest {
    let place = KeyTemplates.Place(link: ObjectIdentifier(link.identity), output: output, asked: asked)
    return templates.template(for: place, of: link) {
      template(of: link, settings: settings, output: output, asked: asked)
    }.digest(input)
  }

  /// Returns all of a key but its input.
  private func template(of link: Chain.Link, settings: ResolvedSettings, output: String?, asked: AskedPicture?) -> KeyTemplate {
    var builder = KeyBuilder("local", version: 1)
    builder.add("stage", link.name)
    builder.add("revision", link.type.revision)
    builder.add("output", output)
    let inputSettings = link.input.map { type(of: $0).inputSettings } ?? []
    for setting in settings.settings where setting.isInKeys && !inputSettings.contains(setting.key) {
      builder.add("setting." + setting.key, setting.value)
    }
    // A stage may use the requested shape (verify does), which its settings do not contain.
    builder.add("asked", asked.map { "\($0.ratio?.description ?? "-") \($0.imageSize ?? "-") \($0.expected?.description ?? "-")" })
    builder.add("libraries", libraries)
    return builder.template(varying: "input")
  }
}

/// The keys of deliveries: they change whenever their bytes could.
extension LocalKey {
  /// The key of what a delivery makes of these files, one for each of its members that is there.
  package func key(of delivery: Delivery, files: [(member: Delivery.Member, file: DeliveredFile)]) -> Digest {
    var builder = KeyBuilder("delivery", version: 1)
    builder.add("stage", delivery.name)
    builder.add("revision", type(of: delivery.stage).revision)
    for setting in delivery.settings.settings where setting.isInKeys { builder.add("setting." + setting.key, setting.value) }
    var texts: [String] = []
    for (member, file) in files {
      texts += [member.role, member.asset, member.rendition, file.path, file.digest.hex]
      if let description = file.description { texts += ["description", description] }
      texts += delivery.assetTexts[member.asset] ?? []
    }
    builder.add("files", texts)
    builder.add("libraries", libraries)
    return builder.digest()
  }

  /// The digest of all files that a delivery has made, by which a set that is not whole is told.
  package static func completeness(of files: [(path: String, digest: String)]) -> Digest {
    var builder = KeyBuilder("delivered", version: 1)
    builder.add("files", files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }.flatMap { [$0.path, $0.digest] })
    return builder.digest()
  }
}
