import Glibc

/// The events of one read, as inotify(7) lays them out: descriptor, mask, cookie, length of the name, name with zeros behind it.
struct InotifyEvents: Sequence {
  struct Event: Hashable {
    let watch: Int32
    let mask: UInt32

    func has(_ flag: Int32) -> Bool { mask & UInt32(bitPattern: flag) != 0 }
  }

  /// Without the name.
  private static let headBytes = 16

  /// The flags of inotify(7), which are spelled as macros that Swift does not see all of.
  static let queueOverflow: Int32 = 0x4000
  static let ignored: Int32 = 0x8000
  static let closedAfterWriting: Int32 = 0x8
  static let modified: Int32 = 0x2
  static let attributes: Int32 = 0x4
  static let moved: Int32 = 0x40 | 0x80
  static let created: Int32 = 0x100
  static let deleted: Int32 = 0x200
  static let selfDeleted: Int32 = 0x400
  static let selfMoved: Int32 = 0x800
  static let onlyFolders: Int32 = 0x0100_0000
  static let notUnlinked: Int32 = 0x0400_0000

  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  func makeIterator() -> AnyIterator<Event> {
    var rest = bytes
    return AnyIterator {
      guard rest.count >= Self.headBytes else { return nil }
      let (watch, mask, name) = (Self.number(rest, at: 0), Self.number(rest, at: 4), Self.number(rest, at: 12))
      let length = Self.headBytes + Int(name)
      guard length <= rest.count else { return nil }
      rest = rest.dropFirst(length)
      return Event(watch: Int32(bitPattern: watch), mask: mask)
    }
  }

  /// Returns a number in the byte order of the machine, which is little-endian on every Linux that Swift runs on.
  private static func number(_ bytes: ArraySlice<UInt8>, at offset: Int) -> UInt32 {
    (0..<4).reversed().reduce(0) { $0 << 8 | UInt32(bytes[bytes.startIndex + offset + $1]) }
  }
}
