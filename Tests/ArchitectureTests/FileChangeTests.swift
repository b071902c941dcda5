import Foundation
import Testing

/// Files are changed in one place: by descriptors relative to a folder, so that no link that is put in the way leads elsewhere.
@Suite struct FileChangeTests {
  /// The folder that may: ``ConfinedFolder`` and what it stands on.
  private static let place = "Storage/Files/"

  /// What changes names or contents by a path, in C, Foundation and swift-system. With a word goes what may stand around it.
  private static let forbidden = [
    "rename(\"", "Glibc.rename(", "unlink(", "rmdir(", "remove(\"", "mkstemp(", "mkdtemp(", "truncate(", "fopen(", "freopen(", "creat(",
    "symlink(", "Glibc.link(", "unsafe rename(", "unsafe link(", "unsafe mkdir(", "O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND",
    "moveItem(", "copyItem(", "removeItem(", "trashItem(", "replaceItem", "createFile(", "createDirectory(", "createSymbolicLink(",
    "linkItem(", "setAttributes(", "FileHandle(forWriting", "FileHandle(forUpdating", ".write(to: URL(", ".write(to: url",
    ".write(to: fileURL", "atomically:", ".atomic", "write(toFile", "OutputStream(", "FileDescriptor.open(", "FileSystem.shared",
    // By descriptors too, but relative to whatever folder a path leads to at that moment.
    "AT_FDCWD", "openat(", "renameat", "unlinkat(", "linkat(", "symlinkat(", "mkdirat(", "mkfifo(", "mknod(", "chmod(", "chown(", "utime",
    "tmpfile(", "mkostemp(", "mkstemps(", "popen(", "system(",
    "std::filesystem", "std::rename", "std::remove", "ofstream", "std::fstream",
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

  /// Attempts to get by the words above.
  @Test(arguments: [
    "try data.write(to: URL(filePath: path))", "try data.write(to: url)", "try Data(bytes).write(to: fileURL, options: [.atomic])",
    "try text.write(toFile: path, atomically: true, encoding: .utf8)", "unsafe rename(from, to)", "Glibc.rename(from, to)",
    "rename(\"a\", \"b\")", "unlinkat(AT_FDCWD, path, 0)", "unsafe renameat(AT_FDCWD, from, AT_FDCWD, to)",
    "let file = open(path, O_WRONLY)",
    "unsafe openat(folder, name, 1)", "FileManager.default.removeItem(atPath: path)", "try manager.moveItem(at: one, to: other)",
    "OutputStream(toFileAtPath: path, append: true)", "FileHandle(forWritingAtPath: path)", "unsafe fopen(path, \"w\")",
    "std::ofstream file(path);", "std::rename(from, to);", "remove(\"x\");", "unsafe symlink(target, path)", "unsafe chmod(path, 0o777)",
    "try FileDescriptor.open(path, .writeOnly)", "unsafe truncate(path, 0)", "system(\"rm x\")", "unsafe mkfifo(path, 0o600)",
  ]) func `what would change a file is seen`(_ line: String) {
    let code = SourceFile(path: "Module/File.swift", lines: [line[...]]).code[0]
    #expect(Self.forbidden.contains { code.uses($0) })
  }

  @Test(arguments: [
    "try folder.rename(from, to: name)", "try FileNames.rename(path, to: target)", "entry.write(to: &list)", "try plan.write(to: path)",
    "try file.sync()", "let isTruncated = truncated(bytes)", "files.remove(at: 0)", "try FileNames.link(path, to: target)",
  ]) func `what goes through the one place, or is no file, is not`(_ line: String) {
    let code = SourceFile(path: "Module/File.swift", lines: [line[...]]).code[0]
    #expect(!Self.forbidden.contains { code.uses($0) })
  }

  @Test func `the one place itself works by descriptors`() throws {
    // Of a folder that somebody named, and of those above it, the names are all there is.
    let named: Set = ["Storage/Files/Folder.swift"]
    for file in try SourceFile.all() where file.path.hasPrefix(Self.place) && !named.contains(file.path) {
      for line in file.code {
        for word in ["unsafe unlink(", "rmdir(", "Glibc.rename(", "unsafe rename(", "unsafe mkdir(", "unsafe link(", "symlink("] {
          #expect(!line.uses(word), "Sources/\(file.path):\(line.number): '\(word)'")
        }
      }
    }
  }
}
