import Glibc

/// A process that holds an advisory lock on a file, named in messages only.
struct LockHolder: Hashable, CustomStringConvertible {
  let process: Int
  /// The command line, or `nil` if this user may not see it.
  let command: String?

  var description: String { command.map { "process \(process), `\($0)`" } ?? "process \(process)" }

  /// Bytes of `/proc/locks`, of which each lock takes about 60.
  private static let listLimit = 4 << 20
  private static let commandLimit = 64 << 10
  private static let longestCommand = 160

  /// Returns the holders that the system reports (proc(5), `/proc/locks`); none if it does not.
  static func all(of path: String) -> [LockHolder] {
    do throws(StorageError) {
      guard let stamp = try FileStamp.of(path) else { return [] }
      let place = identifier(of: stamp)
      let lines = String(decoding: try FileBytes.read("/proc/locks", limit: listLimit), as: UTF8.self).split(separator: "\n")
      var found: [LockHolder] = []
      for line in lines {
        // 1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF
        let fields = line.split(separator: " ")
        guard fields.count >= 6, fields[1] != "->", fields[5] == place, let process = Int(fields[4]), process > 0 else { continue }
        if !found.contains(where: { $0.process == process }) { found.append(LockHolder(process: process, command: command(of: process))) }
      }
      return found
    } catch {
      return []
    }
  }

  /// Returns major and minor number of the device in hexadecimal, and the inode.
  private static func identifier(of stamp: FileStamp) -> String {
    let device = stamp.device
    // As glibc's gnu_dev_major and gnu_dev_minor take them apart.
    let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
    let minor = device & 0xFF | (device >> 12) & ~0xFF
    return "\(hexadecimal(major)):\(hexadecimal(minor)):\(stamp.inode)"
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return digits.utf8.count < 2 ? "0" + digits : digits
  }

  private static func command(of process: Int) -> String? {
    do throws(StorageError) {
      let bytes = try FileBytes.read("/proc/\(process)/cmdline", limit: commandLimit)
      var words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      guard let program = words.first else { return nil }
      words[0] = program.split(separator: "/").last.map(String.init) ?? program
      // Text from outside on its way to a terminal.
      let visible = words.joined(separator: " ").unicodeScalars.filter { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
      }
      return String(String.UnicodeScalarView(visible.prefix(longestCommand)))
    } catch {
      return nil
    }
  }
}
