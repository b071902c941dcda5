import GatewayAPI
import ImageCore

/// A picture of the page: a link to the file, with a picture in it that loads when it comes near the window.
struct SheetPicture {
  let picture: ReportedPicture
  /// The picture that is shown in its place: a smaller file of the same picture.
  let preview: ReportedPicture
  /// Its description, without the asset's name.
  let label: String
  let asset: String
  /// What choosing it means; or `nil` if there is no choice.
  var pick: Pick?

  struct Pick {
    /// The slot that it fills: of several that are chosen for one, the last counts.
    let slot: String
    let command: String
    /// The call that it is the answer of.
    let exchange: String
    /// What it was made as, which stays when it takes another's place; `nil` for an earlier answer.
    let number: Int?
  }

  init(_ picture: ReportedPicture, preview: ReportedPicture? = nil, label: String, asset: String) {
    self.picture = picture
    self.preview = preview ?? picture
    self.label = label
    self.asset = asset
  }

  /// The ratio of width to height in hundredths, by which pictures of a line get the same height.
  var hundredths: Int { Self.hundredths(preview.size) }

  static func hundredths(_ size: PixelSize?) -> Int {
    guard let size else { return 100 }
    return min(800, max(12, (size.width * 100 + size.height / 2) / size.height))
  }

  var link: HTML {
    let size: HTML = preview.size.map { " width=\"\($0.width)\" height=\"\($0.height)\"" } ?? ""
    let facts = picture.size.map { "\(SheetText.size($0))\(picture.format.map { ", \($0)" } ?? "")" } ?? picture.format ?? ""
    if let format = preview.format, !preview.isShownByBrowsers {
      return
        "<p><a href=\"\(WireText.encoded(picture.path, keepingSlashes: true))\">\(format.uppercased()); browsers do not show it</a></p>"
    }
    return """
      <a class="shot" href="\(WireText.encoded(picture.path, keepingSlashes: true))" data-label="\(label)" data-facts="\(facts)"\(unshown)>\
      <img src="\(WireText.encoded(preview.path, keepingSlashes: true))"\(size) alt="\(label) of \(asset)" loading="lazy" decoding="async"></a>
      """
  }

  /// Marks a file that browsers do not show, so that the picture that stands for it is enlarged instead.
  private var unshown: HTML { picture.format != nil && !picture.isShownByBrowsers ? " data-unshown=\"\"" : "" }

  /// Returns a figure with its caption and, if there is a choice, the button that makes it.
  func figure(caption: String) -> HTML {
    """
    <figure class="pic \(picture.kind.rawValue) r\(hundredths)">\(link)<figcaption><span>\(label)</span>\
    <span class="quiet">\(caption)</span>\(choose)</figcaption></figure>
    """
  }

  var choose: HTML {
    guard let pick else { return .empty }
    return """
      <button type="button" class="choose" aria-pressed="false" aria-label="Choose \(label) of \(asset)" data-slot="\(pick.slot)" \
      data-pick="\(pick.command)" data-exchange="\(pick.exchange)"\(pick.number.map { " data-number=\"\($0)\"" as HTML } ?? "")>Choose</button>
      """
  }
}

extension ReportedVariant {
  /// The files to show on their own: the result first.
  var result: ReportedPicture? { pictures.first }

  /// The smallest file that shows the whole result sharply enough for the page, in a format that every browser reads.
  var preview: ReportedPicture? {
    guard let result, let whole = result.size else { return pictures.first }
    let wanted = 640
    let candidates = pictures.filter { picture in
      guard picture.isShownByBrowsers, let size = picture.size, size.longestSide >= min(wanted, whole.longestSide) else { return false }
      // A centre crop is another picture; one that only trims an answer to its nominal ratio is not.
      return AspectDistance.between(size, whole) <= 60_000
    }
    return candidates.min { $0.area < $1.area } ?? result
  }
}

extension ReportedPicture {
  fileprivate var area: Int { size?.pixelCount ?? .max }
}

/// The distance between the shapes of two pictures.
private enum AspectDistance {
  /// Returns the distance in millionths of the wider one's ratio.
  static func between(_ first: PixelSize, _ second: PixelSize) -> Int {
    let (left, right) = (first.width * second.height, second.width * first.height)
    return (max(left, right) - min(left, right)) * 1_000 / max(1, max(left, right) / 1_000)
  }
}
