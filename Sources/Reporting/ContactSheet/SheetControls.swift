import Diagnostics

/// The head of the page: its title, and the controls that filter, sort and enlarge it.
struct SheetControls {
  let report: Report
  /// What all assets are asked for, where that is the same.
  let commonPrompts: [String]
  /// The part that it stands on, or `nil` where all assets stand on one page.
  let part: SheetPart?

  /// Axes with more values than this get a list to choose from.
  private static let maximumChips = 8

  var markup: HTML {
    """
    <header class="masthead">
    <div class="tools"><button type="button" name="theme">Light or dark</button>\
    <button type="button" name="help" aria-label="Keys" aria-haspopup="dialog">?</button></div>
    <h1 dir="auto">\(report.pipeline)</h1>
    <p>\(summary.map { "<span>\($0)</span>" as HTML })</p>
    \(commonPrompts.map { "<p class=\"prompt common\" dir=\"auto\">\($0)</p>" as HTML })</header>
    \(part?.navigation ?? .empty)<form class="controls" role="search" aria-label="Assets">
    <label class="find"><span class="unseen">Find in names and prompts</span>\
    <input type="search" name="find" placeholder="Find" autocomplete="off" spellcheck="false"></label>
    \(states)\(decisions)\(axes)<label class="pull"><span>Order</span> <select name="order"><option value="file">As in the file</option>\
    <option value="name">Name</option><option value="state">Open questions first</option><option value="cost">Cost, highest first</option>\
    <option value="time">Time, longest first</option></select></label>
    <fieldset class="chips views"><legend>View</legend>\(views)</fieldset>
    <fieldset class="chips sizes"><legend>Size</legend>\(sizes)</fieldset>
    <output class="tally" role="status">\(Count.of(report.assets.count, "asset"))</output>
    </form>

    """
  }

  /// What there is, in a few words each.
  var summary: [String] {
    var parts = [Count.of(report.assets.count, "asset")]
    for state in ReportedAsset.State.allCases where report.count(state) > 0 {
      parts.append("\(report.count(state)) \(SheetText.state(state).lowercased())")
    }
    if let model = report.model { parts.append("\(model) by \(report.gateways.joined(separator: ", "))") }
    if report.cost.calls > 0 { parts.append(SheetText.costOfCalls(report.cost)) }
    return parts
  }

  private var states: HTML {
    let present = ReportedAsset.State.allCases.filter { report.count($0) > 0 }
    guard present.count > 1 else { return .empty }
    let chips = present.map { state in
      Self.chip(name: "state", value: state.rawValue, "\(SheetText.state(state)) \(report.count(state))")
    }
    return "<fieldset class=\"chips\"><legend>State</legend>\(chips)</fieldset>\n"
  }

  /// Of assets between whose answers one can choose.
  private var decisions: HTML {
    guard report.assets.contains(where: { $0.calls.contains(where: \.isPickable) }) else { return .empty }
    let chips = [("open", "Undecided"), ("chosen", "Chosen"), ("rejected", "Rejected"), ("redo", "Redo")].map { value, label -> HTML in
      "<label><input type=\"checkbox\" name=\"decision\" value=\"\(value)\" data-label=\"\(label)\"><span>\(label)</span></label>"
    }
    return "<fieldset class=\"chips decisions\"><legend>Choice</legend>\(chips)</fieldset>\n"
  }

  private var views: HTML {
    let views = [("sheet", "Sheet"), ("grid", "Grid")] + (report.axes.isEmpty ? [] : [("table", "Table")])
    return
      "\(views.map { value, label -> HTML in "<label><input type=\"radio\" name=\"view\" value=\"\(value)\"><span>\(label)</span></label>" })"
  }

  private var axes: HTML {
    let controls = report.axes.enumerated().filter { $0.element.values.count > 1 }.map { index, axis -> HTML in
      if axis.values.count > Self.maximumChips {
        let options = axis.values.enumerated().map { place, value -> HTML in "<option value=\"\(place)\">\(value)</option>" }
        return """
          <label class="pull"><span>\(axis.name)</span> <select data-axis="\(index)"><option value="">all</option>\(options)</select></label>

          """
      }
      let chips = axis.values.enumerated().map { place, value in Self.chip(axis: index, value: String(place), value) }
      return "<fieldset class=\"chips\"><legend>\(axis.name)</legend>\(chips)</fieldset>\n"
    }
    return "\(controls)"
  }

  private static func chip(name: String? = nil, axis: Int? = nil, value: String, _ label: String) -> HTML {
    let role: HTML = name.map { "name=\"\($0)\"" } ?? axis.map { "data-axis=\"\($0)\"" } ?? .empty
    return "<label><input type=\"checkbox\" \(role) value=\"\(value)\"><span>\(label)</span></label>"
  }

  private var sizes: HTML {
    let sizes = [("s", "Small"), ("m", "Medium"), ("l", "Large")].map { value, label -> HTML in
      """
      <label><input type="radio" name="size" value="\(value)"\(value == "m" ? " checked" : "" as HTML)>\
      <span title="\(label)"><span class="unseen">\(label)</span><span aria-hidden="true">\(String(label.prefix(1)))</span></span></label>
      """
    }
    return "\(sizes)"
  }
}
