import FoundationEssentials

/// Files that tests read.
package enum TestFiles {
  /// The folder with the manifest.
  package static let packageRoot: String = {
    // Tests/TestSupport/Pictures/TestFiles.swift
    String(#filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/"))
  }()

  package static let fixtures = packageRoot + "/Tests/Fixtures"

  /// A folder of pictures made by others, which not every machine has: `AQUATINT_CORPUS`, or `shared/corpus` beside the
  /// package; nil where it is not there.
  package static let corpus: String? = {
    let path = ProcessInfo.processInfo.environment["AQUATINT_CORPUS"] ?? packageRoot + "/../shared/corpus"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  package static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The paths of the files directly in a folder, sorted; none where there is no such folder.
  package static func contents(of folder: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { !$0.hasPrefix(".") }.map { "\(folder)/\($0)" }
  }

  package static func bytes(at path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }
}
