import FoundationEssentials

/// The kernel's limits on watching folders: https://man7.org/linux/man-pages/man7/inotify.7.html
enum WatchingCheck {
  private static let watches = "max_user_watches"
  private static let instances = "max_user_instances"

  static func findings() -> [Finding] {
    guard let folders = limit(watches), let processes = limit(instances) else {
      return [.notice("watching", "the limits of inotify cannot be read; folders may be looked through instead")]
    }
    let message = "\(folders) folders and \(processes) processes"
    // A tree of sources has a folder for each product; below this `watch` polls some of them instead, later and with more work.
    guard folders >= 8_192, processes >= 16 else {
      return [.notice("watching", message, fix: "sudo sysctl fs.inotify.\(watches)=524288 fs.inotify.\(instances)=512")]
    }
    return [.fine("watching", message)]
  }

  /// Reads a limit. The kernel reports these files as empty, so they are read to their end.
  private static func limit(_ name: String) -> Int? {
    FileManager.default.contents(atPath: "/proc/sys/fs/inotify/\(name)").flatMap { contents in
      Int(String(decoding: contents, as: UTF8.self).filter(\.isNumber))
    }
  }
}
