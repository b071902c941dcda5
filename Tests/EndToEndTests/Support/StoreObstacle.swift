import Foundation
import Glibc

/// Something that comes into the way of a store, at whatever moment, and goes away again.
enum StoreObstacle: CaseIterable {
  /// The stored files are behind a link.
  case link
  /// They are on a mount that cannot be written.
  case readOnlyMount
  /// The whole store is.
  case readOnlyStore
  /// Next to no room is left.
  case fullDisk

  private static let spare = "spare"

  /// - Parameters:
  ///   - disk: where the store lies, as `store`.
  ///   - room: bytes that are left on a full disk.
  func begin(_ disk: SmallDisk, room: Int) throws {
    let store = "\(disk.path)/store"
    let blobs = "\(store)/blobs"
    switch self {
    case .link:
      // Where it will lead once both have exchanged their names.
      try FileManager.default.createSymbolicLink(atPath: "\(store)/\(Self.spare)", withDestinationPath: Self.spare)
      try exchangeNames(blobs, "\(store)/\(Self.spare)")
    case .readOnlyMount:
      try Self.require(unsafe mount(blobs, blobs, "tmpfs", UInt(MS_BIND), nil))
      try Self.require(unsafe mount(blobs, blobs, "tmpfs", UInt(MS_BIND) | UInt(MS_REMOUNT) | UInt(MS_RDONLY), nil))
    case .readOnlyStore:
      try Self.require(unsafe mount(store, store, "tmpfs", UInt(MS_BIND), nil))
      try Self.require(unsafe mount(store, store, "tmpfs", UInt(MS_BIND) | UInt(MS_REMOUNT) | UInt(MS_RDONLY), nil))
    case .fullDisk:
      let attributes = try FileManager.default.attributesOfFileSystem(forPath: disk.path)
      let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue ?? 0
      do {
        try Data(count: max(0, free - room)).write(to: URL(filePath: "\(disk.path)/filler"))
      } catch CocoaError.fileWriteOutOfSpace {
        // The program has taken of the room meanwhile; there is none left all the same.
      }
    }
  }

  func end(_ disk: SmallDisk) throws {
    let store = "\(disk.path)/store"
    switch self {
    case .link:
      try exchangeNames("\(store)/blobs", "\(store)/\(Self.spare)")
      try FileManager.default.removeItem(atPath: "\(store)/\(Self.spare)")
    case .readOnlyMount: try Self.require(unsafe umount2("\(store)/blobs", Int32(MNT_DETACH)))
    case .readOnlyStore: try Self.require(unsafe umount2(store, Int32(MNT_DETACH)))
    case .fullDisk:
      let filler = "\(disk.path)/filler"
      if FileManager.default.fileExists(atPath: filler) { try FileManager.default.removeItem(atPath: filler) }
    }
  }

  private struct Failed: Error { let errno: Int32 }

  /// All are Swift strings, passed as terminated copies that outlive the call.
  private static func require(_ result: Int32) throws {
    if result != 0 { throw Failed(errno: errno) }
  }
}
