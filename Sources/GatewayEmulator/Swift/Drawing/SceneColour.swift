import CSceneKernel

extension SceneColour {
  /// Creates a colour written as `0xRRGGBB`, in sRGB.
  init(_ code: UInt32) {
    self.init(red: Float((code >> 16) & 255), green: Float((code >> 8) & 255), blue: Float(code & 255))
  }

  /// Returns the colour `share` of the way to `other`, 0...1.
  func mixed(_ other: SceneColour, _ share: Float) -> SceneColour {
    SceneColour(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share, blue: blue + (other.blue - blue) * share)
  }

  /// Returns the colour as it looks in light of that colour.
  func lit(by light: SceneColour) -> SceneColour {
    SceneColour(red: red * light.red / 255, green: green * light.green / 255, blue: blue * light.blue / 255)
  }

  func scaled(_ factor: Float) -> SceneColour {
    SceneColour(red: min(255, red * factor), green: min(255, green * factor), blue: min(255, blue * factor))
  }
}
