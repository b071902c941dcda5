import Dialects
import FoundationEssentials
import GatewayAPI
import JSON
import Storage

/// The jobs of an emulator and the files that were uploaded for them, in a folder, so that another emulator finds them there:
///
///     batches/ID/job.json     what a report tells
///     batches/ID/items/0      one item
///     files/ID/0              a piece of an upload, by its offset
actor JobFolder {
  /// What was decided about an item when its answer was first asked for, so that it is the same each time.
  private struct Decision {
    let variation: Int
    let faults: [Fault]
  }

  private let folder: ConfinedFolder
  /// Indicates whether it goes with the server.
  private let isTemporary: Bool
  private var decisions: [String: [Int: Decision]] = [:]

  /// - Parameter path: `nil` for a folder that goes with the server.
  init(_ path: String?) {
    isTemporary = path == nil
    let standard = FileManager.default.temporaryDirectory.appending(path: "aquatint-jobs-\(Self.newName())").path
    folder = ConfinedFolder(path ?? standard, role: .store)
  }

  func removeTemporary() {
    guard isTemporary, has("") else { return }
    do {
      let parts = folder.path.split(separator: "/")
      try ConfinedFolder("/" + parts.dropLast().joined(separator: "/"), role: .store).removeTree(String(parts.last ?? ""))
    } catch {
      // It lies in the folder of temporary files, which others empty.
    }
  }

  /// The most that is read of one, in bytes: pieces and items are bodies of requests, which are smaller.
  private static let longestFile = 1 << 30

  // MARK: jobs

  /// Returns a new name.
  private static func newName() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  func add(
    _ submission: (displayName: String, items: [[UInt8]]), model: String, isOfFile: Bool, plan: AnswerPlan, at now: Int64
  ) throws -> EmulatedJob {
    let name = "batches/\(Self.newName())"
    let job = EmulatedJob(
      name: name, displayName: submission.displayName, model: model, created: now, items: submission.items.count, isOfFile: isOfFile,
      duration: Int64(plan.jobDuration.components.seconds) * 1_000 + plan.jobDuration.components.attoseconds / 1_000_000_000_000_000,
      end: plan.jobEnd, isKeyless: plan.isKeyless)
    try makeFolder("\(name)/items")
    for (index, item) in submission.items.enumerated() { try write(item, to: "\(name)/items/\(index)") }
    try save(job)
    return job
  }

  func save(_ job: EmulatedJob) throws {
    let bytes = try JSONEncoder().encode(job)
    try write(Array(bytes), to: "\(job.name)/job.json")
  }

  func job(_ name: String) -> EmulatedJob? {
    guard let bytes = read("\(name)/job.json") else { return nil }
    do {
      return try JSONDecoder().decode(EmulatedJob.self, from: Data(bytes))
    } catch {
      return nil
    }
  }

  /// Returns all jobs, the latest first.
  func jobs() -> [EmulatedJob] {
    names(in: "batches").compactMap { job("batches/\($0)") }.sorted { ($0.created, $0.name) > ($1.created, $1.name) }
  }

  func delete(_ job: String) throws { try folder.removeTree(job) }

  func item(_ index: Int, of job: String) -> [UInt8]? { read("\(job)/items/\(index)") }

  /// Returns what was decided about an item, or decides it.
  func decision(
    about index: Int, of job: String, _ decide: @Sendable () async -> (variation: Int, faults: [Fault])
  ) async -> (variation: Int, faults: [Fault]) {
    if let known = decisions[job]?[index] { return (known.variation, known.faults) }
    let made = await decide()
    // Somebody else may have asked meanwhile.
    let decision = decisions[job]?[index] ?? Decision(variation: made.variation, faults: made.faults)
    decisions[job, default: [:]][index] = decision
    return (decision.variation, decision.faults)
  }

  // MARK: uploads

  func beginFile() throws -> String {
    let name = "files/\(Self.newName())"
    try makeFolder(name)
    return name
  }

  /// Adds a piece, and returns the size of all of them, or `nil` if nobody began the file.
  func add(_ piece: [UInt8], at offset: Int, to file: String) throws -> Int? {
    guard has(file) else { return nil }
    try write(piece, to: "\(file)/\(offset)")
    return size(of: file)
  }

  func size(of file: String) -> Int? {
    guard has(file) else { return nil }
    return pieces(of: file).reduce(0) { $0 + (read("\(file)/\($1)")?.count ?? 0) }
  }

  /// Returns the lines of an upload, or `nil` if there is none.
  func lines(of file: String) throws -> [[UInt8]]? {
    guard has(file) else { return nil }
    var splitter = LineSplitter(limit: .max / 2)
    var lines: [[UInt8]] = []
    for offset in pieces(of: file) { lines += try splitter.take(read("\(file)/\(offset)") ?? []) }
    if let last = splitter.finish() { lines.append(last) }
    return lines
  }

  private func pieces(of file: String) -> [Int] { names(in: file).compactMap { Int($0) }.sorted() }

  // MARK: files

  private func makeFolder(_ name: String) throws(StorageError) {
    try folder.create()
    try folder.createFolder(name)
  }

  private func write(_ bytes: [UInt8], to name: String) throws(StorageError) { _ = try folder.write(bytes, to: name) }

  private func has(_ name: String) -> Bool {
    do throws(StorageError) {
      return try FileStamp.of(folder.path(of: name)) != nil
    } catch {
      return false
    }
  }

  private func read(_ name: String) -> [UInt8]? {
    do throws(StorageError) {
      return try FileBytes.read(folder.path(of: name), limit: Self.longestFile)
    } catch {
      return nil
    }
  }

  private func names(in name: String) -> [String] {
    do throws(StorageError) {
      return try Folder.names(in: folder.path(of: name))
    } catch {
      return []
    }
  }
}
