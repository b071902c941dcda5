package import GatewayAPI
import PipelineModel
import Storage
import SystemPackage

extension ProcessEnvironment {
  /// Larger than a key and the lines that people write below it.
  private static let longestKeyFile = 1 << 16

  /// Returns the key, or `nil` if there is none, or a command has to be run for it. Reads the file that may hold it.
  package func key(from source: KeySource) -> APIKey? {
    if let path = source.file, case .key(let key) = keyFile(path) { return key }
    return source.resolve { variable($0) }
  }

  /// Returns the variable whose text cannot be sent as a key, with the reason, or `nil` if there is none.
  package func unusableKey(from source: KeySource) -> (variable: String, problem: String)? { source.unusable { variable($0) } }

  /// Returns the reason why a file gives no key. Never shows its contents.
  package func keyFileProblem(_ path: String) -> String {
    switch keyFile(path) {
    case .key: "the file '\(path)' has changed just now"
    case .problem(let problem): "the file '\(path)' \(problem)"
    }
  }

  /// Returns the absolute path of a key file, which may begin with `~/`.
  func absolutePath(ofKeyFile path: String) -> String {
    currentFolder.resolving(path, home: variable("HOME").map { FilePath($0) }).string
  }

  private enum KeyFile {
    case key(APIKey)
    case problem(String)
  }

  private func keyFile(_ path: String) -> KeyFile {
    if path.hasPrefix("~/"), variable("HOME") == nil { return .problem("cannot be found, for HOME is not set") }
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try FileBytes.read(absolutePath(ofKeyFile: path), limit: Self.longestKeyFile)
    } catch {
      return .problem(error.kind == .notFound || error.kind == .notAFolder ? "is not there" : "cannot be read: \(error)")
    }
    if bytes.isEmpty { return .problem("is empty") }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let text = String(decoding: line, as: UTF8.self)
    guard let key = APIKey(trimming: text) else {
      let problem = APIKey.problem(of: text) ?? "holds no key"
      return .problem("has no key in its first line that can be sent: it \(problem)")
    }
    return .key(key)
  }
}
