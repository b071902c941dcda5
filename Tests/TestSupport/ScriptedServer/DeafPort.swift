import Glibc

/// A port of this machine that is taken and does not listen, so that every connection to it is refused. One that was only given up could
/// be another test's by then.
package final class DeafPort: Sendable {
  package let number: Int
  private let descriptor: Int32

  package struct Failed: Error { let errno: Int32 }

  package init() throws(Failed) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failed(errno: errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      // An Internet address is one kind of socket address, and `length` is its size.
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        unsafe bind(descriptor, general, length) == 0 && getsockname(descriptor, general, &length) == 0
      }
    }
    guard isBound else { throw Failed(errno: errno) }
    number = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}
