/// Builds EXIF blocks, from the TIFF header on.
package struct EXIFBlock {
  package var orientation: Int?
  package var hasGPS: Bool
  package var isBigEndian: Bool

  package init(orientation: Int? = nil, hasGPS: Bool = false, isBigEndian: Bool = false) {
    self.orientation = orientation
    self.hasGPS = hasGPS
    self.isBigEndian = isBigEndian
  }

  package var bytes: [UInt8] {
    var entries: [[UInt8]] = []
    if let orientation { entries.append(short(0x0112) + short(3) + long(1) + short(orientation) + short(0)) }
    let directoryEnd = 8 + 2 + (entries.count + (hasGPS ? 1 : 0)) * 12 + 4
    if hasGPS { entries.append(short(0x8825) + short(4) + long(1) + long(directoryEnd)) }
    let head: [UInt8] = isBigEndian ? [0x4D, 0x4D] : [0x49, 0x49]
    let directory = short(entries.count) + entries.flatMap { $0 } + long(0)
    // GPSLatitudeRef, north.
    let gps = hasGPS ? short(1) + short(1) + short(2) + long(2) + [0x4E, 0, 0, 0] + long(0) : []
    return head + short(42) + long(8) + directory + gps
  }

  private func short(_ value: Int) -> [UInt8] {
    let bytes = [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    return isBigEndian ? bytes : bytes.reversed()
  }

  private func long(_ value: Int) -> [UInt8] {
    isBigEndian ? short(value >> 16) + short(value & 0xFFFF) : short(value & 0xFFFF) + short(value >> 16)
  }
}
