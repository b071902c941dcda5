import ImageCore
import JSON
import PipelineModel

/// One asset on a page.
struct SrcsetEntry: Sendable {
  /// What a browser may choose from, of one type.
  struct Source: Sendable {
    let mediaType: String
    /// By their width.
    let candidates: [(address: String, size: PixelSize)]

    var srcset: String { candidates.map { "\($0.address) \($0.size.width)w" }.joined(separator: ", ") }
  }

  let asset: String
  let alt: String
  let placeholder: Placeholder
  /// The types with the smallest files first; the last is that of the fallback.
  let sources: [Source]
  let fallback: (address: String, size: PixelSize)

  /// The formats that browsers know, the one with the smallest files first (https://developer.mozilla.org/docs/Web/Media/Guides/Formats/Image_types).
  private static let preference = ["image/avif", "image/webp", "image/jpeg", "image/png"]

  /// - Parameters:
  ///   - renditions: at least one, all of one asset.
  ///   - fallback: the rendition for browsers that know nothing else.
  ///   - folder: that the page lies in.
  init(renditions: [CollectedRendition], fallback: String?, folder: String, alt: String, placeholder: Placeholder) {
    asset = renditions[0].asset
    self.alt = alt
    self.placeholder = placeholder
    let last = renditions.last { $0.rendition == fallback } ?? renditions[renditions.count - 1]
    self.fallback = (RelativeAddress.of(last.path, from: folder), last.size)
    let types = Dictionary(grouping: renditions, by: \.format.mediaType)
    sources = types.keys.sorted { one, other in
      // The fallback's type is the last.
      let (first, second) = (Self.rank(one, last.format.mediaType), Self.rank(other, last.format.mediaType))
      return first == second ? one < other : first < second
    }.map { type in
      var widths: Set<Int> = []
      let candidates = types[type, default: []].sorted { ($0.size.width, $0.path) < ($1.size.width, $1.path) }
        .filter { widths.insert($0.size.width).inserted }
      return Source(mediaType: type, candidates: candidates.map { (RelativeAddress.of($0.path, from: folder), $0.size) })
    }
  }

  private static func rank(_ type: String, _ fallback: String) -> Int {
    type == fallback ? preference.count + 1 : preference.firstIndex(of: type) ?? preference.count
  }

  // MARK: HTML

  /// See https://html.spec.whatwg.org/multipage/embedded-content.html#the-picture-element.
  func html(_ settings: SrcsetSettings) -> String {
    let sizes = Markup.escaped(settings.sizes)
    var lines = ["<picture>"]
    for source in sources.dropLast() {
      lines.append(
        "  <source type=\"\(source.mediaType)\" srcset=\"\(Markup.escaped(source.srcset))\" sizes=\"\(sizes)\">")
    }
    var attributes = ["src=\"\(Markup.escaped(fallback.address))\""]
    if let source = sources.last {
      attributes += ["srcset=\"\(Markup.escaped(source.srcset))\"", "sizes=\"\(sizes)\""]
    }
    attributes += [
      "width=\"\(fallback.size.width)\"", "height=\"\(fallback.size.height)\"", "loading=\"\(settings.loading.rawValue)\"",
      "decoding=\"async\"", "alt=\"\(Markup.escaped(alt))\"",
    ]
    attributes += placeholderAttributes
    lines.append("  <img \(attributes.joined(separator: " "))>")
    lines.append("</picture>")
    return lines.joined(separator: "\n") + "\n"
  }

  private var placeholderAttributes: [String] {
    let colour = "background-color: \(placeholder.average.web)"
    switch placeholder.kind {
    case .none: return []
    case .colour: return ["style=\"\(colour)\""]
    case .dataURI: return ["style=\"\(colour); background-image: url(\(placeholder.value)); background-size: cover\""]
    case .thumbhash: return ["style=\"\(colour)\"", "data-thumbhash=\"\(placeholder.value)\""]
    case .blurhash: return ["style=\"\(colour)\"", "data-blurhash=\"\(Markup.escaped(placeholder.value))\""]
    }
  }

  // MARK: JSON

  func json(_ settings: SrcsetSettings) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [
      ("alt", .text(alt)), ("src", .text(fallback.address)), ("width", .integer(fallback.size.width)),
      ("height", .integer(fallback.size.height)), ("sizes", .text(settings.sizes)),
      (
        "sources",
        .array(
          sources.map { source in
            .object([
              ("type", .text(source.mediaType)), ("srcset", .text(source.srcset)),
              (
                "candidates",
                .array(
                  source.candidates.map {
                    .object([
                      ("src", .text($0.address)), ("width", .integer($0.size.width)), ("height", .integer($0.size.height)),
                    ])
                  })
              ),
            ])
          })
      ),
    ]
    if placeholder.kind != .none {
      members.append(
        (
          "placeholder",
          .object([
            ("kind", .text(placeholder.kind.rawValue)), ("value", .text(placeholder.value)), ("colour", .text(placeholder.average.web)),
          ])
        ))
    }
    return .object(members)
  }
}

/// The list of all pictures as a TypeScript module, whose types know their names.
enum SrcsetModule {
  static func text(_ entries: [SrcsetEntry], _ settings: SrcsetSettings) -> String {
    """
    export interface ImageCandidate {
      readonly src: string;
      readonly width: number;
      readonly height: number;
    }

    export interface ImageSource {
      readonly type: string;
      readonly srcset: string;
      readonly candidates: readonly ImageCandidate[];
    }

    export interface ImagePlaceholder {
      readonly kind: "thumbhash" | "blurhash" | "dataURI" | "colour";
      readonly value: string;
      readonly colour: string;
    }

    export interface Image {
      readonly alt: string;
      readonly src: string;
      readonly width: number;
      readonly height: number;
      readonly sizes: string;
      readonly sources: readonly ImageSource[];
      readonly placeholder?: ImagePlaceholder;
    }

    export const images = \(JSONValue.object(entries.map { ($0.asset, $0.json(settings)) }).text()) as const satisfies Record<string, Image>;

    export type ImageName = keyof typeof images;

    """
  }
}
