import FoundationEssentials

/// The machines that have a store open.
///
/// Locks and SQLite tell the processes of one machine from each other. Between machines that share a file system, and between two mounts
/// of it on one, they may not (https://www.sqlite.org/faq.html#q5). So each run says where it runs, in `runs/<run>.machine`.
extension Store {
  /// What a run says of the place where it runs.
  private struct Presence: Codable {
    let machine: Machine
    /// The device number of the store: another mount has another.
    let device: UInt64
  }

  private static let suffix = ".machine"
  private static let limit = 64 << 10

  /// Writes that a run on this machine has the store open.
  /// - Throws: `.otherMachine` if that of another has.
  static func enterMachine(of run: RunID, at path: String) throws(StorageError) {
    let presence = Presence(machine: Machine.current(), device: try FileStamp.of(path)?.device ?? 0)
    let bytes: [UInt8]
    do {
      bytes = Array(try JSONEncoder().encode(presence))
    } catch {
      preconditionFailure("texts and numbers can be written as JSON: \(error)")
    }
    _ = try AtomicFile.write(bytes, to: file(of: run, in: path))
    do throws(StorageError) {
      // Looked at once more, because two may have begun at the same time.
      try refuseOtherMachines(at: path)
    } catch {
      try leaveMachine(of: run, at: path)
      throw error
    }
  }

  static func leaveMachine(of run: RunID, at path: String) throws(StorageError) { try FileNames.remove(file(of: run, in: path)) }

  /// Validates that no run of another machine has the store open, and forgets those that have died on this one.
  /// - Throws: `.otherMachine`.
  static func refuseOtherMachines(at path: String) throws(StorageError) {
    let (here, device) = (Machine.current(), try FileStamp.of(path)?.device)
    for (run, presence) in try presences(at: path) {
      if presence.machine == here, presence.device == device {
        // The lock of a run of this machine tells whether it lives.
        if try !FileLock.isHeld(run.lockPath(in: path)) { try leaveMachine(of: run, at: path) }
      } else if presence.machine.isEarlierBoot(of: here) {
        try leaveMachine(of: run, at: path)
      } else {
        throw StorageError(.otherMachine(presence.machine.hostName), path: path)
      }
    }
  }

  /// Forgets the runs of other machines, which a person knows to be dead.
  /// - Returns: the names of their machines.
  package static func releaseFromMachines(at path: String) throws(StorageError) -> [String] {
    let here = Machine.current()
    var released: [String] = []
    for (run, presence) in try presences(at: path) {
      if presence.machine == here, try FileLock.isHeld(run.lockPath(in: path)) { continue }
      try leaveMachine(of: run, at: path)
      released.append(presence.machine.hostName)
    }
    return released
  }

  private static func file(of run: RunID, in path: String) -> String { "\(path)/runs/\(run)\(suffix)" }

  private static func presences(at path: String) throws(StorageError) -> [(run: RunID, presence: Presence)] {
    guard try FileStamp.of("\(path)/runs") != nil else { return [] }
    var found: [(run: RunID, presence: Presence)] = []
    for name in try Folder.names(in: "\(path)/runs") where name.hasSuffix(suffix) {
      guard let run = RunID(String(name.dropLast(suffix.count))) else { continue }
      do {
        found.append((run, try JSONDecoder().decode(Presence.self, from: Data(try FileBytes.read(file(of: run, in: path), limit: limit)))))
      } catch let error as StorageError {
        // Its run has just ended.
        guard error.kind == .notFound else { throw error }
      } catch {
        // Not written by this program.
        continue
      }
    }
    return found
  }
}
