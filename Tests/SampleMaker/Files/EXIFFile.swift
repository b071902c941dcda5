/// An EXIF block as a camera writes it, from its TIFF header on, big-endian (CIPA DC-008).
struct EXIFFile {
  var orientation: Int
  /// Whole degrees, minutes and seconds; negative degrees are south and west.
  var position: (latitude: [Int], longitude: [Int])?

  private struct Entry {
    let tag: Int
    let type: Int
    let count: Int
    let value: [UInt8]

    static func text(_ tag: Int, _ text: String) -> Entry {
      Entry(tag: tag, type: 2, count: text.utf8.count + 1, value: Array(text.utf8) + [0])
    }

    static func short(_ tag: Int, _ number: Int) -> Entry { Entry(tag: tag, type: 3, count: 1, value: EXIFFile.short(number)) }

    static func long(_ tag: Int, _ number: Int) -> Entry { Entry(tag: tag, type: 4, count: 1, value: EXIFFile.long(number)) }

    static func rationals(_ tag: Int, _ numbers: [Int]) -> Entry {
      Entry(tag: tag, type: 5, count: numbers.count, value: numbers.flatMap { EXIFFile.long(abs($0)) + EXIFFile.long(1) })
    }
  }

  var bytes: [UInt8] {
    var entries: [Entry] = [
      .text(0x010F, "Aquatint"), .text(0x0110, "SampleMaker"), .short(0x0112, orientation), .text(0x0132, "2026:06:21 12:00:00"),
    ]
    let start = 8
    var result: [UInt8] = [0x4D, 0x4D] + EXIFFile.short(42) + EXIFFile.long(start)
    guard let position else { return result + EXIFFile.directory(entries, at: start) }
    // The length of the first directory does not depend on where the second begins.
    let next = start + EXIFFile.directory(entries + [.long(0x8825, 0)], at: start).count
    entries.append(.long(0x8825, next))
    result += EXIFFile.directory(entries, at: start)
    let places: [Entry] = [
      .text(1, position.latitude[0] < 0 ? "S" : "N"), .rationals(2, position.latitude), .text(3, position.longitude[0] < 0 ? "W" : "E"),
      .rationals(4, position.longitude),
    ]
    return result + EXIFFile.directory(places, at: next)
  }

  /// The entries with the values that do not fit in them behind, as bytes that begin at an offset.
  private static func directory(_ entries: [Entry], at offset: Int) -> [UInt8] {
    var table = short(entries.count)
    var values: [UInt8] = []
    let valuesStart = offset + 2 + entries.count * 12 + 4
    for entry in entries {
      table += short(entry.tag) + short(entry.type) + long(entry.count)
      if entry.value.count <= 4 {
        table += entry.value + [UInt8](repeating: 0, count: 4 - entry.value.count)
      } else {
        table += long(valuesStart + values.count)
        // Values begin at even offsets.
        values += entry.value + (entry.value.count % 2 == 1 ? [0] : [])
      }
    }
    return table + long(0) + values
  }

  private static func short(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)] }

  private static func long(_ value: Int) -> [UInt8] { short(value >> 16) + short(value & 0xFFFF) }
}
