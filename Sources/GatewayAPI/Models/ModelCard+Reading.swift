package import Diagnostics
import ImageCore

extension ModelCard {
  /// Reads one entry of `models:`.
  ///
  /// An entry starts from the card that `like` names, else from the one with its own name, else from no card; then it has to name ratios
  /// and sizes.
  /// - Returns: the card, or `nil` only if a diagnostic is an error.
  package static func read(name: Node.Scalar, node: Node, cards: [ModelCard], origin: EntryOrigin) -> (
    card: ModelCard?, diagnostics: [Diagnostic]
  ) {
    let (card, outcome) = SettingsReader.readCorrectingKeys(node) { reading(name: name, node: $0, cards: cards, origin: origin) }
    return (outcome.diagnostics.hasErrors ? nil : card, outcome.diagnostics)
  }

  /// Returns the settings of an entry of `models:`.
  package static func descriptions(cards: [ModelCard], origin: EntryOrigin) -> [SettingDescription] {
    let name = Node.Scalar("", at: SourcePosition(line: 1, column: 1))
    return reading(name: name, node: nil, cards: cards, origin: origin).outcome.descriptions
  }

  private static func reading(name: Node.Scalar, node: Node?, cards: [ModelCard], origin: EntryOrigin) -> (
    value: ModelCard, outcome: SettingsReader.Outcome
  ) {
    var reader = SettingsReader(node, subject: "model '\(name.text)'", at: name.position)
    let like = reader.choice(
      "like", among: cards.map { ($0.id, $0) }, default: nil, show: { $0?.id }, "The known model to start from.")
    let known = like ?? cards.card(for: name.text)
    var card = known ?? .unknown(name.text, origin)
    if card.id != name.text {
      card.retirements = card.retirements.filter { $0.key == name.text }
      card.id = name.text
      card.aliases = []
    }
    card.origin = origin.name
    card.title = reader.text("title", default: card.title, "What people call it.") ?? card.title
    card.aliases = reader.list(
      "aliases", default: card.aliases, expected: "a model's id", "Other ids that find this card.", show: { $0 },
      parse: { $0.isEmpty ? nil : $0 })
    let source = reader.text("source", default: origin.name, "Who says so.") ?? origin.name
    let date = reader.value(
      "verifiedOn", default: origin.today, expected: "a date such as 2026-11-21", "When that was looked up.",
      show: { $0.description }, parse: { CalendarDate($0) })
    func sourced<Value>(_ value: Value) -> Sourced<Value> { Sourced(value, source: source, verifiedOn: date) }
    let retired = reader.value(
      "retired", default: CalendarDate?.none, expected: "a date such as 2026-11-21", "When it is shut down.",
      show: { $0?.description }, parse: { CalendarDate($0).map { .some($0) } })
    if let retired {
      card.retirements[name.text] = sourced(retired)
      // What a person wrote down is not disputed.
      card.disputes.removeAll { $0.id == name.text && $0.aspect == .lifetime }
    }
    if known == nil {
      for key in ["aspectRatios", "imageSizes"] where !reader.has(key) {
        reader.report(.missingKey, "the model '\(name.text)' is not known, so it needs '\(key)' (or 'like')", at: "")
      }
    }
    card.aspectRatios = reader.list(
      "aspectRatios", default: card.aspectRatios, expected: "ratios such as 4:3", "The ratios that it has.", show: \.description,
      parse: { AspectRatio($0) })
    card.imageSizes = reader.list(
      "imageSizes", default: card.imageSizes, expected: "sizes such as 1K", "The sizes that it has.", show: { $0 },
      parse: { $0.isEmpty ? nil : $0 })
    card.takesImageSize = reader.flag("takesImageSize", default: card.takesImageSize, "Whether a request may name a size.")
    card.maximumInputImages =
      reader.integer("references", default: card.maximumInputImages, in: 0...1_000, "Pictures in one request, at most.")
      ?? card.maximumInputImages
    if let tokens = reader.integer("inputImageTokens", in: 0...1_000_000, "Tokens that a picture counts as that is sent.") {
      card.inputImageTokens = sourced(tokens...tokens)
    }
    card.readTokens(&reader, sourced)
    card.readPixels(&reader, sourced)
    if let node = reader.node(
      "prices", kind: .settings(Prices.descriptions),
      "USD per million tokens: textInput, imageInput, textOutput, imageOutput; in USD: perCall, perSearchQuery, perGroundedPrompt.")
    {
      let (prices, diagnostics) = Prices.read(node, subject: "prices of '\(name.text)'", base: card.prices?.value)
      for diagnostic in diagnostics { reader.report(diagnostic) }
      if let prices {
        card.prices = sourced(prices)
        if let search = prices.search {
          card.searchPrice = sourced(search)
        } else if prices.isFlat {
          card.searchPrice = sourced(SearchPrice(.query, .zero))
        }
      }
    }
    card.readHabits(&reader, source: source, date: date)
    return (card, reader.finish())
  }

  /// Returns a card without facts. Input pictures are counted with the tokens of all known models.
  private static func unknown(_ id: String, _ origin: EntryOrigin) -> ModelCard {
    func sourced<Value>(_ value: Value) -> Sourced<Value> { Sourced(value, source: origin.name, verifiedOn: origin.today) }
    return ModelCard(
      id: id, title: id, aspectRatios: [], imageSizes: [], takesImageSize: true, pixels: sourced([:]), imageTokens: sourced([:]),
      inputImageTokens: sourced(560...1_290), textAllowance: sourced(0...2_000), prices: nil, maximumInputImages: 14)
  }

  private mutating func readTokens(_ reader: inout SettingsReader, _ sourced: ([String: Int]) -> Sourced<[String: Int]>) {
    guard
      let node = reader.node(
        "imageTokens", kind: .names(.integer(0...1_000_000)), "Tokens of a picture that comes back, by size.")
    else { return }
    var tokens = imageTokens.value
    for entry in reader.mapping(node, "imageTokens") {
      guard let count = entry.value.scalar.flatMap({ Int($0.text) }), (0...1_000_000).contains(count) else {
        reader.report(
          Diagnostic(.invalidValue, "the tokens of '\(entry.key.text)' are no whole number", at: entry.value.position))
        continue
      }
      tokens[entry.key.text] = count
    }
    imageTokens = sourced(tokens)
  }

  private mutating func readPixels(
    _ reader: inout SettingsReader, _ sourced: ([String: [AspectRatio: PixelSize]]) -> Sourced<[String: [AspectRatio: PixelSize]]>
  ) {
    guard
      let node = reader.node(
        "pixels", kind: .names(.names(.formatted(expected: "pixels such as 1200x896"))), "The pixels of an answer, by size and ratio.")
    else { return }
    var table = pixels.value
    for size in reader.mapping(node, "pixels") {
      for entry in reader.mapping(size.value, "pixels of '\(size.key.text)'") {
        guard let ratio = AspectRatio(entry.key.text), let pixels = entry.value.scalar.flatMap({ Self.pixelSize($0.text) }) else {
          reader.report(
            Diagnostic(
              .invalidValue, "'\(entry.key.text)' is not a ratio with its pixels; expected \"4:3\": 1200x896", at: entry.key.position))
          continue
        }
        table[size.key.text, default: [:]][ratio] = pixels
      }
    }
    pixels = sourced(table)
  }

  private static func pixelSize(_ text: String) -> PixelSize? {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard sides.count == 2, sides.allSatisfy({ (1...65_535).contains($0) }) else { return nil }
    return PixelSize(sides[0], sides[1])
  }
}

extension SettingsReader {
  /// Returns the entries of a mapping; another kind of node is reported and has none.
  fileprivate mutating func mapping(_ node: Node, _ what: String) -> [Node.Entry] {
    guard case .mapping(let entries, _) = node else {
      report(Diagnostic(.wrongType, "'\(what)' is \(node.kindName); expected a mapping", at: node.position))
      return []
    }
    return entries
  }
}
