package import Diagnostics
package import GatewayAPI
package import ImageCore

/// A stage that makes paid calls: one for each variant.
package protocol PaidStage: Stage {
  var variants: Int { get }

  /// Further pictures that go with the request, in order, as paths relative to the pipeline file.
  var references: [(path: String, position: SourcePosition?)] { get }

  /// What this stage contributes to the key of its exchanges, defaults written out: everything that could change the answer and nothing else.
  var keyFields: [(name: String, value: String)] { get }

  /// Whether it asks for a picture, and not for words alone.
  var wantsPicture: Bool { get }

  /// What is asked for a chain whose picture has the size `input` (upright; nil without one).
  func asked(input: PixelSize?, card: ModelCard?) -> AskedPicture

  /// Whether a ratio is asked for, even if it is only known once the input is.
  var asksForRatio: Bool { get }

  /// Whether the turns before go with its requests as they were.
  var replaysHistory: Bool { get }

  /// How many more calls may follow an answer that holds no picture and no refusal.
  var asksAgain: Int { get }

  /// What prepares pictures for the model where no stage before this one does.
  var preparer: any PreparingStage { get }

  /// What keeps a gateway from taking one call that sends `inputs` pictures, in a few words; nil where nothing is known to.
  func obstacle(at gateway: GatewayProfile, card: ModelCard?, inputs: Int, asked: AskedPicture) -> String?

  /// What decides the price of one call that sends `inputs` pictures.
  func shape(inputs: Int, asked: AskedPicture) -> RequestShape
}
