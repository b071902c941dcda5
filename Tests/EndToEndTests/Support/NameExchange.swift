import Glibc
import Testing

/// Exchanges two names at once.
func exchangeNames(_ one: String, _ other: String) throws {
  // renameat2(2), which the imported headers do not show; its type is that of the C library's manual.
  typealias Rename = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
  guard let address = unsafe dlsym(nil, "renameat2") else {
    Issue.record("this C library has no renameat2")
    return
  }
  let rename = unsafe unsafeBitCast(address, to: Rename.self)
  let exchanging: UInt32 = 2
  // Both are passed as terminated copies that outlive the call.
  let status = unsafe rename(AT_FDCWD, one, AT_FDCWD, other, exchanging)
  try #require(status == 0)
}
