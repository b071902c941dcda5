import Glibc
import Runs

/// The service manager that has started the process and wants to know how it stands:
/// https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
struct ServiceManager: Sendable {
  private let path: [UInt8]

  /// - Returns: `nil` if nobody has asked for it, or at an address of another kind than a local one.
  init?(_ environment: ProcessEnvironment) {
    guard let address = environment.variable("NOTIFY_SOCKET"), let first = address.utf8.first else { return nil }
    var bytes = Array(address.utf8)
    // A name that lies in no folder is written with an at sign, and begins with a null byte.
    if first == UInt8(ascii: "@") { bytes[0] = 0 } else if first != UInt8(ascii: "/") { return nil }
    guard bytes.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return nil }
    path = bytes
  }

  /// Sends lines such as `READY=1`. Where nobody listens any more, nothing happens: that is no reason to end.
  func notify(_ lines: String...) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = path
    // The path is shorter than the room, which `init` has checked.
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in unsafe room.copyBytes(from: path) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
    let message = Array(lines.joined(separator: "\n").utf8)
    // The message with its own count, and the address with the length of what was filled in.
    _ = unsafe message.withUnsafeBytes { bytes in
      unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
          unsafe sendto(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), target, length)
        }
      }
    }
  }
}
