package import Diagnostics
package import GatewayAPI
package import PipelineModel
import PipelineSpec
import Storage
package import SystemPackage

/// Loads a ``Pipeline`` from the bytes of a file.
package struct PipelineLoader: Sendable {
  package struct Outcome: Sendable {
    /// The pipeline, or `nil` if the file is too incomplete.
    package let pipeline: Pipeline?
    package let source: SourceText
    package let diagnostics: [Diagnostic]
  }

  /// The name of a pipeline that is read from standard input and not from a file.
  package static let standardInput = "-"

  private let components: Components
  private let options: PipelineOptions
  private let currentFolder: FilePath
  private let today: CalendarDate
  private let home: FilePath?

  package init(components: Components, options: PipelineOptions, currentFolder: FilePath, today: CalendarDate, home: FilePath? = nil) {
    self.home = home
    self.components = components
    self.options = options
    self.currentFolder = currentFolder
    self.today = today
  }

  /// Loads a file; `name` is the path as the user gave it; what comes from ``standardInput`` says itself what it is called, and counts as a file of that
  /// name in the current folder.
  package func load(_ bytes: [UInt8], name: String) -> Outcome {
    let parsed = PipelineDocument.parse(bytes: bytes, name: name) { written throws(NamedFileProblem) in
      try readFile(written, besides: name)
    }
    var diagnostics = parsed.diagnostics
    guard let document = parsed.document else {
      return Outcome(pipeline: nil, source: parsed.source, diagnostics: diagnostics)
    }
    let isFile = name != Self.standardInput
    let path = isFile ? currentFolder.resolving(name) : currentFolder.appending(document.fileName)
    if !isFile, document.name == nil {
      diagnostics.append(
        Diagnostic(.missingKey, "a pipeline from standard input needs 'name', which a file's own name would give it", at: document.position)
      )
    }
    let (values, valueDiagnostics) = document.values(overriding: options.values)
    diagnostics += valueDiagnostics
    let folder = path.removingLastComponent()
    let origin = EntryOrigin.pipelineFile(in: folder.string, today: today)
    let gateways = resolveGateways(of: document, origin, into: &diagnostics)
    let models = UserEntries.models(document.models, joining: components.models, origin: origin, into: &diagnostics)
    let modelID = options.model ?? document.model?.text
    let card = modelID.flatMap { models.card(for: $0) }
    diagnostics += modelWarnings(modelID, card, models, at: options.model == nil ? document.model?.position : nil, gateways)
    let budget = document.budget.flatMap { readBudget($0, into: &diagnostics) }
    let output = resolveOutput(of: document, values: values, folder: folder, into: &diagnostics)
    let store = options.store.map { currentFolder.resolving($0) } ?? folder.appending(".aquatint")
    diagnostics += commandLineMistakes()
    let (limits, limitDiagnostics) = components.limits.replacing(from: document.limits)
    diagnostics += limitDiagnostics
    let provenance = choice(document.provenance, of: "provenance", default: ProvenanceSetting.standard, into: &diagnostics)
    let keptVariants = choice(document.keep, of: "keep", default: KeptVariants.standard, into: &diagnostics)
    let keptOriginals = choice(document.originals, of: "originals", default: KeptOriginals.standard, into: &diagnostics)
    let pipeline = Pipeline(
      path: path, source: parsed.source, document: document, name: document.name?.text ?? path.stem ?? "pipeline",
      values: values, gateways: gateways, modelID: modelID, card: card, budget: budget, output: output, store: store, home: home,
      limits: limits,
      provenance: provenance, layout: OutputLayout(document.files), keptVariants: keptVariants, keptOriginals: keptOriginals,
      tier: options.tier, textModels: models + components.textModels)
    return Outcome(pipeline: pipeline, source: parsed.source, diagnostics: diagnostics)
  }

  /// Reads a table of rows that a pipeline file names; `name` is the pipeline file's path as the person gave it.
  private func readFile(_ written: String, besides name: String) throws(NamedFileProblem) -> NamedFile {
    let path = currentFolder.resolving(name).removingLastComponent().resolving(written, home: home)
    let shown = FilePath(name).removingLastComponent().appending(FilePath(written).components)
    do throws(StorageError) {
      let bytes = try FileBytes.read(path.string, limit: Self.longestTable)
      return NamedFile(name: FilePath(written).isAbsolute || written.hasPrefix("~/") ? written : shown.string, bytes: bytes)
    } catch {
      throw NamedFileProblem(error.displayName)
    }
  }

  /// In bytes; a hundred thousand rows of six hundred.
  private static let longestTable = 64 << 20

  private func readBudget(_ scalar: Node.Scalar, into diagnostics: inout [Diagnostic]) -> Amount? {
    if let amount = Amount(scalar.text), amount >= .zero { return amount }
    diagnostics.append(
      Diagnostic(.invalidValue, "'\(scalar.text)' is not a valid budget; expected an amount of USD such as 2.50", at: scalar.position))
    return nil
  }

  /// Reads one of a closed set of words.
  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ scalar: Node.Scalar?, of key: String, default fallback: Choice, into diagnostics: inout [Diagnostic]
  ) -> Choice {
    guard let scalar else { return fallback }
    if let choice = Choice(rawValue: scalar.text) { return choice }
    let allowed = Choice.allCases.map(\.rawValue)
    diagnostics.append(
      Diagnostic(
        .invalidValue, "'\(scalar.text)' is not valid for '\(key)'; expected \(allowed.joined(separator: " or "))", at: scalar.position,
        allowed: allowed, suggestion: Suggestion.nearest(to: scalar.text, among: allowed)))
    return fallback
  }

  private func resolveGateways(
    of document: PipelineDocument, _ origin: EntryOrigin, into diagnostics: inout [Diagnostic]
  ) -> [GatewayProfile] {
    let known = UserEntries.gateways(
      document.gateways, joining: components.gateways, dialects: components.dialects, origin: origin, into: &diagnostics)
    let declared = Set(document.gateways.map(\.name.text))
    let chosen = options.gateways.isEmpty && document.gateway.isEmpty ? options.defaultGateways : options.gateways
    let wanted: [(name: String, position: SourcePosition?)] =
      chosen.isEmpty ? document.gateway.map { ($0.text, $0.position) } : chosen.map { ($0, nil) }
    // A file that names none uses the emulator, which costs nothing.
    let standard = known.filter { $0.billingDomain == .emulator }
    guard !wanted.isEmpty else { return standard }
    var result: [GatewayProfile] = []
    for (name, position) in wanted {
      if result.contains(where: { $0.name == name }) {
        diagnostics.append(
          Diagnostic(
            .repeatedGateway, "the gateway '\(name)' is named more than once; it is asked once for each call", severity: .warning,
            at: position))
      } else if let profile = known.first(where: { $0.name == name }) {
        if profile.baseURL == nil, profile.billingDomain == .real {
          diagnostics.append(
            Diagnostic(
              .gatewayWithoutURL, "the gateway '\(name)' needs a 'baseURL' of your own under 'gateways:' (with 'like: \(name)')",
              at: position))
        }
        if let other = result.first, other.billingDomain != profile.billingDomain {
          let (emulator, real) = profile.billingDomain == .emulator ? (profile, other) : (other, profile)
          diagnostics.append(
            Diagnostic(
              .mixedGateways,
              "'\(emulator.name)' cannot stand in for '\(real.name)': what it draws would count as a picture that was paid for",
              at: position,
              notes: [Diagnostic.Note("to try the file for nothing, run it with --gateway \(emulator.name)")]))
        }
        result.append(profile)
      } else if !declared.contains(name) {
        let names = known.map(\.name)
        diagnostics.append(
          Diagnostic(
            .unknownGateway, "unknown gateway '\(name)'", at: position, allowed: names,
            suggestion: Suggestion.nearest(to: name, among: names)))
      }
    }
    return result.isEmpty ? standard : result
  }

  /// The number of months before a model's shutdown from which its users are warned.
  private static let warningMonths = 6

  private func modelWarnings(
    _ modelID: String?, _ card: ModelCard?, _ models: [ModelCard], at position: SourcePosition?, _ gateways: [GatewayProfile]
  ) -> [Diagnostic] {
    guard let modelID else { return [] }
    guard let card else {
      let names = models.map(\.id)
      return [
        Diagnostic(
          .unknownModel, "the model '\(modelID)' is not known here; it is sent as it is, and its price is unknown",
          severity: .warning, at: position, suggestion: Suggestion.nearest(to: modelID, among: names))
      ]
    }
    var warnings: [Diagnostic] = []
    if card.isRetired(modelID, on: today), let date = card.retirement(of: modelID)?.value {
      warnings.append(
        Diagnostic(
          .retiredModel, "the model '\(modelID)' was to be shut down on \(date); a gateway may still serve it",
          severity: .warning, at: position))
    } else if let date = card.retirement(of: modelID)?.value, date.monthsAfter(today) <= Self.warningMonths {
      warnings.append(
        Diagnostic(
          .retiringModel,
          "the model '\(modelID)' will be shut down on \(date); what it made stays, and what another model makes has to be paid for",
          severity: .warning, at: position))
    }
    let bare = ModelCard.bare(modelID)
    for dispute in card.disputes where dispute.id == bare && dispute.aspect == .lifetime {
      warnings.append(Diagnostic(.disputedFact, dispute.text, severity: .warning, at: position))
    }
    for gateway in gateways where !gateway.models.isEmpty && !gateway.models.contains(modelID) {
      warnings.append(
        Diagnostic(
          .unlistedModel, "the gateway '\(gateway.name)' does not list the model '\(modelID)'", severity: .warning,
          at: position, allowed: gateway.models))
    }
    return warnings
  }

  private func resolveOutput(
    of document: PipelineDocument, values: Bindings, folder: FilePath, into diagnostics: inout [Diagnostic]
  ) -> FilePath {
    if let output = options.output { return currentFolder.resolving(output) }
    for name in document.output.names where values[name] == nil {
      diagnostics.append(
        Diagnostic(
          .varyingOutput, "'${\(name)}' differs between assets, but there is one output folder for all of them",
          at: document.output.scalar.position, allowed: values.map(\.name)))
    }
    let text = document.output.expand(values).text
    if let fix = PathMistake.fixOfBeginning(of: text) {
      diagnostics.append(.misspelledFolder("'\(text)'", fix, .error, at: document.output.scalar.position))
    } else if let fix = PathMistake.fixOfSeparators(in: text) {
      diagnostics.append(.misspelledFolder("'\(text)'", fix, .warning, at: document.output.scalar.position))
    }
    requireHome(for: text, at: document.output.scalar.position, into: &diagnostics)
    for source in document.sources ?? [] { requireHome(for: source.scalar.text, at: source.scalar.position, into: &diagnostics) }
    for part in FilePath(text).components.map(\.string) {
      guard let reserved = OutputNaming.reservedOnWindows(part) else { continue }
      diagnostics.append(
        Diagnostic(
          .deviceName, "'\(part)' of the output cannot be a folder on Windows, where '\(reserved)' is a device", severity: .warning,
          at: document.output.scalar.position))
    }
    return folder.resolving(text, home: home)
  }

  /// Folders of the command line that a shell has left as they were written, and values that hold what nobody sees.
  private func commandLineMistakes() -> [Diagnostic] {
    let folders = [("--output", options.output), ("--store", options.store)]
    let misspelled = folders.compactMap { option, text -> Diagnostic? in
      guard let text, let fix = PathMistake.fixOfBeginning(of: text) else { return nil }
      return .misspelledFolder("\(option): '\(text)'", fix, .error, at: nil)
    }
    let values = folders + [("--model", options.model)] + options.gateways.map { ("--gateway", $0) }
    return misspelled + values.compactMap { option, text in text.flatMap { .invisibleCharacter(in: $0, ofOption: option) } }
  }

  private func requireHome(for text: String, at position: SourcePosition?, into diagnostics: inout [Diagnostic]) {
    guard home == nil, text.hasPrefix("~/") || text == "~" else { return }
    diagnostics.append(
      Diagnostic(.unknownHome, "'\(text)' is in the home folder, and HOME does not say where that is; write the path out", at: position))
  }
}

extension PipelineDocument {
  /// What a file that holds it would be called.
  fileprivate var fileName: String { (FilePath(name?.text ?? "").lastComponent?.string ?? "pipeline") + ".yaml" }
}

extension Diagnostic {
  fileprivate static func misspelledFolder(_ what: String, _ fix: String, _ severity: Severity, at position: SourcePosition?) -> Diagnostic
  {
    Diagnostic(.misspelledFolder, "\(what) names no folder of this system", severity: severity, at: position, notes: [Note(fix)])
  }
}

extension Diagnostic.ID {
  fileprivate static let misspelledFolder: Diagnostic.ID = "misspelled-folder"
  fileprivate static let unknownGateway: Diagnostic.ID = "unknown-gateway"
  fileprivate static let mixedGateways: Diagnostic.ID = "mixed-gateways"
  fileprivate static let repeatedGateway: Diagnostic.ID = "repeated-gateway"
  fileprivate static let gatewayWithoutURL: Diagnostic.ID = "gateway-without-url"
  fileprivate static let unknownModel: Diagnostic.ID = "unknown-model"
  fileprivate static let retiredModel: Diagnostic.ID = "retired-model"
  fileprivate static let retiringModel: Diagnostic.ID = "retiring-model"
  fileprivate static let disputedFact: Diagnostic.ID = "disputed-fact"
  fileprivate static let unlistedModel: Diagnostic.ID = "unlisted-model"
  fileprivate static let deviceName: Diagnostic.ID = "device-name"
  fileprivate static let unknownHome: Diagnostic.ID = "unknown-home"
  fileprivate static let varyingOutput: Diagnostic.ID = "varying-output"
}
