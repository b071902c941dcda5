/// The claims, records and answers of a shared folder, as one run of one machine uses them.
///
/// Files there never change, so what was read once is kept. Whoever created a claim makes the call; everybody else waits for its record.
package actor SharedCalls {
  /// Who asks, and whose money it is.
  package struct Identity: Sendable, Hashable {
    package let plan: String
    package let host: String
    package let shard: String?

    package init(plan: String, host: String, shard: String?) {
      self.plan = plan
      self.host = host
      self.shard = shard
    }
  }

  /// What stands under one key.
  package struct Look: Sendable {
    /// The claims of others that have no record yet.
    package internal(set) var open: [SharedEntry] = []
    /// Files that tell nothing, by their names.
    package internal(set) var unusable: [String: SharedEntry.Unusable] = [:]
    /// Indicates whether the ledger has learnt something.
    package internal(set) var hasNews = false
    /// What stands under the key of the plan's money, in 10⁻⁹ USD.
    package internal(set) var spent: Int64 = 0
    /// Indicates whether a call of the plan's money may have given an answer.
    package internal(set) var isBegun = false

    package init() {}

    /// The reason why nobody can say whether a call was paid for, or `nil` if everything there can be read.
    package var doubt: String? {
      guard let (name, reason) = unusable.min(by: { $0.key < $1.key }) else { return nil }
      return "'\(name)' in the shared folder \(reason.displayName), so a call may have been billed"
    }
  }

  package nonisolated let identity: Identity
  package nonisolated let storage: any SharedStorage
  private var entries: [String: SharedEntry] = [:]
  private var numbers: [ExchangeID: Int] = [:]
  private var claims: [ExchangeID: SharedEntry] = [:]
  /// The number of the last attempt under each key at the last look that took over what stands there. The next may be claimed on no other
  /// ground: somebody may have answered meanwhile.
  private var seen: [Digest: Int] = [:]

  /// Bytes; a claim with a long prompt has some thousands.
  private static let largestEntry = 8 << 20
  /// Those that are kept in memory; each takes some thousand bytes.
  private static let keptEntries = 10_000
  /// Bytes; larger than any answer that a gateway may give.
  private static let largestAnswer = 1 << 30

  package init(_ storage: any SharedStorage, identity: Identity) {
    self.storage = storage
    self.identity = identity
  }

  // MARK: reading

  /// One attempt under a key.
  struct Attempt {
    let number: Int
    /// The latest record; else the claim.
    var entry: SharedEntry?
    var isSettled = false
    var unusable: [String: SharedEntry.Unusable] = [:]
  }

  func attempts(under key: Digest) async throws(StorageError) -> [Attempt] {
    var found: [Int: Attempt] = [:]
    for name in try await storage.names(startingWith: SharedName.records(of: key)) {
      guard let (_, number) = SharedName.attempt(name) else { continue }
      var attempt = found[number] ?? Attempt(number: number)
      do throws(Reading) {
        let entry = try await read(name, under: key)
        if attempt.entry.map({ $0.call.state.joiningRank < entry.call.state.joiningRank }) ?? true { attempt.entry = entry }
        attempt.isSettled = true
      } catch {
        switch error {
        case .unusable(let reason): attempt.unusable[name] = reason
        case .storage(let error): throw error
        }
      }
      found[number] = attempt
    }
    for name in try await storage.names(startingWith: SharedName.claims(of: key)) {
      // A record that tells nothing leaves doubt; its claim does not say that the call is under way.
      guard let (_, number) = SharedName.attempt(name), found[number] == nil else { continue }
      var attempt = Attempt(number: number)
      do throws(Reading) {
        attempt.entry = try await read(name, under: key)
      } catch {
        switch error {
        case .unusable(let reason): attempt.unusable[name] = reason
        case .storage(let error): throw error
        }
      }
      found[number] = attempt
    }
    for attempt in found.values {
      guard let entry = attempt.entry else { continue }
      numbers[entry.call.id] = attempt.number
      if !attempt.isSettled { claims[entry.call.id] = entry }
    }
    return found.values.sorted { $0.number < $1.number }
  }

  private enum Reading: Error {
    case unusable(SharedEntry.Unusable)
    case storage(StorageError)
  }

  private func read(_ name: String, under key: Digest) async throws(Reading) -> SharedEntry {
    if let known = entries[name] { return known }
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try await storage.read(name, limit: Self.largestEntry) ?? []
    } catch {
      throw .storage(error)
    }
    do throws(SharedEntry.Unusable) {
      let entry = try SharedEntry.read(bytes, under: key)
      if entries.count >= Self.keptEntries { entries = [:] }
      entries[name] = entry
      return entry
    } catch {
      throw .unusable(error)
    }
  }

  // MARK: joining

  /// Looks at what stands under keys: brings the store what other machines have learnt, with their answers, and them what this one has.
  package func look(at keys: [Digest], for store: Store) async throws(StorageError) -> [Digest: Look] {
    var looks: [Digest: Look] = [:]
    // Some at a time, so that few entries are in memory and few transactions wait for the disk.
    for start in stride(from: 0, to: keys.count, by: 256) {
      try await look(at: keys[start..<min(start + 256, keys.count)], for: store, into: &looks)
    }
    return looks
  }

  private func look(at keys: ArraySlice<Digest>, for store: Store, into looks: inout [Digest: Look]) async throws(StorageError) {
    var found: [Digest: [Attempt]] = [:]
    for key in keys where found[key] == nil { found[key] = try await attempts(under: key) }
    let known = try await store.ledger.exchanges(found.values.flatMap { $0.compactMap(\.entry?.call.id) })
    var news: [SharedCall] = []
    for key in keys {
      seen[key] = found[key]?.last?.number ?? 0
      var look = Look()
      for attempt in found[key] ?? [] {
        guard let entry = attempt.entry else {
          look.unusable.merge(attempt.unusable) { $1 }
          continue
        }
        if entry.plan == identity.plan {
          look.spent = Self.sum(look.spent, entry.call.spent)
          if entry.call.state != .notSent, entry.call.state != .rejected { look.isBegun = true }
        }
        let present = known[entry.call.id]
        // An answer that waits to be read here is shared once it is, whatever others say of it meanwhile.
        if let present, present.state == .received { claims[present.id] = entry }
        if attempt.isSettled {
          if let present, present.state.joiningRank >= entry.call.state.joiningRank {
            // This machine knows more, such as the answer to a call that others had given up.
            if present.state.joiningRank > entry.call.state.joiningRank {
              try await recordOutcome(present, of: entry, attempt.number, store)
            }
            continue
          }
          if present?.state.isInFlight == true { continue }
          if entry.call.state.isAnswered, try await !bringAnswer(of: entry.call, to: store) {
            look.unusable[SharedName.record(key, attempt.number)] = .withoutAnswer
            continue
          }
          news.append(entry.call)
        } else if let present, !present.state.isInFlight {
          try await recordOutcome(present, of: entry, attempt.number, store)
        } else {
          look.open.append(entry)
        }
      }
      looks[key] = look
    }
    let (changed, damaged) = try await store.ledger.join(news)
    for call in news {
      if changed.contains(call.id) { looks[call.key]?.hasNews = true }
      if damaged.contains(call.id) { looks[call.key]?.unusable[SharedName.record(call.key, numbers[call.id] ?? 0)] = .damaged }
    }
  }

  private static func sum(_ total: Int64, _ more: Int64?) -> Int64 {
    let (sum, overflow) = total.addingReportingOverflow(more ?? 0)
    return overflow ? .max : sum
  }

  /// Takes over an answer's files, unless the store has them.
  /// - Returns: `false` if its body is missing, or has another digest.
  private func bringAnswer(of call: SharedCall, to store: Store) async throws(StorageError) -> Bool {
    guard let body = call.body else { return false }
    // A picture can be taken out of its answer again; one that an answer linked to is there beside it.
    if let picture = call.picture { _ = try await bring(picture, to: store) }
    return try await bring(body, to: store)
  }

  private func bring(_ blob: Blob, to store: Store) async throws(StorageError) -> Bool {
    if try store.blobs.contains(blob) { return true }
    guard let size = try await storage.size(of: SharedName.answer(blob.digest)), size == blob.size, size <= Self.largestAnswer,
      let bytes = try await storage.read(SharedName.answer(blob.digest), limit: size), Digest.of(bytes) == blob.digest
    else { return false }
    _ = try store.blobs.write(bytes)
    return true
  }

  // MARK: writing

  /// Claims the next attempt under the key of a call behind those of the last look, before it is sent.
  /// - Parameter seconds: how long it may take.
  /// - Returns: `.taken` if another machine sends it.
  package func claim(_ id: ExchangeID, seconds: Int, in store: Store) async throws(StorageError) -> SharedCreation {
    let call = try await store.ledger.sharedCall(id)
    let number = (seen[call.key] ?? 0) + 1
    let entry = SharedEntry(
      plan: identity.plan, host: identity.host, shard: identity.shard, seconds: seconds, call: call.with(.sending).numbered(number))
    let creation = try await storage.create(SharedName.claim(call.key, number), try entry.encoded)
    if creation == .created {
      seen[call.key] = number
      (numbers[id], claims[id]) = (number, entry)
    }
    return creation
  }

  /// Shares what became of a call that was claimed on this machine: its answer, then its record. Returns when both are durable.
  package func recordOutcome(_ id: ExchangeID, in store: Store) async throws(StorageError) {
    guard let entry = claims[id], let number = numbers[id], let exchange = try await store.ledger.exchange(id) else { return }
    try await recordOutcome(exchange, of: entry, number, store)
    if !exchange.state.isInFlight, exchange.state != .received { claims[id] = nil }
  }

  private func recordOutcome(_ exchange: Exchange, of entry: SharedEntry, _ number: Int, _ store: Store) async throws(StorageError) {
    // An answer that was not read yet is read by the next run here, at no cost.
    guard !exchange.state.isInFlight, exchange.state != .received, exchange.state != .collected else { return }
    if exchange.state == .interpreted {
      guard let body = exchange.response?.body, try await put(body, of: store) else { return }
      // A picture that is not in the body came from elsewhere.
      if let picture = exchange.picture?.blob, body.size < picture.size / 3 * 4 { _ = try await put(picture, of: store) }
    }
    try await write(entry.with(try await store.ledger.sharedCall(exchange.id).numbered(number)), number)
  }

  private func put(_ blob: Blob, of store: Store) async throws(StorageError) -> Bool {
    guard try store.blobs.contains(blob) else { return false }
    if try await storage.size(of: SharedName.answer(blob.digest)) == blob.size { return true }
    _ = try await storage.create(SharedName.answer(blob.digest), try store.blobs.read(blob))
    return true
  }

  /// Writes a record, beside the earlier ones of the call if it is the later.
  func write(_ entry: SharedEntry, _ number: Int) async throws(StorageError) {
    let key = entry.call.key
    let encoded = try entry.encoded
    if try await storage.create(SharedName.record(key, number), encoded) == .created { return }
    let latest = try await attempts(under: key).first { $0.number == number && $0.isSettled }?.entry?.call.state.joiningRank ?? -1
    guard entry.call.state.joiningRank > latest else { return }
    _ = try await storage.create(SharedName.record(key, number, entry.call.state), encoded)
  }

  func number(of id: ExchangeID) -> Int? { numbers[id] }

  /// Records that nobody has heard of a call for longer than it may take.
  package func giveUp(_ entry: SharedEntry) async throws(StorageError) {
    guard let number = numbers[entry.call.id] else { return }
    try await write(entry.with(entry.call.with(.unknown, because: "no machine has heard of it for \(entry.seconds) s")), number)
  }

  /// Shares an answer that this store had before, so that other machines need not ask.
  package func offer(_ exchange: Exchange, in store: Store) async throws(StorageError) {
    guard exchange.state == .interpreted else { return }
    let present = try await attempts(under: exchange.key)
    guard !present.contains(where: { $0.entry?.call.id == exchange.id }) else { return }
    var number = present.last?.number ?? 0
    let call = try await store.ledger.sharedCall(exchange.id)
    while true {
      number += 1
      let entry = SharedEntry(plan: nil, host: identity.host, shard: nil, seconds: 0, call: call.with(.sending).numbered(number))
      guard try await storage.create(SharedName.claim(exchange.key, number), try entry.encoded) == .created else { continue }
      numbers[exchange.id] = number
      return try await recordOutcome(exchange, of: entry, number, store)
    }
  }
}
