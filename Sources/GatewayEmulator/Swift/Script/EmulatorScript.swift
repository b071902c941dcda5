/// The scripted faults: rules in order, of which the first that matches a request applies.
package struct EmulatorScript: Sendable {
  package struct Rule: Sendable {
    /// The numbers of requests, counted from 1 as they arrive; `nil` for all.
    package var requests: ClosedRange<Int>?
    /// The model as the path has it; `nil` for all.
    package var model: String?
    /// Words of the prompt; `nil` for all.
    package var prompt: String?
    /// The number of requests that this rule applies to; `nil` for all that match.
    package var times: Int?
    /// Applied in order.
    package var faults: [Fault]

    package init(requests: ClosedRange<Int>? = nil, model: String? = nil, prompt: String? = nil, times: Int? = nil, _ faults: Fault...) {
      self.init(requests: requests, model: model, prompt: prompt, times: times, faults: faults)
    }

    package init(requests: ClosedRange<Int>?, model: String?, prompt: String?, times: Int?, faults: [Fault]) {
      self.requests = requests
      self.model = model
      self.prompt = prompt
      self.times = times
      self.faults = faults
    }

    /// Indicates whether the connection is to be closed before the body is read; such a rule cannot match words of the prompt.
    var actsBeforeReading: Bool { prompt == nil && faults.contains(where: \.actsBeforeReading) }

    /// Returns whether the rule matches a request; `prompt` is `nil` while it is not known.
    func fits(ordinal: Int, model: String?, prompt: String?) -> Bool {
      if let requests, !requests.contains(ordinal) { return false }
      if let wanted = self.model, wanted != model { return false }
      if let wanted = self.prompt { return prompt?.contains(wanted) ?? false }
      return true
    }
  }

  package var rules: [Rule]

  package init(_ rules: [Rule] = []) { self.rules = rules }

  /// Creates one rule for every request.
  package init(always faults: Fault...) {
    rules = [Rule(requests: nil, model: nil, prompt: nil, times: nil, faults: faults)]
  }
}
