import Glibc

/// The machine that this process runs on.
package struct Machine: Codable, Hashable, Sendable {
  package let hostName: String
  /// Of the installation, the same after another boot; empty where the system has none
  /// (https://www.freedesktop.org/software/systemd/man/latest/machine-id.html).
  let id: String
  /// Of the time since it was last started (https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html, `random/boot_id`).
  let boot: String

  private static let limit = 4_096

  package static func current() -> Machine {
    Machine(hostName: hostName, id: line(of: "/etc/machine-id"), boot: line(of: "/proc/sys/kernel/random/boot_id"))
  }

  package static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    // One byte less than there is, so that the text ends with a zero whatever its length.
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func line(of path: String) -> String {
    do throws(StorageError) {
      return String(decoding: try FileBytes.read(path, limit: limit).prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
    } catch {
      return ""
    }
  }

  /// Returns whether this is the same machine before it was started again, so that nothing of it lives.
  func isEarlierBoot(of other: Machine) -> Bool {
    !id.isEmpty && id == other.id && hostName == other.hostName && !boot.isEmpty && !other.boot.isEmpty && boot != other.boot
  }
}
