import Foundation
import Glibc

/// A file system of its own at `disk` in a scratch folder, where this process may mount one.
final class SmallDisk: Sendable {
  let path: String

  /// Nil where mounting is not allowed, which the test has to say.
  init?(_ scratch: Scratch, kilobytes: Int) throws {
    path = "\(scratch.path)/disk"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    // All are Swift strings, passed as terminated copies that outlive the call.
    let result = unsafe "size=\(kilobytes)k".withCString { unsafe mount("tmpfs", path, "tmpfs", 0, $0) }
    if result != 0 { return nil }
  }

  /// Whether files can be written from now on.
  func setReadOnly(_ isReadOnly: Bool) -> Bool {
    unsafe mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT) | (isReadOnly ? UInt(MS_RDONLY) : 0), nil) == 0
  }

  deinit {
    if unsafe umount2(path, Int32(MNT_DETACH)) != 0 { print("\(path) stays mounted: errno \(errno)") }
  }
}
