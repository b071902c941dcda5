import GatewayAPI
import ImageCore
import ImageOperations
import PipelineModel

/// The colour of the flat ground that a request asks for: the file's, or the one farthest from the colours of the pictures that go along.
struct GroundChoice: Sendable {
  private let named: Colour?
  private var seen = ColourTally()

  /// The first is that of studios, and serves where no picture goes along. Each has a channel far above another, so that what shines through a shadow
  /// or through glass can be told from grey.
  private static let candidates: [Colour] = [0x00B140, 0xFF00FF, 0x0047BB, 0x00E5E5, 0xFFD800, 0xE60000, 0x8A2BFF].map {
    Colour(opaque: $0)
  }

  init(of setting: GenerateSettings.Ground) { named = setting.colour }

  /// Whether the pictures make a difference.
  var looksAtPictures: Bool { named == nil }

  /// Returns the choice with a picture's colours taken into account.
  func seeing(_ raster: Raster) -> GroundChoice {
    guard looksAtPictures else { return self }
    var choice = self
    choice.seen.add(raster.convertedToSRGB().raster)
    return choice
  }

  /// What is asked for.
  var asked: AskedGround {
    let digits = (named ?? seen.farthest(among: Self.candidates)).digits.uppercased()
    return AskedGround(colour: digits, sentence: GroundSentence.asking(for: digits))
  }

  /// Returns the sentence as it can be told beforehand, with words in place of a colour that is not known before the pictures are looked at.
  func sentence(inputs: Int) -> String {
    looksAtPictures && inputs > 0 ? GroundSentence.forOpenColour : asked.sentence
  }
}
