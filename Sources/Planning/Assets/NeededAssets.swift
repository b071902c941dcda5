/// Hands out the assets that a command needs, each once: those that it selects, and those that they start from.
struct NeededAssets {
  private var waiting: [Int]
  /// By the places of the names; all are in `waiting`, or were handed out.
  private var isKnown: [Bool]
  /// Places by name, or empty where every asset is needed anyway.
  private let places: [String: Int]

  /// - Parameters:
  ///   - names: of all assets.
  ///   - startsFromOthers: `true` if assets may start from each other; then names alone do not tell which part of the assets they are in.
  init(_ names: [String], selection: Selection, startsFromOthers: Bool) {
    let shard = startsFromOthers ? nil : selection.shard
    let all = Set(selection.isEverything ? [] : names)
    let selected = SelectedAssets(selection, among: all)
    let wanted = names.indices.filter { selected.contains(names[$0]) && shard?.contains(names[$0]) != false }
    // A selection that leaves nothing is a mistake, which is reported with those of all assets.
    let isWhole = wanted.isEmpty || wanted.count == names.count
    waiting = (isWhole ? Array(names.indices) : wanted).reversed()
    isKnown = names.map { _ in isWhole }
    places = isWhole ? [:] : Dictionary(zip(names, names.indices)) { first, _ in first }
    for place in waiting { isKnown[place] = true }
  }

  /// Returns the place of the next name; in their order, but for those that others start from.
  mutating func next() -> Int? { waiting.popLast() }

  /// Adds an asset that another starts from; a name that there is none of is reported elsewhere.
  mutating func add(_ name: String) {
    guard let place = places[name], !isKnown[place] else { return }
    isKnown[place] = true
    waiting.append(place)
  }

  /// Returns those of the assets that a command needs, in their order.
  static func among(_ assets: [Asset], selected: SelectedAssets) -> [Asset] {
    if assets.allSatisfy({ selected.contains($0.name) }) { return assets }
    let byName = Dictionary(assets.map { ($0.name, $0) }) { first, _ in first }
    var needed: Set<String> = []
    for asset in assets where selected.contains(asset.name) {
      var next = [asset]
      while let asset = next.popLast() {
        guard needed.insert(asset.name).inserted else { continue }
        next += asset.references.compactMap { byName[$0.name] }
      }
    }
    return assets.filter { needed.contains($0.name) }
  }
}
