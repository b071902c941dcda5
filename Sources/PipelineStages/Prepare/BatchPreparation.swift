package import ImageCore
package import ImageOperations
package import PipelineModel
import Storage
import SystemPackage

/// Prepares many pictures: a few at a time, each with its own failure, reported in the order of the inputs.
///
/// Memory is bounded by ``AsyncLimiter``, by the pictures' headers, and by the files of the tasks that wait for it.
package struct BatchPreparation: Sendable {
  /// The limit of all decoded pixels together, in bytes. A picture that alone takes more is prepared alone.
  package static let workingBytes = 512 << 20
  /// The number of inputs that may be ahead of the next report.
  private static let lookahead = 64
  /// Bytes in a file's name, on every file system of Linux and macOS.
  private static let longestName = 255

  private let preparer: PicturePreparer
  private let output: OutputFolder?
  private let keepsBytes: Bool
  private let settings: PreparationSettings
  private let limiter: AsyncLimiter
  private let onStart: @Sendable (String) -> Void

  /// - Parameters:
  ///   - output: the folder, or `nil` to write nothing.
  ///   - keepsBytes: `true` if reports hold the pictures' bytes although they were written to files.
  ///   - jobs: pictures that are prepared at once.
  ///   - onStart: called with each input whose preparation begins; called from any task.
  package init(
    preparer: PicturePreparer, settings: PreparationSettings, output: OutputFolder?, keepsBytes: Bool = true, jobs: Int,
    onStart: @escaping @Sendable (String) -> Void
  ) {
    self.preparer = preparer
    self.settings = settings
    self.output = output
    self.keepsBytes = keepsBytes
    self.onStart = onStart
    limiter = AsyncLimiter(slots: jobs, byteBudget: Self.workingBytes)
  }

  /// Prepares all inputs.
  /// - Parameter report: receives the result of each input, in their order.
  /// - Throws: `StorageError` if the output folder cannot be written to at all; `CancellationError`.
  package func run(_ inputs: [PreparationInput], report: (PreparationReport) -> Void) async throws {
    let groups = groupsOfEqualBytes(inputs)
    let names = OutputNames.names(for: inputs.map(\.path))
    var waiting: [Int: PreparationReport] = [:]
    var due = 0
    try await withThrowingTaskGroup(of: [(Int, PreparationReport)].self) { tasks in
      var next = 0
      var running = 0
      while due < inputs.count {
        while next < groups.count, running <= limiter.slots, groups[next][0] - due < Self.lookahead {
          try Task.checkCancellation()
          let group = groups[next]
          tasks.addTask { try await prepare(group.map { (index: $0, input: inputs[$0], name: names[$0]) }) }
          next += 1
          running += 1
        }
        guard let finished = try await tasks.next() else { break }
        running -= 1
        for (index, made) in finished { waiting[index] = made }
        while let made = waiting.removeValue(forKey: due) {
          report(made)
          due += 1
        }
      }
    }
  }

  /// Returns the indices of inputs with the same bytes, each group in order. Only files of equal length are read for it.
  private func groupsOfEqualBytes(_ inputs: [PreparationInput]) -> [[Int]] {
    var bySize: [Int: [Int]] = [:]
    for (index, input) in inputs.enumerated() {
      // A file that cannot be examined is a group of its own, and fails when it is read.
      if let size = stamp(input.path)?.size, size > 0 { bySize[size, default: []].append(index) }
    }
    var first: [Int: [Int]] = [:]
    var isFollowing: Set<Int> = []
    for indices in bySize.values where indices.count > 1 {
      var byDigest: [Digest: Int] = [:]
      for index in indices {
        guard let digest = digest(inputs[index].path) else { continue }
        if let leader = byDigest[digest] {
          first[leader, default: [leader]].append(index)
          isFollowing.insert(index)
        } else {
          byDigest[digest] = index
        }
      }
    }
    return inputs.indices.filter { !isFollowing.contains($0) }.map { first[$0] ?? [$0] }
  }

  private func stamp(_ path: String) -> FileStamp? {
    do { return try FileStamp.of(path) } catch { return nil }
  }

  private func digest(_ path: String) -> Digest? {
    do { return try Digest.ofFile(at: path).digest } catch { return nil }
  }

  @concurrent
  private func prepare(
    _ group: [(index: Int, input: PreparationInput, name: String)]
  ) async throws -> [(Int, PreparationReport)] {
    guard let leader = group.first else { return [] }
    onStart(leader.input.shown)
    var before: PictureState?
    let result: Result<PreparedPicture, StageFailure>
    do {
      let source = try preparer.open(try FileBytes.read(leader.input.path, limit: preparer.largestFile))
      before = source.state
      let preparer = preparer
      result = .success(try await limiter.withRoom(bytes: preparer.workingBytes(of: source)) { try await preparer.prepare(source) })
    } catch let error as CancellationError {
      throw error
    } catch let error as StageFailure {
      result = .failure(error)
    } catch let error as StorageError {
      result = .failure(StageFailure("unreadable-file", error.displayName))
    } catch {
      result = .failure(StageFailure("unreadable-picture", "\(error)"))
    }
    return try group.map { member in
      var state = before
      let outcome = try outcome(of: result, before: &state, for: member.input, name: member.name, leader: leader.input)
      return (member.index, PreparationReport(source: member.input.shown, before: state, outcome: outcome))
    }
  }

  private func outcome(
    of result: Result<PreparedPicture, StageFailure>, before: inout PictureState?, for input: PreparationInput, name: String,
    leader: PreparationInput
  ) throws -> PreparationReport.Outcome {
    switch result {
    case .failure(let failure): return .failed(name: failure.code.name, message: failure.message)
    case .success(var picture):
      if input != leader { picture.sameBytesAs = leader.shown }
      guard let output, let source = before else { return .prepared(picture) }
      let recordName = "\(name).prepared.json"
      guard settings.preparation.canvas == nil || recordName.utf8.count <= Self.longestName else {
        return .failed(
          name: "not-written", message: "the name '\(recordName)' of its record would be longer than \(Self.longestName) bytes")
      }
      do {
        let fileName = "\(name).\(picture.state.format.fileExtension)"
        picture.file = try output.write(picture.bytes, digest: picture.state.digest, to: fileName)
        if let canvas = settings.preparation.canvas {
          let record = CanvasRecord(
            sourceName: FilePath(input.path).lastComponent?.string ?? input.path, source: source, outputName: fileName,
            output: picture.state, canvas: canvas, plan: picture.plan)
          let text = Array(record.text.utf8)
          picture.record = try output.write(text, digest: Digest.of(text), to: recordName)
        }
        // Reports wait for their turn, and files with equal bytes for each other.
        if !keepsBytes { picture.bytes = [] }
        return .prepared(picture)
      } catch let error as StorageError {
        switch error.kind {
        case .alreadyExists, .isAFolder, .nameTooLong: return .failed(name: "not-written", message: error.description)
        default: throw error
        }
      }
    }
  }
}

/// The settings of preparing pictures outside a pipeline.
package struct PreparationSettings: Sendable {
  /// The longest edge in pixels; `nil` leaves it to the picture.
  package var longest: Int?
  /// In order of preference; empty: chosen by the picture.
  package var mediaTypes: [String] = []
  /// Of lossy types, 1 to 100.
  package var quality = PreparationSettings.standardQuality
  /// The colour beneath transparent pixels. `nil` and ``Colour/transparent`` keep them if the type can, and lay them on white otherwise.
  package var background: Colour?
  /// The ratio of the canvas, and the way in which pictures are brought to it; `nil` keeps their shape.
  package var canvas: (ratio: AspectRatio, mode: FitMode)?
  /// The rules of the gateway.
  package var rules: InputRules

  package static let standardQuality = Preparation.standardQuality

  package init(rules: InputRules) { self.rules = rules }

  var preparation: Preparation {
    let flattens = background?.isOpaque ?? false
    var preparation = Preparation(
      longest: longest, mediaTypes: mediaTypes, quality: quality, background: flattens ? background ?? .white : .white, light: .linear)
    preparation.canvas = canvas.map { CanonicalCanvas(ratio: $0.ratio, mode: $0.mode) }
    preparation.flattens = flattens
    preparation.padding = background
    return preparation
  }
}
