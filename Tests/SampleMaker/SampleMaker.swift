import Foundation
import Glibc

/// Draws the sample pictures and writes them: `swift run SampleMaker Samples`.
@main struct SampleMaker {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 2 else {
      FileHandle.standardError.write(Data("usage: SampleMaker FOLDER\n".utf8))
      exit(2)
    }
    for sample in Sample.all {
      let file = URL(filePath: arguments[1]).appending(path: sample.path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let bytes = try sample.encoded()
      try Data(bytes).write(to: file, options: .atomic)
      print("\(sample.path): \(bytes.count) bytes")
    }
  }
}
