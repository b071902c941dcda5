/// The scripted faults: rules in order, of which the first that matches a request applies.
package struct EmulatorScript: Sendable {
  package struct Rule: Sendable {
    /// The numbers of requests, counted from 1 as they arrive; `nil` for all.
    package var requests: ClosedRange<Int>?
    /// The model as the path has it; `nil` for all.
    package var model: String?
    /// Words of the prompt; `nil` for all.
    package var prompt: String?
    /// The tier that is asked for; nil for all.
    package var tier: String?
    /// How many requests this rule is for; nil for all that fit.
    package var times: Int?
    /// Applied in order.
    package var faults: [Fault]

    package init(
      requests: ClosedRange<Int>? = nil, model: String? = nil, prompt: String? = nil, tier: String? = nil, times: Int? = nil,
      _ faults: Fault...
    ) {
      self.init(requests: requests, model: model, prompt: prompt, times: times, faults: faults)
      self.tier = tier
    }

    package init(requests: ClosedRange<Int>?, model: String?, prompt: String?, times: Int?, faults: [Fault]) {
      self.requests = requests
      self.model = model
      self.prompt = prompt
      self.times = times
      self.faults = faults
    }

    /// Whether the connection is to be closed before the body is read; such a rule cannot ask for words of the prompt.
    var actsBeforeReading: Bool { prompt == nil && tier == nil && faults.contains(where: \.actsBeforeReading) }

    /// A nil `prompt` is one that is not known yet; then the tier is not known either.
    func fits(ordinal: Int, model: String?, prompt: String?, tier: String?) -> Bool {
      if let requests, !requests.contains(ordinal) { return false }
      if let wanted = self.model, wanted != model { return false }
      if let wanted = self.tier, wanted != tier ?? (prompt == nil ? nil : "standard") { return false }
      if let wanted = self.prompt { return prompt?.contains(wanted) ?? false }
      return true
    }
  }

  package var rules: [Rule]

  /// The tier of rules that mean the submission of a job; its items have the tier `batch`.
  package static let jobTier = "job"

  package init(_ rules: [Rule] = []) { self.rules = rules }

  /// Creates one rule for every request.
  package init(always faults: Fault...) {
    rules = [Rule(requests: nil, model: nil, prompt: nil, times: nil, faults: faults)]
  }
}
