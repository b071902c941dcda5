import ArgumentParser
import BuiltIns
import Dialects
import GatewayClient
import ImageCore
import ImageOperations
import PipelineStages

/// The options of `prepare` beside its inputs.
struct PrepareOptions: ParsableArguments {
  enum Form: String, CaseIterable, ExpressibleByArgument {
    case files
    case parts
  }

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to write to. Nothing in it is ever an input.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp("The gateway whose types and limits count. Default: what all known gateways take.", valueName: "name"),
    completion: WordCompletion.gateways)
  var gateway: String?

  @Option(help: ArgumentHelp("The model whose ratios and number of pictures count.", valueName: "id"), completion: WordCompletion.models)
  var model: String?

  @Option(help: ArgumentHelp("The longest edge in pixels; nothing is enlarged.", valueName: "pixels"))
  var longest: Int?

  @Option(help: ArgumentHelp("A media type such as image/jpeg; may be repeated, the first that fits wins.", valueName: "type"))
  var mime: [String] = []

  @Option(help: ArgumentHelp("Quality of lossy types, 1 to 100.", valueName: "n"))
  var quality = PreparationSettings.standardQuality

  @Option(
    help: ArgumentHelp(
      """
      What transparent pixels are laid on, and what lies beside padded pictures: a colour name, six hexadecimal digits, or 'transparent'. \
      Default: transparency is kept where the type has it, else white.
      """, valueName: "colour"))
  var background: BackgroundArgument?

  @Option(help: ArgumentHelp("The ratio of the canvas, such as 4:3.", valueName: "w:h"))
  var aspect: AspectArgument?

  @Option(help: "How pictures are brought to --aspect: pad, cover (crops) or inside (only made to fit into it).")
  var fit: FitArgument?

  @Option(name: .customLong("as"), help: "files, or parts: a JSON array of inline pictures on standard output, for a request of your own.")
  var form = Form.files

  @Option(help: "How parts are spelled: camel (inlineData), snake (inline_data), data-uri. Default: the gateway's, else camel.")
  var spelling: SpellingArgument?

  @Option(name: .shortAndLong, help: ArgumentHelp("Pictures prepared at once. Default: one for each processor.", valueName: "n"))
  var jobs: Int?

  @Option(
    name: .customLong("limit"),
    help: ArgumentHelp(
      "A limit on what a picture may cost, in place of the usual one; may be given several times.", valueName: "NAME=NUMBER"))
  var limits: [LimitArgument] = []

  @Flag(help: "Replaces files in the output folder that 'prepare' did not write.")
  var overwrite = false

  func check() throws {
    if output == nil, form == .files { throw ValidationError("prepare needs --output FOLDER, or --as parts") }
    if output?.isEmpty == true { throw ValidationError("--output needs the name of a folder") }
    if let longest, !(16...32_768).contains(longest) { throw ValidationError("--longest takes a number from 16 to 32768") }
    if !(1...100).contains(quality) { throw ValidationError("--quality takes a number from 1 to 100") }
    if let jobs, !RunOptions.jobsRange.contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 256") }
    if fit != nil, aspect == nil { throw ValidationError("--fit says how --aspect is reached; give --aspect too, such as --aspect 4:3") }
    if spelling != nil, form == .files { throw ValidationError("--spelling goes with --as parts") }
  }
}

/// An opaque colour, or `transparent`.
struct BackgroundArgument: ExpressibleByArgument {
  let colour: Colour

  init?(argument: String) {
    let digits = argument.hasPrefix("#") ? String(argument.dropFirst()) : argument
    guard let colour = Colour(digits), colour.isOpaque || colour == .transparent else { return nil }
    self.colour = colour
  }
}

struct AspectArgument: ExpressibleByArgument {
  let ratio: AspectRatio

  init?(argument: String) {
    guard let ratio = AspectRatio(argument) else { return nil }
    self.ratio = ratio
  }
}

struct FitArgument: ExpressibleByArgument {
  let mode: FitMode
  static let allValueStrings = FitMode.allCases.map(\.rawValue)

  init?(argument: String) {
    guard let mode = FitMode(rawValue: argument) else { return nil }
    self.mode = mode
  }
}

struct SpellingArgument: ExpressibleByArgument {
  let part: PicturePart
  static let allValueStrings = BuiltIns.dialects.flatMap(\.partSpellings)

  init?(argument: String) {
    guard let part = PicturePart(spelling: argument, dialects: BuiltIns.dialects) else { return nil }
    self.part = part
  }
}
