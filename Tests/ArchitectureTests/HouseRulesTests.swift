import Foundation
import Testing

@Suite struct HouseRulesTests {
  private static let longestFile = 400

  /// What hides a mistake or leaves the structure of tasks.
  private static let forbidden = ["try?", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)", "Task.detached"]

  @Test func `no source file is too long to be read at once`() throws {
    for file in try SourceFile.all(["swift", "c", "cpp", "h"]) {
      // The end of the last line is the beginning of an empty one.
      let count = file.lines.last?.isEmpty == true ? file.lines.count - 1 : file.lines.count
      #expect(count <= Self.longestFile, "Sources/\(file.path): \(count) lines, more than \(Self.longestFile)")
    }
  }

  @Test func `sources swallow no errors and leave no loose tasks`() throws {
    for file in try SourceFile.all() {
      for line in file.code {
        for word in Self.forbidden {
          #expect(!line.uses(word), "Sources/\(file.path):\(line.number): '\(word)'")
        }
      }
    }
  }

  @Test func `only the folders and files of the house lie at the top`() throws {
    let visible: Set = ["Package.swift", "README.md", "Sources", "Tests", "Pipelines", "Samples"]
    // Made by builds and runs, and not in version control.
    let made: Set = ["build", "Package.resolved"]
    let names = try FileManager.default.contentsOfDirectory(atPath: SourceFile.packageRoot.path).filter { !$0.hasPrefix(".") }
    let found = Set(names).subtracting(made)
    #expect(found.subtracting(visible).isEmpty, "these do not belong at the top: \(found.subtracting(visible).sorted())")
    #expect(visible.subtracting(found).isEmpty, "these are missing at the top: \(visible.subtracting(found).sorted())")
  }
}
