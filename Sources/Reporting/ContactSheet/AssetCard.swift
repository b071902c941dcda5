import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel

/// One asset of the page.
struct AssetCard {
  let asset: ReportedAsset
  /// Its place in the report, from 0.
  let index: Int
  let axes: [Report.Axis]
  let command: CommandLineText
  /// Whether all assets have the same prompts, which then stand once at the top.
  let isPromptCommon: Bool

  /// The ratios of its pictures, in hundredths, as they stand side by side.
  var ratios: [Int] {
    ([asset.source].compactMap(\.self) + asset.references).map { SheetPicture.hundredths($0.size) }
      + asset.variants.map { variant in
        variant.preview.map { SheetPicture.hundredths($0.size) } ?? Self.missingRatio(variant)
      }
  }

  var markup: HTML {
    """
    <article class="asset" id="a\(index)" data-state="\(asset.state.rawValue)" data-cost="\(sortingCost)" data-time="\(sortingTime)" \
    data-values="\(valueIndices)"\(picked)\(sourceName)>
    <header><h2 dir="auto">\(asset.name)</h2><span class="state \(asset.state.rawValue)">\(SheetText.state(asset.state))</span>\
    <span class="decision" role="status"></span></header>
    <div class="strip">\(source)\(references)\(asset.variants.map(figure))</div>
    \(reason)\(prompt)<p class="facts">\(facts)</p>
    \(AssetDetails(asset: asset, axes: axes, command: command).markup)</article>

    """
  }

  // MARK: for sorting and filtering

  /// 10⁻⁹ USD; -1 if some of it is not known.
  private var sortingCost: String { asset.cost.unknown > 0 ? "-1" : String(asset.cost.known.nanos) }

  private var sortingTime: String { String(asset.milliseconds ?? -1) }

  /// For each axis the index of the asset's value among the axis's, from 0; -1 if it has none.
  private var valueIndices: String {
    zip(axes, asset.values).map { axis, value in String(value.flatMap { axis.values.firstIndex(of: $0) } ?? -1) }.joined(separator: " ")
  }

  /// Another variant than the first stands in its place: somebody has picked it.
  private var picked: HTML {
    guard let call = asset.variants.first?.call, asset.variants.count > 1, call.variant != 1 else { return "" }
    return " data-picked=\"\(call.variant)\""
  }

  private var sourceName: HTML { asset.source.map { " data-source=\"\($0.name)\"" } ?? "" }

  // MARK: pictures

  private var references: HTML {
    "\(asset.references.map { SheetPicture($0, label: "Reference", asset: asset.name).figure(caption: $0.size.map(SheetText.size) ?? "") })"
  }

  private var source: HTML {
    guard let source = asset.source else { return .empty }
    let prepared = asset.variants.lazy.flatMap(\.pictures).first { $0.kind == .prepared && $0.isShownByBrowsers }
    let preview = source.isShownByBrowsers || source.format == nil ? nil : prepared
    return SheetPicture(source, preview: preview, label: "Source", asset: asset.name).figure(caption: source.size.map(SheetText.size) ?? "")
  }

  /// Goes by the number that a variant was made as, so that nothing is renamed when it takes another's place.
  private func label(_ variant: ReportedVariant) -> String {
    asset.variants.count > 1 ? "Variant \(variant.call?.variant ?? variant.number)" : "Result"
  }

  private func figure(_ variant: ReportedVariant) -> HTML {
    if let text = variant.text {
      return """
        <figure class="pic words r\(Self.missingRatio(variant))"><blockquote dir="auto">\(text)</blockquote><figcaption>\
        <span>\(label(variant))</span></figcaption></figure>
        """
    }
    guard let result = variant.result else {
      return """
        <figure class="pic none r\(Self.missingRatio(variant))"><p>\(variant.complaint ?? "Not made yet")</p><figcaption>\
        <span>\(label(variant))</span><span class="quiet">no picture</span></figcaption></figure>
        """
    }
    var picture = SheetPicture(result, preview: variant.preview, label: label(variant), asset: asset.name)
    if let call = variant.call, call.isPickable {
      picture.pick = SheetPicture.Pick(
        slot: "\(call.stageIndex)", command: command.text("pick", asset.name, call.id), exchange: call.id, number: call.variant)
    }
    return picture.figure(caption: result.size.map(SheetText.size) ?? "")
  }

  private static func missingRatio(_ variant: ReportedVariant) -> Int {
    guard let ratio = variant.asked?.ratio else { return 100 }
    return SheetPicture.hundredths(PixelSize(ratio.width, ratio.height))
  }

  // MARK: words

  private var reason: HTML {
    guard let reason = asset.reason else { return .empty }
    let words = asset.state == .failed ? asset.calls.last { $0.picture == nil && !$0.isShown }?.words : nil
    // The model's text is often part of the reason already.
    let quotation: HTML = words.flatMap { reason.contains($0) ? nil : "<blockquote dir=\"auto\">\($0)</blockquote>" } ?? .empty
    return "<div class=\"reason \(asset.state.rawValue)\"><p>\(reason)</p>\(quotation)</div>\n"
  }

  private var prompt: HTML {
    let prompts = asset.prompts.filter { !$0.isEmpty }
    guard !prompts.isEmpty, !isPromptCommon else { return .empty }
    return prompts.count == 1
      ? "<p class=\"prompt\" dir=\"auto\">\(prompts[0])</p>\n"
      : "<ol class=\"prompt\">\(prompts.map { "<li dir=\"auto\">\($0)</li>" as HTML })</ol>\n"
  }

  private var facts: HTML {
    var parts: [String] = []
    if let asked = asset.variants.lazy.compactMap(\.asked).first?.ratio {
      let sizes = asset.variants.compactMap(\.size)
      let off = sizes.first { !asked.matches($0, within: .ratioTolerance) }
      parts.append(off.map { "asked \(asked), is \(SheetText.ratio($0))" } ?? (sizes.isEmpty ? "asked \(asked)" : "\(asked) as asked"))
    }
    if asset.variants.contains(where: { $0.verdict == .passed }), asset.state == .complete { parts.append("verified") }
    if !asset.calls.isEmpty { parts.append(SheetText.cost(asset.cost)) }
    if let milliseconds = asset.milliseconds { parts.append(Count.duration(milliseconds: milliseconds)) }
    return "\(parts.map { "<span>\($0)</span>" as HTML })"
  }
}
