import BuiltIns
import ImageCore
import ImageOperations
import Storage

/// Checks the libraries that read, write and convert pictures and keep the ledger, and whether HEIC can be decoded.
struct LibraryCheck {
  let codecs: CodecRegistry

  var findings: [Finding] {
    [program]
      + codecs.codecs.map { codec in
        let format = codec.format
        if let obstacle = format.encodingObstacle {
          return .notice(format.id.rawValue, "reads \(format.mediaType) with \(format.library), and does not write it", fix: obstacle)
        }
        let able = format.can(.encode) ? "reads and writes" : "reads"
        return .fine(format.id.rawValue, "\(able) \(format.mediaType) with \(format.library)")
      } + [
        .fine("colours", "colour profiles are read with \(ColourLibrary.name)"),
        .fine("database", "the ledger is kept with \(LedgerLibrary.name)"),
        heic,
      ]
  }

  private var program: Finding {
    #if DEBUG
      .notice(
        "program", "aquatint \(Version.text), built for debugging: large pictures take about ten times as long as they need to",
        fix: "swift build -c release --product aquatint, then use .build/release/aquatint")
    #else
      .fine("program", "aquatint \(Version.text)")
    #endif
  }

  /// A finding from decoding a picture: a library may be there without its decoder.
  private var heic: Finding {
    let bytes = PackageResources.sample_heic
    do throws(CodecError) {
      _ = try ImageReader(codecs: codecs).open(bytes).decode()
      return .fine("pictures of phones", "a HEIC picture was decoded")
    } catch {
      return .problem(
        "pictures of phones", "a HEIC picture could not be decoded: \(error)",
        fix: "install the decoder: sudo apt-get install libheif1 libde265-0")
    }
  }
}
