package import ImageCore
package import ImageOperations
package import Storage

/// What became of one input.
package struct PreparationReport: Sendable {
  /// The input, as the person named or would name it.
  package let source: String
  /// Nil where the bytes could not be read as a picture.
  package let before: PictureState?
  package let outcome: Outcome

  package enum Outcome: Sendable {
    case prepared(PreparedPicture)
    /// A stable kebab-case name, and one line for a person.
    case failed(name: String, message: String)
  }

  package var picture: PreparedPicture? {
    if case .prepared(let picture) = outcome { picture } else { nil }
  }
}

/// The facts about a picture that preparing may change.
package struct PictureState: Sendable {
  package let format: ImageFormat
  /// Upright.
  package let size: PixelSize
  /// As the file holds it.
  package let storedSize: PixelSize
  /// What the file asks for to make its stored pixels stand upright.
  package let orientation: Orientation
  package let bytes: Int
  package let digest: Digest
}

/// One thing that was done to a picture, and why.
package struct PreparationStep: Hashable, Sendable {
  /// Stable names.
  package enum Action: String, Sendable {
    case takeFirstFrame
    case orient
    case convertColour
    case convertSamples
    case strip
    case crop
    case resize
    case pad
    case flatten
    case changeType
    case compress
  }

  package let action: Action
  package let reason: String
}

/// A picture as it goes to a model.
package struct PreparedPicture: Sendable {
  /// Empty where they were written to a file and nobody else wants them.
  package var bytes: [UInt8]
  package let state: PictureState
  /// What was done, in order; empty: the source's own bytes.
  package let steps: [PreparationStep]
  /// What a person should know: remarks of the decoder, and the rungs of the ladder that were taken.
  package let notes: [String]
  /// How the pixels were moved; nil where they stayed.
  package let plan: FitPlan?
  /// The input whose identical bytes were prepared for this one too; nil where they were prepared for it.
  package var sameBytesAs: String?
  /// Where it was written; nil where nothing was to be written.
  package var file: OutputFolder.Written?
  /// The record of its canvas.
  package var record: OutputFolder.Written?

  package var isPassedThrough: Bool { steps.isEmpty }
}
