package import ImageCore

/// What a file in an output folder is.
package enum OutputKind: String, CaseIterable, Hashable, Sendable {
  /// The bytes that a model returned, a picture or words.
  case original
  /// Made locally from an original or a source.
  case rendition
  /// An input that ends its chain, ready to be sent.
  case prepared
  /// What a model said beside a picture.
  case text
  /// Made by a collector from renditions of many assets.
  case delivery

  /// Whether a plan knows the path of such a file, extension and all, before the file is made.
  package var isNamedBeforehand: Bool {
    switch self {
    case .rendition, .delivery: true
    case .original, .prepared, .text: false
    }
  }
}

/// `manifest.json`: every file that the program wrote into an output folder, where it comes from, and with what. Only listed files are ever pruned.
package struct Manifest: Hashable, Sendable {
  package static let fileName = "manifest.json"
  /// Raised where an earlier program would cut a manifest short. Version 1 had a width and height of 0 for words, and no names of renditions.
  package static let currentVersion = 2

  /// What an entry has as `format` where the file is words and not a picture.
  package static let textFormat = "text"

  package struct File: Hashable, Sendable {
    /// Relative to the folder of the manifest; may lie in folders.
    package var path: String
    package var asset: String
    /// From 1.
    package var variant: Int
    package var kind: OutputKind
    /// The name that the pipeline file declares; `nil` for what is no rendition.
    package var rendition: String?
    package var sha256: String
    package var bytes: Int
    package var format: String
    /// `nil` where ``format`` says it.
    package var mediaType: String?
    /// `nil` for what is no picture.
    package var size: PixelSize?
    /// What it was made of: digests of files of this manifest, sources by their path, exchanges by their id.
    package var parents: [Parent]
    package var made: Made
    package var provenance: Provenance?
    /// Further pictures of the same answer, which stay in the store.
    package var alternates: [Alternate] = []
    /// Whether the source it was made from is no longer there.
    package var sourceRemoved = false
    /// What was found to be wrong with it, though it was taken.
    package var findings: [String] = []
    /// Whether an original holds a C2PA manifest, which is not verified.
    package var hasContentCredentials = false

    package init(
      path: String, asset: String, variant: Int, kind: OutputKind, rendition: String? = nil, sha256: String, bytes: Int, format: String,
      mediaType: String? = nil, size: PixelSize? = nil, parents: [Parent], made: Made, provenance: Provenance? = nil,
      alternates: [Alternate] = [], sourceRemoved: Bool = false, findings: [String] = [], hasContentCredentials: Bool = false
    ) {
      self.path = path
      self.asset = asset
      self.variant = variant
      self.kind = kind
      self.rendition = rendition
      self.sha256 = sha256
      self.bytes = bytes
      self.format = format
      self.mediaType = mediaType
      self.size = size
      self.parents = parents
      self.made = made
      self.provenance = provenance
      self.alternates = alternates
      self.sourceRemoved = sourceRemoved
      self.findings = findings
      self.hasContentCredentials = hasContentCredentials
    }
  }

  package struct Alternate: Hashable, Sendable {
    package var sha256: String
    package var bytes: Int
    /// `nil` where the bytes are no picture.
    package var format: String?
    /// Whether the model marked it as a draft.
    package var thought: Bool

    package init(sha256: String, bytes: Int, format: String? = nil, thought: Bool) {
      self.sha256 = sha256
      self.bytes = bytes
      self.format = format
      self.thought = thought
    }
  }

  package struct Parent: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable { case source, reference, exchange, file }

    package var kind: Kind
    package var name: String
    package var sha256: String?

    package init(kind: Kind, name: String, sha256: String? = nil) {
      self.kind = kind
      self.name = name
      self.sha256 = sha256
    }
  }

  /// How a file was made; equal means that it would come out the same.
  package struct Made: Hashable, Sendable {
    package var stage: String
    package var revision: Int
    package var settings: [String: String]
    package var input: String
    package var key: String
    /// The pipeline's `provenance`; `nil` for files that carry nothing in any case.
    package var provenance: String?

    package init(stage: String, revision: Int, settings: [String: String], input: String, key: String, provenance: String? = nil) {
      self.stage = stage
      self.revision = revision
      self.settings = settings
      self.input = input
      self.key = key
      self.provenance = provenance
    }
  }

  /// The paid call that a file goes back to.
  package struct Provenance: Hashable, Sendable {
    package var exchange: String
    package var gateway: String
    package var model: String
    /// Decimal USD; `nil` where it is unknown.
    package var cost: String?

    package init(exchange: String, gateway: String, model: String, cost: String? = nil) {
      self.exchange = exchange
      self.gateway = gateway
      self.model = model
      self.cost = cost
    }
  }

  package var pipeline: String
  /// Sorted by path.
  package var files: [File]

  package init(pipeline: String, files: [File] = []) {
    self.pipeline = pipeline
    self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  package subscript(path: String) -> File? { files.first { $0.path == path } }

  /// The files by path, for many look-ups.
  package var byPath: [String: File] { Dictionary(files.map { ($0.path, $0) }) { first, _ in first } }
}
