import Dispatch
import FuzzDriver
import PipelineModel
import Runs
import Storage

/// One input as each file that may come from somebody else: a manifest, a lock file, a kept plan, and an archive of a ledger.
///
/// A typed error is a good answer to any bytes. What is read has to be in its range, and to be read again as it is written.
struct ImportTrial {
  let bytes: [UInt8]

  func run() {
    tryManifest()
    tryLockFile()
    tryKeptPlan()
    tryArchive(bytes)
    tryArchive(Self.archive(ofRecords: bytes))
  }

  private func tryManifest() {
    do throws(ManifestError) {
      let index = try ManifestIndex.read(bytes)
      for entry in index.files {
        require(entry.variant >= 1 && entry.bytes >= 0, "a number of a manifest is out of its range")
        require(!entry.path.split(separator: "/").contains("..") && !entry.path.hasPrefix("/"), "a path of a manifest leads out")
        _ = index.file(at: entry.path)
      }
      _ = try Manifest.read(bytes)
    } catch {
      return
    }
  }

  private func tryLockFile() {
    let (file, _, diagnostics) = LockFile.read(bytes, name: "fuzzing.lock.yaml", pipeline: "fuzzing")
    guard diagnostics.isEmpty else { return }
    let again = LockFile.read(Array(file.text.utf8), name: "fuzzing.lock.yaml", pipeline: "fuzzing")
    require(again.diagnostics.isEmpty, "a lock file cannot be read again")
    require(again.file.bindings == file.bindings, "a lock file changes when it is written")
    require(again.file.earlierChoices == file.earlierChoices, "a lock file changes when it is written")
  }

  private func tryKeptPlan() {
    guard KeptPlan.isOne(bytes) else { return }
    do {
      _ = try ApprovedPlan(try KeptPlan(reading: bytes)) { [] }
    } catch {
      require(error is KeptPlanProblem, "a kept plan is refused by another error than its own")
    }
  }

  /// Imports into the one store of this process, which stays consistent whatever it is given.
  private func tryArchive(_ archive: [UInt8]) {
    let done = DispatchSemaphore(value: 0)
    Task {
      await ImportTarget.shared.take(archive)
      done.signal()
    }
    done.wait()
  }

  // MARK: a well-formed archive around the input

  /// Random changes never hit a checksum and a digest at once, so records are tried with both made to fit.
  private static func archive(ofRecords records: [UInt8]) -> [UInt8] {
    let empty = Array("{}".utf8)
    var archive = member("records.jsonl", records)
    archive += member("blobs/\(Digest.of(empty).hex)", empty)
    archive += member("digests.txt", Array("\(Digest.of(records).hex)  records.jsonl\n".utf8))
    return archive + [UInt8](repeating: 0, count: 1_024)
  }

  /// A head as POSIX has it (IEEE Std 1003.1, pax, "ustar Interchange Format"), the bytes, and zeros up to a block.
  private static func member(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    var head = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { head[offset + index] = byte }
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: digits - text.utf8.count) + text
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put(octal(bytes.count, 11), at: 124)
    put("        0", at: 148)
    put("ustar\u{0}00", at: 257)
    put(octal(head.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    return head + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }
}
