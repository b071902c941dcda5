package import Diagnostics
package import GatewayAPI
package import ImageCore

/// A local stage that has a paid call beside it: a model is asked in words about the picture that the chain has, and what came in goes on as it
/// is. The stage says what is asked; the engine plans, books, sends and stores the call like any other.
package protocol DescribingStage: LocalStage {
  /// The model that is asked, letter for letter as it is sent.
  var modelID: String { get }
  var modelPosition: SourcePosition? { get }

  /// The stage's fields in the key of its calls: everything that could change the answer and nothing else.
  var keyFields: [(name: String, value: String)] { get }

  /// What the model is asked.
  var prompt: String { get }

  /// Whether an asset fails that no description is found for.
  var isRequired: Bool { get }

  /// Returns the request about a picture, which is prepared for the model whatever else the chain does to it.
  ///
  /// - Throws: a ``StageFailure`` for a picture that cannot be prepared.
  func request(about picture: DescribedPicture, in context: RequestContext) async throws -> GenerationRequest

  /// Returns the description in a model's words, or `nil` where they hold none.
  func description(in words: String) -> String?
}

/// The picture that a model is asked about.
package enum DescribedPicture: Sendable {
  case answered(AnsweredPicture)
  case file(OpenedPicture, path: String)
}

extension DescribingStage {
  package var asDescribing: (any DescribingStage)? { self }

  /// What decides the price of one call.
  package var shape: RequestShape {
    RequestShape(textByteCount: prompt.utf8.count, inputImages: 1, imageSize: nil, responseModalities: [.text])
  }

  /// Returns the reason why a gateway cannot take the call, in a few words, or `nil` if none is known.
  package func obstacle(at gateway: GatewayProfile, card: ModelCard?) -> String? {
    let request = GenerationRequest(
      model: modelID, parts: [.text(prompt), .image([], mediaType: "image/png")], responseModalities: [.text])
    return gateway.obstacle(to: request, card: card)
  }
}

/// The facts about the model of one call, where that is another than the pipeline's.
package struct AskedModel: Hashable, Sendable {
  /// `nil` for a model that nobody knows.
  package let card: ModelCard?

  package init(card: ModelCard?) { self.card = card }
}
