import Foundation
import JSON

/// A file that goes with its holder.
final class TextFile {
  let file: JSONFile

  init(_ bytes: [UInt8]) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("json-\(UUID().uuidString).json").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    file = try JSONFile(path)
  }

  deinit {
    // The string lends its bytes with a zero at their end, for the length of the call.
    unsafe unlink(file.path)
  }
}
