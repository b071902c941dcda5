import Diagnostics

/// The head of the page: its title, and the controls that filter, sort and enlarge it.
struct SheetControls {
  let report: Report

  /// Axes with more values than this get a list to choose from.
  private static let mostChips = 8

  var markup: HTML {
    """
    <header class="masthead">
    <div class="tools"><button type="button" name="theme">Light or dark</button>\
    <button type="button" name="help" aria-label="Keys" aria-haspopup="dialog">?</button></div>
    <h1 dir="auto">\(report.pipeline)</h1>
    <p>\(summary.map { "<span>\($0)</span>" as HTML })</p>
    </header>
    <form class="controls" role="search" aria-label="Assets">
    <label class="find"><span class="unseen">Find in names and prompts</span>\
    <input type="search" name="find" placeholder="Find" autocomplete="off" spellcheck="false"></label>
    \(states)\(axes)<label class="pull"><span>Order</span> <select name="order"><option value="file">As in the file</option>\
    <option value="name">Name</option><option value="state">Open questions first</option><option value="cost">Cost, highest first</option>\
    <option value="time">Time, longest first</option></select></label>
    <fieldset class="chips sizes"><legend>Size</legend>\(sizes)</fieldset>
    <output class="tally" role="status">\(Count.of(report.assets.count, "asset"))</output>
    </form>

    """
  }

  private var summary: [String] {
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

  private var axes: HTML {
    let controls = report.axes.enumerated().filter { $0.element.values.count > 1 }.map { index, axis -> HTML in
      if axis.values.count > Self.mostChips {
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

  static let dialogs: HTML = """
    <section id="tray" aria-label="Chosen" hidden>
    <p><strong>Chosen</strong> <span class="quiet">Run these in the folder from which this page was made, then run the pipeline again. Answers that are there are free.</span></p>
    <pre tabindex="0" aria-label="Commands"><code></code></pre>
    <p><button type="button" name="copy">Copy</button> <button type="button" name="clear">Clear</button> <output role="status"></output></p>
    </section>
    <dialog id="viewer" aria-label="Picture">
    <div class="stage" tabindex="0" role="group" aria-label="Picture; drag or scroll to see its parts"><img alt="" draggable="false">\
    <p class="unable" hidden>This browser does not show pictures of this format. <a>Open the file</a></p></div>
    <div class="bar"><p><strong></strong> <span class="quiet"></span></p><div class="buttons">\
    <button type="button" name="previous" aria-label="Previous picture">←</button>\
    <button type="button" name="next" aria-label="Next picture">→</button>\
    <button type="button" name="out" aria-label="Smaller">−</button><output aria-label="Zoom">fit</output>\
    <button type="button" name="in" aria-label="Larger">+</button>\
    <button type="button" name="pick" hidden>Choose</button>\
    <button type="button" name="close">Close</button></div></div>
    </dialog>
    <dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2><dl>\
    <dt><kbd>/</kbd></dt><dd>find</dd><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next and previous asset</dd>\
    <dt><kbd>←</kbd> <kbd>→</kbd></dt><dd>pictures</dd><dt><kbd>↑</kbd> <kbd>↓</kbd></dt><dd>assets, in the large view</dd>\
    <dt><kbd>Enter</kbd></dt><dd>large view</dd><dt><kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> <kbd>1</kbd></dt><dd>zoom in, out, fit, full size</dd>\
    <dt><kbd>s</kbd></dt><dd>source and result in turn, in the large view</dd><dt><kbd>c</kbd></dt><dd>choose</dd>\
    <dt><kbd>d</kbd></dt><dd>details</dd><dt><kbd>t</kbd></dt><dd>light or dark</dd><dt><kbd>Esc</kbd></dt><dd>close</dd></dl>\
    <form method="dialog"><button>Close</button></form></dialog>

    """
}
