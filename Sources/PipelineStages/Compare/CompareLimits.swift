import Diagnostics
import ImageCore
import ImageOperations
import SystemPackage

/// What a picture may differ by from the one that it was made from; nil holds nothing.
struct CompareLimits: Hashable, Sendable {
  /// The part of the picture in which structure is compared.
  enum Region: Hashable, Sendable {
    /// Left, top, width, height, as shares of the picture, and as they are written.
    case box([Double], String)
    /// Where a file is white, which has the size of the picture that is compared with.
    case mask(FilePath)

    var text: String {
      switch self {
      case .box(_, let text): text
      case .mask(let path): path.string
      }
    }

    /// Reads four shares such as `0.25,0.1,0.5,0.8`, or the path of a file, which has a folder or an extension in it.
    init?(_ text: String) {
      if text.contains(where: \.isLetter), text.contains("/") || FilePath(text).extension != nil {
        self = .mask(FilePath(text))
        return
      }
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0.filter { $0 != " " }) }
      let shares = parts.compactMap { $0 }
      guard parts.count == 4, shares.count == 4, shares.allSatisfy({ (0...1).contains($0) }), shares[2] > 0, shares[3] > 0,
        shares[0] + shares[2] <= 1, shares[1] + shares[3] <= 1
      else { return nil }
      self = .box(shares, text)
    }

    /// Returns a box in pixels of a picture, at least one each way; `nil` for a mask.
    func rectangle(in size: PixelSize) -> PixelRectangle? {
      guard case .box(let shares, _) = self else { return nil }
      let left = min(size.width - 1, Int(shares[0] * Double(size.width)))
      let top = min(size.height - 1, Int(shares[1] * Double(size.height)))
      let right = max(left + 1, min(size.width, Int(((shares[0] + shares[2]) * Double(size.width)).rounded(.up))))
      let bottom = max(top + 1, min(size.height, Int(((shares[1] + shares[3]) * Double(size.height)).rounded(.up))))
      return PixelRectangle(x: left, y: top, size: PixelSize(right - left, bottom - top))
    }
  }

  /// In pixels of the result.
  let shift: Double?
  let zoom: Percent?
  /// In CIEDE2000.
  let colour: Double?
  /// From -1 to 1.
  let likeness: Double?
  let region: Region?

  init(settings: inout SettingsReader) {
    shift = settings.decimal("maximumShift", in: 0...10_000, "How far the picture may be moved, in its pixels; default: any way.")
    zoom = settings.value(
      "maximumZoom", default: Percent?.none, expected: "a percentage such as 1%",
      "How much larger or smaller it may be, along either axis; default: any.", show: { $0?.description },
      parse: { Percent($0).map { .some($0) } })
    colour = settings.decimal(
      "maximumColour", in: 0...100, "The median colour difference (CIEDE2000) that it may have where nothing was edited; default: any.")
    likeness = settings.decimal(
      "minimumLikeness", in: 0...1, "The structural similarity that it has to have inside `region`, where 1 is the same; default: any.")
    region = settings.value(
      "region", default: Region?.none, expected: "left, top, width and height as shares such as 0.25,0.1,0.5,0.8, a file, or 'all'",
      "Where structure is compared: left, top, width and height as shares of the picture, or a mask, which is a file of the compared picture's size and white there; default: `all` of it.",
      show: { $0?.text },
      parse: { text in text == "all" ? .some(nil) : Region(text).map { .some($0) } })
  }
}

extension SettingsReader {
  /// A number within a range.
  fileprivate mutating func decimal(_ key: String, in range: ClosedRange<Double>, _ documentation: String) -> Double? {
    value(
      key, default: Double?.none, expected: "a number from \(Int(range.lowerBound)) to \(Int(range.upperBound)) such as 0.5", documentation,
      show: { $0.map { "\($0)" } },
      parse: { text in
        guard let value = Double(text), range.contains(value) else { return nil }
        return .some(value)
      })
  }
}
