/// Random numbers that are the same for the same seed, on every machine (SplitMix64).
struct SeededGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }

  /// Returns a seed for one of the kernel's noises.
  mutating func noiseSeed() -> UInt32 { UInt32(truncatingIfNeeded: next() >> 16) }

  /// Returns a number between the two.
  mutating func number(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * Float(next() >> 40) / Float(1 << 24)
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() >> 33) % (range.upperBound - range.lowerBound + 1)
  }

  /// Returns `true` with that probability.
  mutating func chance(_ probability: Float) -> Bool { number(0, 1) < probability }

  /// Returns one of the elements.
  /// - Precondition: there is something to pick from.
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[integer(0...(elements.count - 1))] }
}
