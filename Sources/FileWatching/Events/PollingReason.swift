import CFileSystemLibrary

/// The reason why folders are polled instead of waiting for events.
package enum PollingReason: Hashable, Sendable, CustomStringConvertible {
  case requested
  /// The user's limit of watched folders.
  case watchLimit
  /// The user's limit of inotify instances.
  case instanceLimit
  /// A file system that changes without this machine hearing of it.
  case networkFileSystem(folder: String, name: String)
  case unavailable(reason: String)

  package var description: String {
    switch self {
    case .requested: "as asked for"
    case .watchLimit:
      "the limit of watched folders is reached (raise it with 'sysctl fs.inotify.max_user_watches=524288')"
    case .instanceLimit:
      "the limit of inotify instances is reached (raise it with 'sysctl fs.inotify.max_user_instances=512')"
    case .networkFileSystem(let folder, let name): "'\(folder)' lies on \(name), where other machines' changes give no events"
    case .unavailable(let reason): reason
    }
  }
}

/// File systems on which changes made elsewhere give no events here.
package enum NetworkFileSystem {
  /// By the magic numbers of statfs(2) and of linux/magic.h.
  private static let names: [UInt32: String] = [
    0x6969: "NFS", 0x517B: "SMB", 0xFE53_4D42: "SMB", 0xFF53_4D42: "CIFS", 0x6573_5546: "FUSE", 0x0102_1997: "9P", 0x5346_414F: "AFS",
    0x00C3_6400: "Ceph", 0x7375_7245: "Coda", 0x564C: "NCP", 0x0BD0_0BD0: "Lustre", 0x4750_4653: "GPFS",
    0x786F_4256: "a shared folder of VirtualBox",
  ]

  /// Returns the name of the network file system that `folder` lies on, or `nil` if it is local or unknown.
  package static func name(at folder: String) -> String? {
    var facts = statfs()
    // The path's copy and the structure outlive the call, which fills no more than the structure.
    guard unsafe statfs(folder, &facts) == 0 else { return nil }
    return names[UInt32(truncatingIfNeeded: facts.f_type)]
  }
}
