package import ImageCore
package import ImageOperations
package import Storage

/// The result of one input.
package struct PreparationReport: Sendable {
  /// The input, as the user named or would name it.
  package let source: String
  /// The facts before, or `nil` if the bytes could not be read as a picture.
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
  /// The orientation of the stored pixels in the file.
  package let orientation: Orientation
  package let bytes: Int
  package let digest: Digest
}

/// One change of a picture, with its reason.
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
  /// Empty if they were written to a file and are not needed elsewhere.
  package var bytes: [UInt8]
  package let state: PictureState
  /// The changes in order; empty for the source's own bytes.
  package let steps: [PreparationStep]
  /// Remarks for a person: those of the decoder, and the fallback steps that were taken.
  package let notes: [String]
  /// The plan that moved the pixels, or `nil` if they stayed.
  package let plan: FitPlan?
  /// The input whose identical bytes were prepared for this one too, or `nil` if they were prepared for it.
  package var sameBytesAs: String?
  /// The written file, or `nil` if nothing was to be written.
  package var file: OutputFolder.Written?
  /// The record of its canvas.
  package var record: OutputFolder.Written?

  package var isPassedThrough: Bool { steps.isEmpty }
}
