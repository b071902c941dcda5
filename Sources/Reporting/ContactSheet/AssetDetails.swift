import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel
import Storage

/// The details of an asset: requests and answers, its files, and every call.
struct AssetDetails {
  let asset: ReportedAsset
  let axes: [Report.Axis]
  let command: CommandLineText

  var markup: HTML {
    """
    <details><summary>Details<span class="unseen"> of \(asset.name)</span></summary>
    <dl>\(matrix)\(asked)\(answers)\(model)\(row("Cost", asset.calls.isEmpty ? .empty : "\(SheetText.costOfCalls(asset.cost))"))\(time)\(inputs)\(files)\(provenance)</dl>
    \(calls)</details>

    """
  }

  private func row(_ term: String, _ value: HTML) -> HTML {
    value.text.isEmpty ? .empty : "<dt>\(term)</dt><dd>\(value)</dd>"
  }

  private func lines(_ items: [HTML]) -> HTML {
    if items.count < 2 { return items.first ?? .empty }
    return "<ul>\(items.map { "<li>\($0)</li>" as HTML })</ul>"
  }

  private func named(_ variant: ReportedVariant, _ value: HTML) -> HTML {
    asset.variants.count > 1 ? "<span class=\"quiet\">variant \(variant.number)</span> \(value)" : value
  }

  // MARK: rows

  private var matrix: HTML {
    let rows = zip(axes, asset.values).compactMap { axis, value in value.map { row(axis.name, "\($0)") } }
    return "\(rows)"
  }

  private var asked: HTML {
    guard let asked = asset.variants.lazy.compactMap(\.asked).first else { return .empty }
    return row("Asked for", "\(SheetText.asked(asked))")
  }

  private var answers: HTML {
    // A model's own size for a ratio may be a few pixels off it.
    func ratio(_ size: PixelSize, of variant: ReportedVariant) -> String {
      guard let asked = variant.asked, asked.expected == size, let ratio = asked.ratio else { return SheetText.ratio(size) }
      return ratio.description
    }
    let sizes = asset.variants.compactMap { variant in
      variant.size.map { named(variant, "\("\(ratio($0, of: variant)), \(ModelCard.sizeClass(of: $0).rawValue) (\(SheetText.size($0)))")") }
    }
    let verdicts = asset.variants.compactMap { variant -> HTML? in
      variant.size == nil ? nil : named(variant, "\(SheetText.verdict(variant.verdict))")
    }
    let figures = asset.variants.flatMap { variant in variant.figures.map { named(variant, "\($0)") } }
    let shown = asset.variants.flatMap { variant in
      variant.evidence.map { named(variant, SheetPicture($0, label: "Difference found by \($0.name)", asset: asset.name).link) }
    }
    return """
      \(row("Came back", lines(sizes)))\(row("Verdict", lines(verdicts)))\(row("Measured", lines(figures)))\(row("Differs", lines(shown)))\(duplicates)
      """
  }

  private var duplicates: HTML {
    let found = asset.variants.compactMap { variant in
      variant.duplicateOf.map { named(variant, "<a class=\"duplicate\" href=\"\(WireText.encoded($0, keepingSlashes: true))\">\($0)</a>") }
    }
    return row("Nearly the same as", lines(found))
  }

  private var model: HTML {
    let shown = asset.calls.filter(\.isShown)
    let calls = shown.isEmpty ? asset.calls : shown
    return "\(row("Model", lines(unique(calls.map(\.model)))))\(row("Gateway", lines(unique(calls.map(\.gateway)))))"
  }

  private func unique(_ names: [String]) -> [HTML] {
    var known: Set<String> = []
    return names.filter { known.insert($0).inserted }.map { "\($0)" }
  }

  private var time: HTML {
    asset.milliseconds.map { row("Time", "\(Count.duration(milliseconds: $0))") } ?? .empty
  }

  private var inputs: HTML {
    let source = asset.source.map { row("Source", file($0, label: "Source")) } ?? .empty
    return "\(source)\(row("References", lines(asset.references.map { file($0, label: "Reference \($0.name)") })))"
  }

  private var files: HTML {
    let items = asset.variants.flatMap { variant in
      variant.pictures.map { picture in
        named(variant, file(picture, label: asset.variants.count > 1 ? "\(picture.name), variant \(variant.number)" : picture.name))
      }
    }
    return row("Files", lines(items))
  }

  private var provenance: HTML {
    var said: [HTML] = []
    for variant in asset.variants {
      if let type = variant.sourceType { said.append(named(variant, "\(SheetText.sourceType(type))")) }
      for picture in variant.pictures where picture.hasContentCredentials {
        said.append(
          named(variant, "\("the \(picture.name) holds a C2PA manifest, which was not verified; the other files name it by its digest")"))
      }
    }
    return row("Provenance", lines(said))
  }

  private func file(_ picture: ReportedPicture, label: String) -> HTML {
    let facts = [picture.size.map(SheetText.size), picture.format].compactMap { $0 }.joined(separator: ", ")
    return """
      <a class="file" href="\(WireText.encoded(picture.path, keepingSlashes: true))" data-label="\(label)" data-facts="\(facts)">\(picture.name)</a> \
      <span class="quiet">\(facts)</span>
      """
  }

  // MARK: calls

  private var calls: HTML {
    asset.calls.isEmpty ? .empty : "<h3>Calls</h3><ol class=\"calls\">\(asset.calls.map(call))</ol>\n"
  }

  private func call(_ call: ReportedCall) -> HTML {
    let name =
      (asset.prompts.count > 1 ? "\(call.stage) \(call.stageIndex + 1), " : "")
      + (asset.variants.count > 1 ? "variant \(call.variant), " : "") + "attempt \(call.attempt)"
    var picture = call.picture.map { SheetPicture($0, label: "Earlier answer: \(name)", asset: asset.name) }
    if call.isPickable, !call.isShown {
      // The first variant shows the chosen answer; an earlier answer of another one goes back to its own place.
      picture?.pick = SheetPicture.Pick(
        slot: call.variant == 1 ? "\(call.stageIndex)" : "\(call.stageIndex).\(call.variant)",
        command: command.text("pick", asset.name, call.id), exchange: call.id, number: nil)
    }
    let facts = [
      SheetText.cost(call), call.milliseconds.map { Count.duration(milliseconds: $0) }, call.gateway, call.model,
      SheetText.moment(milliseconds: call.started),
    ].compactMap { $0 }
    // The text beside a picture is no failure, but it is worth reading.
    let words: HTML = call.words.map { "<blockquote dir=\"auto\">\($0)</blockquote>" } ?? .empty
    return """
      <li\(call.isShown ? " class=\"shown\"" : "" as HTML)>\(picture?.link ?? .empty)<div><p><strong>\(name)</strong> \
      <span class="quiet">\(cause(call))</span> <span class="outcome">\(call.isShown ? "shown here" : call.outcome)</span></p>\
      <p class="quiet">\(facts.joined(separator: " · "))</p><p><code>\(call.id)</code> \(picture?.choose ?? .empty)</p>\(words)</div></li>
      """
  }

  private func cause(_ call: ReportedCall) -> String {
    AttemptCause(rawValue: call.cause)?.displayName ?? call.cause
  }
}
