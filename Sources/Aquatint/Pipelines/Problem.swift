import Diagnostics
import PipelineModel
import Runs
import Storage

/// Something that is wrong with a pipeline file, or might be, with its place.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
  /// Whether a mistake stops the work.
  public enum Severity: String, Sendable {
    case error
    case warning
    case note
  }

  /// A stable name such as `unknown-stage`; the page of messages explains each.
  public let id: String
  /// Whether it stops the work.
  public let severity: Severity
  /// For people; it may change.
  public let message: String
  /// As it was given.
  public let path: String
  /// From 1, or `nil` for what concerns no place.
  public let line: Int?
  /// From 1, in characters.
  public let column: Int?
  /// What was most likely meant.
  public let suggestion: String?

  init(_ diagnostic: Diagnostic, in path: String) {
    id = diagnostic.id.name
    severity =
      switch diagnostic.severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    message = diagnostic.message
    self.path = diagnostic.file?.name ?? path
    line = diagnostic.position?.line
    column = diagnostic.position?.column
    suggestion = diagnostic.suggestion
  }

  /// `path:line:column: severity: message [id]`
  public var description: String {
    let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
    return "\(path)\(place): \(severity.rawValue): \(message) [\(id)]"
  }
}

/// Why something could not be done with a pipeline.
public enum PipelineError: Error, Hashable, Sendable {
  /// The file has mistakes; warnings are among them, too.
  case rejected([Problem])
  /// A file or a folder cannot be read or written, or the store is damaged; with a description for people.
  case storage(String)
  /// What lies in the output folder is not a manifest of this program.
  case foreignManifest
  /// A later version of the program has written the manifest.
  case newerManifest(version: Int)
  /// The lock file beside the pipeline cannot be used; with a description for people.
  case lockFile(String)

  init(_ error: any Error) {
    switch error {
    case let error as PipelineError: self = error
    case let error as StorageError: self = .storage(error.description)
    case let error as RejectedPipeline: self = .rejected(error.diagnostics.map { Problem($0, in: "") })
    case let failure as AssetFailure: self = .lockFile(failure.message)
    case let error as ManifestError:
      switch error {
      case .newer(let version): self = .newerManifest(version: version)
      case .foreign: self = .foreignManifest
      }
    default: self = .storage("\(error)")
    }
  }
}
