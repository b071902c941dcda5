import ArgumentParser
import Reporting

/// The jobs that `init` has a pipeline for.
enum PipelineStarter: String, CaseIterable, ExpressibleByArgument {
  case generate
  case shop
  case icons
  case prepare
  case watch

  /// Returns the pipeline file.
  /// - Parameter stem: the file's name without its ending, so that two files in one folder have different outputs.
  func text(for stem: String) -> String {
    let folder = String(stem.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" ? $0 : "-" })
    let text =
      switch self {
      case .generate: Self.generateText
      case .shop: Self.shopText
      case .icons: Self.iconsText
      case .prepare: Self.prepareText
      case .watch: Self.watchText
      }
    return Self.modeline + text.replacing("STEM", with: folder)
  }

  /// The schema line for an editor with a YAML language server.
  private static let modeline = """
    # yaml-language-server: $schema=aquatint.schema.json
    # (for editors; `aquatint schema >aquatint.schema.json` makes that file)

    """

  /// The folder beside the file that its sources are put into, or `nil` if it has none.
  var sourceFolder: String? {
    switch self {
    case .generate, .icons: nil
    case .shop: "products"
    case .prepare: "pictures"
    case .watch: "inbox"
    }
  }

  /// Returns commands to try next, with a word on each.
  func next(_ file: String) -> [String] {
    let name = CommandLineText.quoted(file)
    switch self {
    case .generate:
      return [
        "aquatint plan \(name)    what would be made, and what it costs",
        "aquatint run \(name)     makes it on the built-in emulator: no key, no cost",
      ]
    case .shop:
      return [
        "put pictures of products into the folder 'products'",
        "aquatint run \(name)     makes it on the built-in emulator: no key, no cost",
      ]
    case .icons:
      return ["aquatint run \(name)     makes it on the built-in emulator: no key, no cost"]
    case .prepare:
      return ["put pictures into the folder 'pictures'", "aquatint run \(name)"]
    case .watch:
      return ["put pictures into the folder 'inbox'", "aquatint watch \(name) --max-cost 5.00"]
    }
  }

  private static let generateText = #"""
    # Pictures from words: one asset for each combination of the matrix.
    #   aquatint plan FILE      what would be made, why, and what it costs; spends nothing
    #   aquatint run FILE       makes it; what was paid for is kept in .aquatint beside this file and never asked again
    version: 1
    model: gemini-3-pro-image
    # gateway: google           # needs GEMINI_API_KEY; without a gateway the built-in emulator answers, for free

    matrix:
      scene: [harbour, forest]
      light: [dawn, night]

    asset: "${scene}-${light}"  # the name of each asset and of its folder
    output: output/STEM         # where they go, relative to this file

    stages:
      - generate:               # the one stage that is paid for on a real gateway
          prompt: A quiet ${scene} at ${light}, without people and without text.
          aspectRatio: "16:9"   # quoted, as everything with a colon in it
          imageSize: 1K
          # variants: 2         # asks twice for each, so that you can choose
      - decode: result          # the picture that came back, as pixels
      - verify:                 # is it the ratio that was asked for? A picture is never stretched
          otherwise: [crop 5%, fail]
      - thumbnails:             # changed as often as you like: nothing here costs anything
          - {name: large, longest: 1024, format: webp, quality: 82}
          - {name: card, width: 640, height: 360, fit: cover, format: jpeg, quality: 80}

    """#

  private static let prepareText = #"""
    # Only work on this machine: upright, small sRGB pictures without metadata, from whatever a camera wrote.
    #   aquatint run FILE
    version: 1
    sources: pictures/**/*.{jpg,jpeg,png,heic,webp,avif}   # one asset for each file; sources are only read
    asset: "${source.stem}"     # the name of each asset and of its folder
    output: prepared/STEM       # relative to this file

    stages:
      - decode: "${source}"     # upright, in sRGB
      - normalize:              # what a model may be sent: normalized.jpg in the asset's folder
          longest: 2048
          mime: [image/jpeg]
          quality: 88
          background: white     # JPEG has no transparency

    """#

  private static let watchText = #"""
    # A folder that is watched: every picture put into 'inbox' becomes its assets.
    #   aquatint watch FILE --max-cost 5.00           until a signal; at most 5 USD in any 24 hours
    #   aquatint watch FILE --max-cost 5.00 --once    what is there now, for cron
    version: 1
    model: gemini-3-pro-image
    # gateway: google           # needs GEMINI_API_KEY; without a gateway the built-in emulator answers, for free

    sources: inbox/*.{jpg,jpeg,png,heic,webp}   # sources are only read
    asset: "${source.stem}"     # the name of each asset and of its folder
    output: output/STEM         # relative to this file

    stages:
      - decode: "${source}"     # upright, in sRGB
      - normalize: {longest: 1536}
      - generate:               # the one stage that is paid for on a real gateway
          prompt: The same product on a clean studio background. Change nothing about the product.
          aspectRatio: match    # the model's ratio nearest to the source's
          imageSize: 1K
      - decode: result
      - verify: {otherwise: [crop 5%, fail]}
      - thumbnails:
          - {name: shop, longest: 1024, format: webp, quality: 82}

    """#
}
