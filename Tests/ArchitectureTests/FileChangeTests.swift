import Foundation
import Testing

/// Files are changed in one place: by descriptors relative to a folder, so that no link that is put in the way leads elsewhere.
@Suite struct FileChangeTests {
  /// The folder that may: ``ConfinedFolder`` and what it stands on.
  private static let place = "Storage/Swift/Files/"

  /// What changes names or contents by a path, in C, Foundation and swift-system. With a word goes what may stand around it.
  private static let forbidden = [
    "rename(\"", "Glibc.rename(", "unlink(", "rmdir(", "remove(\"", "mkstemp(", "mkdtemp(", "truncate(", "fopen(", "freopen(", "creat(",
    "symlink(", "Glibc.link(", "unsafe rename(", "unsafe link(", "unsafe mkdir(", "O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND",
    "moveItem(", "copyItem(", "removeItem(", "replaceItem", "createFile(", "createDirectory(", "createSymbolicLink(", "linkItem(",
    "FileHandle(forWriting", "FileHandle(forUpdating", ".write(to: URL(", "atomically:", "options: .atomic", "write(toFile",
    "FileDescriptor.open(", "std::filesystem", "ofstream",
  ]

  @Test func `nothing else renames, removes or opens files for writing`() throws {
    for file in try SourceFile.all(["swift", "c", "cpp", "h"]) where !file.path.hasPrefix(Self.place) {
      for line in file.code {
        for word in Self.forbidden where line.uses(word) {
          Issue.record("Sources/\(file.path):\(line.number): '\(word)'; use ConfinedFolder")
        }
      }
    }
  }

  @Test func `the one place itself works by descriptors`() throws {
    // Of a folder that somebody named, and of those above it, the names are all there is.
    let named: Set = ["Storage/Swift/Files/Folder.swift"]
    for file in try SourceFile.all() where file.path.hasPrefix(Self.place) && !named.contains(file.path) {
      for line in file.code {
        for word in ["unsafe unlink(", "rmdir(", "Glibc.rename(", "unsafe rename(", "unsafe mkdir(", "unsafe link(", "symlink("] {
          #expect(!line.uses(word), "Sources/\(file.path):\(line.number): '\(word)'")
        }
      }
    }
  }
}
