import BuiltIns
import ImageCore
import PipelineFixtures
import TestSupport
import Testing

/// Every text that collectors write, of two pictures that are always the same.
@Suite struct DeliveryTextTests {
  static let deliveries: [(name: String, entry: String)] = [
    (
      "srcset",
      """
      - srcset: {to: site/web, renditions: [wide, narrow, photo], sizes: "(min-width: 60em) 50vw, 100vw", alt: "A ${item} & more", placeholder: colour}
      """
    ),
    ("srcset-hashes", "- srcset: {to: flat, renditions: [small], alt: \"${item}\", placeholder: thumbhash, loading: eager}"),
    ("imageset", "- imageset: {to: ios/Assets.xcassets, rendition: photo}"),
    ("appleIcon", "- appleIcon: {to: ios, asset: lamp, rendition: icon, dark: vase, tinted: vase, ladder: true}"),
    (
      "androidIcon",
      "- androidIcon: {to: android/res, asset: lamp, rendition: icon, foreground: vase, monochrome: vase, background: 204060}"
    ),
    ("favicon", "- favicon: {to: public, asset: lamp, rendition: icon, name: \"Lamps & more\", background: 204060}"),
    ("atlas", "- atlas: {to: game, name: items, rendition: icon, padding: 2, extrude: 1}"),
  ]

  private static let texts = ["html", "json", "ts", "css", "tres", "xml", "webmanifest"]

  @Test(arguments: deliveries) func `the texts of a set are those that were looked at`(_ delivery: (name: String, entry: String))
    async throws
  {
    let bench = try PipelineBench()
    let writer = ImageWriter(codecs: CodecRegistry(BuiltIns.codecs))
    for (name, part) in [("lamp", 10..<40), ("vase", 4..<60)] {
      let picture = TestPictures.raster(PixelSize(64, 64)) { x, y in
        [UInt8(x * 4), UInt8(y * 4), 90, part.contains(x) && part.contains(y) ? 255 : 0]
      }
      try bench.folder.write(try writer.write(picture, as: FormatID("png")), to: "in/\(name).png")
    }
    let run = try await bench.run(
      """
      version: 1
      output: out
      rows: [{item: lamp}, {item: vase}]
      asset: ${item}
      stages:
        - decode: in/${item}.png
        - thumbnails:
            - {name: wide, longest: 48, format: webp}
            - {name: narrow, longest: 24, format: webp}
            - {name: photo, longest: 48, format: jpeg}
            - {name: small, longest: 16, format: png}
            - {name: icon, longest: 64, format: png}
      deliver:
        \(delivery.entry)

      """)
    let made = run.written.filter { path in Self.texts.contains { path.hasSuffix(".\($0)") } }
    let pictures = run.written.filter { !made.contains($0) && !$0.hasPrefix("lamp/") && !$0.hasPrefix("vase/") }
    let shown = try made.map { "== \($0)\n" + String(decoding: try bench.folder.read("out/\($0)"), as: UTF8.self) }
    let list = pictures.map { "\($0)\n" }.joined()
    try Golden.expect(shown.joined(separator: "\n") + "\n== pictures\n" + list, isAsIn: "Deliveries/\(delivery.name).txt")
  }
}
