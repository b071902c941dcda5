extension GatewayProfile {
  /// Returns the profile with the part of its limits that one of so many runs at a time may use, at least one call.
  package func divided(among runs: Int) -> GatewayProfile {
    precondition(runs > 0, "limits are divided among at least one run")
    var profile = self
    profile.parallelCalls = max(1, parallelCalls / runs)
    profile.requestsPerMinute = requestsPerMinute.map { max(1, $0 / runs) }
    profile.tokensPerMinute = tokensPerMinute.map { max(1, $0 / runs) }
    return profile
  }

  /// Returns the limit a minute that cannot be divided among so many runs, by its name in the file, or `nil` if all can.
  package func indivisibleLimit(among runs: Int) -> (name: String, value: Int)? {
    let limits = [("requestsPerMinute", requestsPerMinute), ("tokensPerMinute", tokensPerMinute)]
    return limits.lazy.compactMap { name, value in value.map { (name, $0) } }.first { $0.1 < runs }
  }
}
