package import ImageCore

/// A picture that a stage is going to make, before memory is allocated for it.
package struct PlannedPicture: Hashable, Sendable {
  /// The name of its output.
  package let name: String
  package let size: PixelSize
  /// The format, or `nil` if there is no such format, which is reported separately.
  package let format: ImageFormat?

  package init(name: String, size: PixelSize, format: ImageFormat?) {
    self.name = name
    self.size = size
    self.format = format
  }

  /// Returns the reason why it cannot be made, with the limit by the name under which a person may set it, or `nil` if it can.
  package func problem(within limits: DecodeLimits) -> String? {
    if let format, let longest = format.longestSide, size.longestSide > longest {
      return "'\(name)' would be \(size), and a \(format.id) picture has at most \(longest) pixels on a side"
    }
    guard let error = limits.problem(making: size) else { return nil }
    return
      "'\(name)' would be \(size): \(error.actual) \(error.phrase), more than the \(error.allowed) allowed; '\(error.name)' under 'limits' in the file raises that"
  }
}
