/// The space in which pixels are averaged when they are combined.
package enum ResamplingLight: String, CaseIterable, Sendable {
  /// Amounts of light, so that brightness is kept.
  case linear
  /// The sRGB values as stored, as most programs do it.
  case encoded
}
