/// What lies over the page: what was chosen, the large view, the note for asking again, the keys.
enum SheetDialogs {
  static let markup: HTML = "\(tray)\(viewer)\(note)\(offer)\(keys)"

  private static let tray: HTML = """
    <section id="tray" aria-label="Chosen" hidden>
    <p><strong>Chosen</strong> <span class="made"></span> <span class="quiet">Run these in the folder from which this page was made, or \
    export them for <code>pick --from</code>; then run the pipeline again. Answers that are there are free.</span></p>
    <pre tabindex="0" role="region" aria-label="Commands"><code></code></pre>
    <p><button type="button" name="copy">Copy</button> <button type="button" name="export">Export</button> \
    <button type="button" name="undo">Undo</button> <button type="button" name="clear">Clear</button> \
    <button type="button" name="ask" hidden>Ask again…</button> <button type="button" name="apply" hidden>Apply</button> <output role="status"></output></p>
    </section>

    """

  /// Four panes, so that as many pictures can stand beside each other.
  private static let viewer: HTML = """
    <dialog id="viewer" aria-label="Picture">
    <div class="stage" tabindex="0" role="group" aria-label="Picture; drag or scroll to see its parts" data-panes="1">\
    \((0..<4).map { _ in pane })</div>
    <label class="slider" hidden><span>Source</span><input type="range" min="0" max="100" value="50" aria-label="How much of the source is seen">\
    <span>Result</span></label>
    <div class="bar"><p><strong></strong> <span class="quiet"></span></p><div class="buttons">\
    <button type="button" name="previous" aria-label="Previous picture">←</button>\
    <button type="button" name="next" aria-label="Next picture">→</button>\
    <button type="button" name="beside" aria-label="One, two or four pictures beside each other">⊞</button>\
    <button type="button" name="against" aria-label="Source against result">◐</button>\
    <button type="button" name="out" aria-label="Smaller">−</button><output aria-label="Zoom">fit</output>\
    <button type="button" name="in" aria-label="Larger">+</button>\
    <button type="button" name="pick" hidden>Choose</button>\
    <button type="button" name="close">Close</button></div></div>
    </dialog>

    """

  private static let pane: HTML = """
    <div class="pane" hidden><img alt="" draggable="false"><img class="over" alt="" draggable="false" hidden>\
    <p class="unable" hidden>This browser does not show pictures of this format. <a href="#sheet">Open the file</a></p>\
    <span class="pane-label"></span></div>
    """

  private static let note: HTML = """
    <dialog id="note" aria-labelledby="note-title"><form method="dialog"><h2 id="note-title">Redo</h2>
    <label for="note-text">What is to be different? It becomes part of the prompt.</label>
    <textarea id="note-text" rows="4" maxlength="2000"></textarea>
    <p class="quiet">A draft: nothing is sent, and no plan reads it, until it is confirmed with its price.</p>
    <p><button value="redo">Mark for redo</button> <button value="cancel" formnovalidate>Cancel</button></p></form></dialog>

    """

  private static let offer: HTML = """
    <dialog id="offer" aria-labelledby="offer-title"><form method="dialog"><h2 id="offer-title">Ask again</h2>
    <p class="price"></p><ul class="asked"></ul>
    <p class="quiet">Notes become part of the prompt, in the lock file beside the pipeline. Answers that are there stay and can be chosen again.</p>
    <p><button value="send">Send</button> <button value="cancel" formnovalidate>Cancel</button></p></form></dialog>

    """

  private static let keys: HTML = """
    <dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2><dl>\
    <dt><kbd>/</kbd></dt><dd>find</dd><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next and previous asset</dd>\
    <dt><kbd>←</kbd> <kbd>→</kbd></dt><dd>pictures</dd><dt><kbd>↑</kbd> <kbd>↓</kbd></dt><dd>assets, in the large view</dd>\
    <dt><kbd>Enter</kbd></dt><dd>large view</dd><dt><kbd>1</kbd>–<kbd>9</kbd></dt><dd>choose a variant and go on</dd>\
    <dt><kbd>Space</kbd></dt><dd>choose this picture and go on</dd><dt><kbd>x</kbd></dt><dd>reject</dd>\
    <dt><kbd>r</kbd></dt><dd>redo, with a note</dd><dt><kbd>u</kbd></dt><dd>undecided</dd><dt><kbd>⌫</kbd></dt><dd>undo</dd>\
    <dt><kbd>z</kbd></dt><dd>100 %, and fit again</dd><dt><kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd></dt><dd>zoom in, out, fit</dd>\
    <dt><kbd>v</kbd></dt><dd>one, two or four beside each other</dd><dt><kbd>s</kbd></dt><dd>source and result in turn</dd>\
    <dt><kbd>b</kbd></dt><dd>source against result, with a slider</dd><dt><kbd>g</kbd></dt><dd>pictures only</dd>\
    <dt><kbd>c</kbd></dt><dd>choose</dd><dt><kbd>d</kbd></dt><dd>details</dd><dt><kbd>t</kbd></dt><dd>light or dark</dd>\
    <dt><kbd>Esc</kbd></dt><dd>close</dd></dl><form method="dialog"><button>Close</button></form></dialog>

    """
}
