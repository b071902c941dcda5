/// The 512 bytes before each file of a tar archive (POSIX.1-1988, `ustar`). Only regular files with short names are written and read.
struct TarHeader: Hashable {
  static let size = 512
  /// An entry's contents are padded to a multiple of this.
  static let block = 512

  /// At most 100 bytes.
  let name: String
  /// In bytes, below 8 GiB.
  let size: Int

  private static let nameLength = 100
  private static let sizeRange = 124..<136
  private static let checksumRange = 148..<156
  private static let typeIndex = 156
  private static let magicRange = 257..<263

  /// Returns the bytes behind contents of `size` bytes, up to the next header.
  static func padding(after size: Int) -> Int { (block - size % block) % block }

  var encoded: [UInt8] {
    precondition(name.utf8.count < Self.nameLength && size < 1 << 33, "an entry of ours has a short name and fits")
    var bytes = [UInt8](repeating: 0, count: Self.size)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { bytes[offset + index] = byte }
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put(Self.octal(size, digits: 11), at: Self.sizeRange.lowerBound)
    // No time: the same contents give the same archive.
    put("00000000000", at: 136)
    put("        ", at: Self.checksumRange.lowerBound)
    bytes[Self.typeIndex] = UInt8(ascii: "0")
    put("ustar", at: Self.magicRange.lowerBound)
    put("00", at: 263)
    put(Self.octal(Self.checksum(bytes), digits: 6), at: Self.checksumRange.lowerBound)
    bytes[Self.checksumRange.lowerBound + 6] = 0
    return bytes
  }

  init(name: String, size: Int) {
    self.name = name
    self.size = size
  }

  /// Reads the header of a regular file, or returns `nil` if the bytes are none.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.size, Array(bytes[257..<262]) == Array("ustar".utf8),
      bytes[Self.typeIndex] == UInt8(ascii: "0") || bytes[Self.typeIndex] == 0
    else { return nil }
    var blank = bytes
    for index in Self.checksumRange { blank[index] = UInt8(ascii: " ") }
    guard Self.number(bytes[Self.checksumRange]) == Self.checksum(blank), let size = Self.number(bytes[Self.sizeRange]),
      let name = String(validating: bytes[..<Self.nameLength].prefix { $0 != 0 }, as: UTF8.self)
    else { return nil }
    self.init(name: name, size: size)
  }

  private static func checksum(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { $0 + Int($1) } }

  private static func octal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
    return digits.isEmpty ? nil : Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }
}
