import Dialects
import FoundationEssentials
import GatewayAPI
import JSON
import Synchronization

/// Answers calls of jobs.
struct JobAnswerer: Sendable {
  /// An answer, on the way to a connection.
  enum Answer: Sendable {
    case fixed(AnswerPlan)
    /// A body of so many parts, each of which is made when its turn comes.
    case stream(contentType: String, count: Int, part: @Sendable (_ index: Int) async throws -> [UInt8])
  }

  let service: EmulatorService
  let jobs: JobFolder
  let dialect: any Dialect
  let format: any JobService

  private static let json = "application/json; charset=UTF-8"
  private static var now: Int64 { Int64(Date.now.timeIntervalSince1970 * 1_000) }

  func answer(to call: JobCall, _ received: ReceivedRequest, at baseURL: String) async throws -> Answer {
    do throws(WireFailure) {
      try service.requireKey(of: received)
      return try await perform(call, received, at: baseURL)
    } catch {
      var received = received
      received.refusal = error.message
      await service.finish(received)
      return .fixed(fixed(service.answer(to: error)))
    }
  }

  private func perform(_ call: JobCall, _ received: ReceivedRequest, at baseURL: String) async throws(WireFailure) -> Answer {
    if case .create(let model) = call { return try await create(received, model: model) }
    await service.finish(received)
    switch call {
    case .create(let model): return try await create(received, model: model)
    case .list: return json(format.list(await jobs.jobs(), at: Self.now))
    case .report(let name): return await report(try await job(name))
    case .cancel(let name):
      var job = try await job(name)
      job.isCancelled = job.state(at: Self.now) == .pending || job.isCancelled
      try await storing { [job] in try await jobs.save(job) }
      return json(.object([]))
    case .delete(let name):
      _ = try await job(name)
      try await storing { try await jobs.delete(name) }
      return json(.object([]))
    case .beginUpload:
      let file = try await storing { try await jobs.beginFile() }
      return json(.object([]), headers: format.headers(ofUploadTo: file, at: baseURL))
    case .upload(let file):
      let piece = format.piece { received[header: $0] }
      guard let size = try await storing({ try await jobs.add(received.body, at: piece.offset, to: file) }) else {
        throw Self.unknown(file)
      }
      let body = piece.isLast ? JSONValue.members(["file": format.description(ofFile: file, size: size)]) : .object([])
      return json(body, headers: piece.answer)
    case .describe(let file):
      if let job = format.job(ofResultsFile: file) {
        _ = try await self.job(job)
        return json(format.description(ofFile: file, size: 0))
      }
      guard let size = await jobs.size(of: file) else { throw Self.unknown(file) }
      return json(format.description(ofFile: file, size: size))
    case .download(let file):
      guard let name = format.job(ofResultsFile: file) else { throw Self.unknown(file) }
      let job = try await job(name)
      guard job.state(at: Self.now) == .succeeded else { throw Self.unknown(file) }
      return .stream(contentType: "application/jsonl", count: job.items) { index in
        try await item(index, of: job).map { $0 + [0x0A] } ?? []
      }
    }
  }

  // MARK: jobs

  private func create(_ received: ReceivedRequest, model: String) async throws(WireFailure) -> Answer {
    var received = received
    received.model = model
    let faults = await service.journal.faults(ordinal: received.ordinal, model: model, prompt: "", tier: EmulatorScript.jobTier)
    received.faults = faults.map(\.name)
    var plan = AnswerPlan()
    plan.delay = service.configuration.delay
    for fault in faults { fault.change(&plan) }
    guard plan.fixed == nil else {
      await service.finish(received)
      return .fixed(plan)
    }
    let submission = try format.submission(try service.parse(received.body))
    let lines: [[UInt8]]
    let isOfFile: Bool
    switch submission.items {
    case .inline(let items): (lines, isOfFile) = (items.map { $0.encoded(.answer) }, false)
    case .file(let file):
      guard let found = try await storing({ try await jobs.lines(of: file) }), !found.isEmpty else { throw Self.unknown(file) }
      (lines, isOfFile) = (found, true)
    }
    let job = try await storing { [plan] in
      try await jobs.add((submission.displayName, lines), model: model, isOfFile: isOfFile, plan: plan, at: Self.now)
    }
    await service.finish(received)
    plan.fixed = AnswerPlan.Fixed(
      status: 200, contentType: Self.json, body: format.report(job, at: job.created - 1, holdsAnswers: false).before)
    return .fixed(plan)
  }

  private func report(_ job: EmulatedJob) async -> Answer {
    let now = Self.now
    let holdsAnswers = job.state(at: now) == .succeeded && !job.isOfFile
    let parts = format.report(job, at: now, holdsAnswers: holdsAnswers)
    let items = holdsAnswers ? job.items : 0
    let separator = Separator()
    return .stream(contentType: Self.json, count: items + 2) { index in
      if index == 0 { return parts.before }
      if index == items + 1 { return parts.after }
      guard let answer = try await item(index - 1, of: job) else { return [] }
      return separator.next() + answer
    }
  }

  /// Returns the answer to an item, or `nil` if it is left out.
  private func item(_ index: Int, of job: EmulatedJob) async throws -> [UInt8]? {
    guard let line = await jobs.item(index, of: job.name) else { return nil }
    var key: JSONValue?
    do throws(WireFailure) {
      let item = try format.item(try service.parse(line))
      key = job.isKeyless ? nil : item.key
      let plan = try await service.plan(forItem: item.request, model: job.model, dialect: dialect) { decide in
        await jobs.decision(about: index, of: job.name, decide)
      }
      if plan.isLeftOut { return nil }
      guard let fixed = plan.fixed, plan.connection == .answered else {
        throw WireFailure(code: 503, status: "UNAVAILABLE", message: "The item was given up.")
      }
      return format.answer(fixed.body, isFailure: fixed.status != 200, key: key, isOfFile: job.isOfFile)
    } catch {
      return format.answer(error.body().encoded(.answer), isFailure: true, key: key, isOfFile: job.isOfFile)
    }
  }

  private func job(_ name: String) async throws(WireFailure) -> EmulatedJob {
    guard let job = await jobs.job(name) else { throw Self.unknown(name) }
    return job
  }

  // MARK: answers

  private static func unknown(_ name: String) -> WireFailure { .notFound("Requested entity was not found: \(name).") }

  private func json(_ value: JSONValue, headers: [HeaderField] = []) -> Answer {
    .fixed(fixed(AnswerPlan.Fixed(status: 200, contentType: Self.json, headers: headers, body: value.encoded(.answer))))
  }

  private func fixed(_ answer: AnswerPlan.Fixed) -> AnswerPlan {
    var plan = AnswerPlan()
    plan.fixed = answer
    return plan
  }

  private func storing<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws(WireFailure) -> Value {
    do {
      return try await body()
    } catch {
      throw WireFailure(code: 500, status: "INTERNAL", message: "The emulator's folder cannot be used: \(error)")
    }
  }
}

/// A comma before every element of a list but the first.
private final class Separator: Sendable {
  private let isFirst = Mutex(true)

  func next() -> [UInt8] {
    isFirst.withLock { isFirst in
      defer { isFirst = false }
      return isFirst ? [] : [UInt8(ascii: ",")]
    }
  }
}
