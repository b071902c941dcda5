/// The state of one server: requests, the count of each, and the rules of the script that were used.
actor RequestJournal {
  private let script: EmulatorScript
  private let maximumRequests: Int
  private let maximumBytes: Int

  private(set) var requests: [ReceivedRequest] = []
  private(set) var count = 0
  private var bytes = 0
  private var variations: [UInt64: Int] = [:]
  private var uses: [Int]

  init(configuration: EmulatorConfiguration) {
    script = configuration.script
    maximumRequests = configuration.recordedRequests
    maximumBytes = configuration.recordedBytes
    uses = [Int](repeating: 0, count: configuration.script.rules.count)
  }

  /// Returns the number of a request that has just begun to arrive.
  func arrive() -> Int {
    count += 1
    return count
  }

  /// Keeps a request behind those that arrived earlier.
  func record(_ request: ReceivedRequest) {
    let place = requests.lastIndex { $0.ordinal < request.ordinal }.map { $0 + 1 } ?? 0
    requests.insert(request, at: place)
    bytes += request.body.count
    while let oldest = requests.first, requests.count > maximumRequests || bytes > maximumBytes {
      bytes -= oldest.body.count
      requests.removeFirst()
    }
  }

  /// Returns the count of this request, this time included. Old counts are dropped all at once when there are very many.
  func variation(of digest: UInt64) -> Int {
    if variations.count > 100_000 { variations.removeAll() }
    let variation = variations[digest, default: 0] + 1
    variations[digest] = variation
    return variation
  }

  /// The faults of the first rule that fits and is not used up. Before the body is read the prompt is nil, and only rules fit that have to
  /// act before that.
  func faults(ordinal: Int, model: String?, prompt: String?, tier: String? = nil) -> [Fault] {
    for (index, rule) in script.rules.enumerated() {
      guard rule.fits(ordinal: ordinal, model: model, prompt: prompt, tier: tier) else { continue }
      guard rule.times.map({ uses[index] < $0 }) ?? true else { continue }
      // A rule that matches and acts at the other moment ends the search: it is this request's rule.
      guard rule.actsBeforeReading == (prompt == nil) else { return [] }
      uses[index] += 1
      return rule.faults
    }
    return []
  }
}
