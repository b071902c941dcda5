import ImageCore
import PipelineModel

/// What the program has written into an output folder.
public struct Manifest: Sendable {
  /// What a file is.
  public enum Kind: String, Sendable {
    /// The bytes that a model returned.
    case original
    /// Made on this machine from an original or a source.
    case rendition
    /// An input that ends its chain, ready to be sent.
    case prepared
    /// The model's text beside a picture.
    case text
    /// Made from renditions of many assets.
    case delivery
  }

  /// A file of the output folder.
  public struct File: Hashable, Sendable {
    /// Relative to the output folder.
    public let path: String
    /// Empty for what is made of all assets together.
    public let asset: String
    /// From 1.
    public let variant: Int
    /// What it is.
    public let kind: Kind
    /// The name that the pipeline file gives it, or `nil` for other files than renditions.
    public let rendition: String?
    /// 64 hexadecimal digits.
    public let sha256: String
    /// Its size.
    public let bytes: Int
    /// Such as `png`.
    public let format: String
    /// In pixels, or `nil` for what is no picture.
    public let width: Int?
    /// In pixels, or `nil` for what is no picture.
    public let height: Int?
  }

  /// The pipeline that the folder belongs to.
  public let pipeline: String
  /// In the order of their paths.
  public let files: [File]

  init(_ manifest: PipelineModel.Manifest) {
    pipeline = manifest.pipeline
    files = manifest.files.map { file in
      File(
        path: file.path, asset: file.asset, variant: file.variant, kind: Kind(file.kind), rendition: file.rendition, sha256: file.sha256,
        bytes: file.bytes, format: file.format, width: file.size?.width, height: file.size?.height)
    }
  }
}

extension Manifest.Kind {
  fileprivate init(_ kind: OutputKind) {
    self =
      switch kind {
      case .original: .original
      case .rendition: .rendition
      case .prepared: .prepared
      case .text: .text
      case .delivery: .delivery
      }
  }
}
