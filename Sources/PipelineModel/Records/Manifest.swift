package import ImageCore

/// The kind of a file in an output folder.
package enum OutputKind: String, CaseIterable, Hashable, Sendable {
  /// The bytes that a model returned, a picture or text.
  case original
  /// Made locally from an original or a source.
  case rendition
  /// An input that ends its chain, ready to be sent.
  case prepared
  /// The model's text beside a picture.
  case text
  /// Made by a collector from renditions of many assets.
  case delivery

  /// Indicates whether a plan knows the path of such a file, extension included, before the file is made.
  package var isNamedBeforehand: Bool {
    switch self {
    case .rendition, .delivery: true
    case .original, .prepared, .text: false
    }
  }
}

/// `manifest.json`: every file that the program wrote into an output folder, with its origin and settings. Only listed files are ever
/// pruned.
package struct Manifest: Hashable, Sendable {
  package static let fileName = "manifest.json"
  /// Bytes; no more are read, and none are written that could not be.
  package static let sizeLimit = 1 << 30
  /// Raised when an earlier program would truncate a manifest. Version 1 had a width and height of 0 for text, and no names of renditions.
  package static let currentVersion = 2

  /// The value of `format` in the entry of a file that is text and not a picture.
  package static let textFormat = "text"

  package struct File: Hashable, Sendable {
    /// Relative to the folder of the manifest; may lie in folders.
    package var path: String
    package var asset: String
    /// From 1.
    package var variant: Int
    package var kind: OutputKind
    /// The name that the pipeline file declares; `nil` for other files than renditions.
    package var rendition: String?
    package var sha256: String
    package var bytes: Int
    package var format: String
    /// The media type, or `nil` if ``format`` implies it.
    package var mediaType: String?
    /// `nil` for files that are no pictures.
    package var size: PixelSize?
    /// Its inputs: digests of files of this manifest, sources by their path, exchanges by their id.
    package var parents: [Parent]
    package var made: Made
    package var provenance: Provenance?
    /// Further pictures of the same answer, which stay in the store.
    package var alternates: [Alternate] = []
    /// Indicates whether its source no longer exists.
    package var sourceRemoved = false
    /// The faults that were found in it, though it was accepted.
    package var findings: [String] = []
    /// Indicates whether an original holds a C2PA manifest, which is not verified.
    package var hasContentCredentials = false
    /// What is to be seen in it, as a model was asked; `nil` where none was.
    package var description: String?
    /// What an original looks like from afar, or `nil` for other files and those of earlier versions.
    package var perceptualHash: String?
    /// The path of an original that came earlier in the order of the plan and looks nearly the same, or `nil` if there is none.
    package var duplicateOf: String?

    package init(
      path: String, asset: String, variant: Int, kind: OutputKind, rendition: String? = nil, sha256: String, bytes: Int, format: String,
      mediaType: String? = nil, size: PixelSize? = nil, parents: [Parent], made: Made, provenance: Provenance? = nil,
      alternates: [Alternate] = [], sourceRemoved: Bool = false, findings: [String] = [], hasContentCredentials: Bool = false,
      description: String? = nil
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
      self.description = description
    }
  }

  package struct Alternate: Hashable, Sendable {
    package var sha256: String
    package var bytes: Int
    /// The format, or `nil` if the bytes are no picture.
    package var format: String?
    /// Indicates whether the model marked it as a draft.
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

  /// The stage, settings and input of a file; equal values mean that it would come out the same.
  package struct Made: Hashable, Sendable {
    package var stage: String
    package var revision: Int
    package var settings: [String: String]
    package var input: String
    package var key: String
    /// The pipeline's `provenance`; `nil` for files that never carry any.
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

  /// The paid call that a file originates from.
  package struct Provenance: Hashable, Sendable {
    package var exchange: String
    package var gateway: String
    package var model: String
    /// Decimal USD, or `nil` if it is unknown.
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
