import FoundationEssentials
import ImageCore
import ImageOperations
import PipelineModel

/// What a page shows until the picture is there.
struct Placeholder: Sendable {
  enum Kind: String, CaseIterable, Sendable {
    case thumbhash
    case blurhash
    /// A picture of a few pixels inside of the page.
    case dataURI
    /// The average colour.
    case colour
    case none
  }

  let kind: Kind
  /// As programs take it: Base64, the hash's own characters, an address, or a colour.
  let value: String
  let average: Colour

  private static let (longestDataSide, longestHashSide) = (20, 32)

  init(_ kind: Kind, of picture: Raster, in context: CollectContext) throws {
    self.kind = kind
    average = picture.averageColour
    switch kind {
    case .thumbhash:
      let small = try picture.shrunk(to: ThumbHash.longestSide)
      value = Data(ThumbHash.of(width: small.size.width, height: small.size.height, rgba: small.pixels)).base64EncodedString()
    case .blurhash:
      let small = try picture.shrunk(to: Self.longestHashSide).flattened(onto: .white)
      let isWide = small.size.width >= small.size.height
      value = BlurHash.of(
        width: small.size.width, height: small.size.height, rgba: small.pixels, across: isWide ? 4 : 3, down: isWide ? 3 : 4)
    case .dataURI:
      let png = try context.png("placeholder", try picture.shrunk(to: Self.longestDataSide))
      value = "data:image/png;base64," + Data(png.bytes).base64EncodedString()
    case .colour: value = average.web
    case .none: value = ""
    }
  }
}

extension Raster {
  fileprivate func shrunk(to side: Int) throws -> Raster {
    guard size.longestSide > side else { return self }
    return try fitted(FitPlan(source: size, target: .longest(side), enlarge: false), background: .transparent)
  }

  /// The mean of all pixels, each as much as it can be seen.
  var averageColour: Colour {
    var sums = [0, 0, 0, 0]
    var index = 0
    while index < pixels.count {
      let alpha = Int(pixels[index + 3])
      for channel in 0..<3 { sums[channel] += Int(pixels[index + channel]) * alpha }
      sums[3] += alpha
      index += 4
    }
    let levels = sums[0..<3].map { sums[3] == 0 ? UInt8(255) : UInt8(($0 + sums[3] / 2) / sums[3]) }
    return Colour(red: levels[0], green: levels[1], blue: levels[2])
  }
}
