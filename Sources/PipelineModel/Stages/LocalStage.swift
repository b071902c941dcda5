package import ImageCore

/// A stage whose work is done on this machine.
package protocol LocalStage: Stage {
  /// Does the work.
  ///
  /// - Throws: a ``StageFailure`` for a failure of this asset.
  func run(_ input: Artifact, in context: LocalContext) async throws -> StageResult

  /// Looks at its side inputs before a call is paid whose answer it will work on.
  ///
  /// - Throws: a ``StageFailure`` for one that it could do nothing with.
  func inspect(_ files: FileAccess) async throws
}

extension LocalStage {
  package func inspect(_ files: FileAccess) async throws {}
}

/// The dependencies of a local stage while it runs; it has no other access to anything.
package struct LocalContext: Sendable {
  package let reader: ImageReader
  package let writer: ImageWriter
  /// The rules for a model's input.
  package let inputRules: InputRules
  /// The shape that the latest generation before this stage requests.
  package let asked: AskedPicture?
  /// The path of the file that the chain begins with, for stages that read it, or `nil` where it begins with something else.
  package let sourcePath: String?
  /// The flat ground that it was asked to draw, or `nil` where it was asked for none.
  package let ground: AskedGround?
  /// The upright size of the picture that flows in, or `nil` where there is none.
  package let inputSize: PixelSize?
  /// The number of further paid calls that were made already because earlier results were rejected.
  package let retriesDone: Int
  /// The names of the outputs to make; others are up to date.
  package let wantedOutputs: Set<String>
  package let files: FileAccess
  /// Returns the pixels that the stages after this one need of an upright picture of the given size, or `nil` for all of it.
  package let scalingNeed: @Sendable (PixelSize) -> ScalingNeed?
  /// The number of local operations that may run at once.
  package let localTasks: Int
  /// What files made by this stage say of where they come from, by the names of the outputs; others are pixels only.
  package let provenance: [String: FileProvenance]

  package init(
    reader: ImageReader, writer: ImageWriter, inputRules: InputRules, asked: AskedPicture?, inputSize: PixelSize?, retriesDone: Int,
    wantedOutputs: Set<String>, files: FileAccess, scalingNeed: @escaping @Sendable (PixelSize) -> ScalingNeed?, localTasks: Int,
    provenance: [String: FileProvenance] = [:], sourcePath: String? = nil, ground: AskedGround? = nil
  ) {
    self.reader = reader
    self.writer = writer
    self.inputRules = inputRules
    self.asked = asked
    self.inputSize = inputSize
    self.retriesDone = retriesDone
    self.wantedOutputs = wantedOutputs
    self.files = files
    self.scalingNeed = scalingNeed
    self.localTasks = localTasks
    self.provenance = provenance
    self.sourcePath = sourcePath
    self.ground = ground
  }
}

package struct StageResult: Sendable {
  /// The next stage's input.
  package let artifact: Artifact
  package let files: [ProducedFile]
  /// Remarks that a person should see.
  package let notes: [String]
  /// The judgement of a validating stage, or `nil` for others. A rejection ends the asset, or leads to a retry; the artifact is then not
  /// used.
  package let judgement: Judgement?
  /// A small picture that shows people what the judgement was found by, or `nil` where there is none.
  package let evidence: EncodedPicture?

  package init(
    _ artifact: Artifact, files: [ProducedFile] = [], notes: [String] = [], judgement: Judgement? = nil, evidence: EncodedPicture? = nil
  ) {
    self.artifact = artifact
    self.files = files
    self.notes = notes
    self.judgement = judgement
    self.evidence = evidence
  }
}

/// A file made by a stage, on its way to the output folder.
package struct ProducedFile: Sendable {
  /// As in the ``OutputDeclaration``, or the file's own name if the stage decides how many it makes. May name folders, with `/` between.
  package let name: String
  package let bytes: [UInt8]
  /// Its registered media type.
  package let mediaType: String
  /// Without the dot.
  package let fileExtension: String
  /// Its facts as a picture, or `nil` if it is none.
  package let picture: PictureFacts?

  /// - Parameter name: as in the ``OutputDeclaration``.
  package init(name: String, picture: EncodedPicture) {
    self.init(
      name: name, bytes: picture.bytes, mediaType: picture.format.mediaType, fileExtension: picture.format.fileExtension,
      picture: PictureFacts(format: picture.format.id, size: picture.size))
  }

  package init(name: String, bytes: [UInt8], mediaType: String, fileExtension: String, picture: PictureFacts? = nil) {
    self.name = name
    self.bytes = bytes
    self.mediaType = mediaType
    self.fileExtension = fileExtension
    self.picture = picture
  }
}

/// The facts about a picture in a file.
package struct PictureFacts: Hashable, Sendable {
  package let format: FormatID
  /// Upright.
  package let size: PixelSize

  package init(format: FormatID, size: PixelSize) {
    self.format = format
    self.size = size
  }
}
