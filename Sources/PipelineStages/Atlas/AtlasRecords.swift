import ImageCore
import JSON
import PipelineModel
import PipelineSpec

/// Where one picture lies.
struct AtlasFrame: Sendable {
  let name: String
  /// From 0.
  let page: Int
  let x: Int
  let y: Int
  let size: PixelSize
  let offset: (x: Int, y: Int)
  let sourceSize: PixelSize

  init(_ sprite: Sprite, page: Int, x: Int, y: Int) {
    name = sprite.name
    self.page = page
    self.x = x
    self.y = y
    size = sprite.picture.size
    offset = sprite.offset
    sourceSize = sprite.sourceSize
  }

  var isTrimmed: Bool { size != sourceSize }
}

/// What programs have to know of an atlas, in the forms in which they read it.
struct AtlasRecords {
  let settings: AtlasSettings
  let pages: [PixelSize]
  let frames: [AtlasFrame]

  private var sorted: [AtlasFrame] { frames.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }

  var files: [ProducedFile] {
    pages.indices.map { ProducedFile(settings.sheetName($0), json: sheet($0)) }
      + [
        ProducedFile("\(settings.name).regions", json: regions),
        ProducedFile(settings.name, text: css, extension: "css", mediaType: "text/css"),
      ]
      + sorted.map { frame in
        ProducedFile(
          "\(settings.name)/\(frame.name)", text: godot(frame), extension: "tres", mediaType: "application/x-godot-resource")
      }
  }

  // MARK: JSON

  /// A sheet as TexturePacker's "JSON (Hash)" has it (https://www.codeandweb.com/texturepacker/documentation).
  private func sheet(_ page: Int) -> JSONValue {
    let frames = sorted.filter { $0.page == page }.map { frame in
      (
        name: frame.name,
        value: JSONValue.object([
          ("frame", Self.box(frame.x, frame.y, frame.size)), ("rotated", .flag(false)), ("trimmed", .flag(frame.isTrimmed)),
          ("spriteSourceSize", Self.box(frame.offset.x, frame.offset.y, frame.size)),
          ("sourceSize", .object([("w", .integer(frame.sourceSize.width)), ("h", .integer(frame.sourceSize.height))])),
        ])
      )
    }
    var meta: [(name: String, value: JSONValue)] = [
      ("app", .text("aquatint")), ("version", .text("1.0")), ("image", .text(settings.sheetName(page) + ".png")),
      ("format", .text("RGBA8888")), ("size", .object([("w", .integer(pages[page].width)), ("h", .integer(pages[page].height))])),
      ("scale", .text("1")),
    ]
    if page == 0, pages.count > 1 {
      meta.append(("related_multi_packs", .array(pages.indices.dropFirst().map { .text(settings.sheetName($0) + ".json") })))
    }
    return .object([("frames", .object(frames)), ("meta", .object(meta))])
  }

  private static func box(_ x: Int, _ y: Int, _ size: PixelSize) -> JSONValue {
    .object([("x", .integer(x)), ("y", .integer(y)), ("w", .integer(size.width)), ("h", .integer(size.height))])
  }

  /// Every picture of all sheets in one list, for programs that read nothing else.
  private var regions: JSONValue {
    .object([
      (
        "images",
        .array(
          pages.indices.map { page in
            .object([
              ("file", .text(settings.sheetName(page) + ".png")), ("width", .integer(pages[page].width)),
              ("height", .integer(pages[page].height)),
            ])
          })
      ),
      (
        "regions",
        .array(
          sorted.map { frame in
            .object([
              ("name", .text(frame.name)), ("image", .integer(frame.page)), ("x", .integer(frame.x)), ("y", .integer(frame.y)),
              ("width", .integer(frame.size.width)), ("height", .integer(frame.size.height)), ("offsetX", .integer(frame.offset.x)),
              ("offsetY", .integer(frame.offset.y)), ("sourceWidth", .integer(frame.sourceSize.width)),
              ("sourceHeight", .integer(frame.sourceSize.height)),
            ])
          })
      ),
    ])
  }

  // MARK: CSS

  /// A class for the sheets and one for each picture; what was cut off comes back as a margin.
  private var css: String {
    let base = Slug.of(settings.name).isEmpty ? "atlas" : Slug.of(settings.name)
    var lines = [".\(base) { display: inline-block; background-repeat: no-repeat; }"]
    var taken: Set<String> = []
    for frame in sorted {
      var name = Slug.of(frame.name)
      var number = 2
      while name.isEmpty || !taken.insert(name).inserted {
        name = [Slug.of(frame.name), String(number)].filter { !$0.isEmpty }.joined(separator: "-")
        number += 1
      }
      let right = frame.sourceSize.width - frame.size.width - frame.offset.x
      let bottom = frame.sourceSize.height - frame.size.height - frame.offset.y
      let margin = frame.isTrimmed ? " margin: \(frame.offset.y)px \(right)px \(bottom)px \(frame.offset.x)px;" : ""
      lines.append(
        ".\(base)-\(name) { width: \(frame.size.width)px; height: \(frame.size.height)px;\(margin)"
          + " background-image: url(\"\(RelativeAddress.of(settings.sheetName(frame.page) + ".png", from: ""))\");"
          + " background-position: \(-frame.x)px \(-frame.y)px; }")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Godot

  /// A part of a sheet as a resource of Godot 3 and 4
  /// (https://docs.godotengine.org/en/3.6/development/file_formats/tscn.html, https://docs.godotengine.org/en/stable/classes/class_atlastexture.html).
  private func godot(_ frame: AtlasFrame) -> String {
    let (right, bottom) = (frame.sourceSize.width - frame.size.width, frame.sourceSize.height - frame.size.height)
    return """
      [gd_resource type="AtlasTexture" load_steps=2 format=2]

      [ext_resource path="../\(settings.sheetName(frame.page)).png" type="Texture" id=1]

      [resource]
      atlas = ExtResource( 1 )
      region = Rect2( \(frame.x), \(frame.y), \(frame.size.width), \(frame.size.height) )
      margin = Rect2( \(frame.offset.x), \(frame.offset.y), \(right), \(bottom) )

      """
  }
}
