import Diagnostics
import GatewayAPI
import ImageCore
package import PipelineModel
package import PipelineSpec
import Storage
import SystemPackage

/// One combination of source and matrix values, with its chain.
package final class Asset: Sendable {
  package let name: String
  /// Source, matrix and file values.
  package let bindings: Bindings
  package let source: SourceFile?
  package let chain: Chain
  /// The nodes that the chain expands to.
  package let graph: ChainNodes

  init(name: String, bindings: Bindings, source: SourceFile?, chain: Chain, graph: ChainNodes) {
    self.name = name
    self.bindings = bindings
    self.source = source
    self.chain = chain
    self.graph = graph
  }
}

/// Expands a pipeline to its assets: lists the sources, combines, names, reads every chain and validates it.
struct AssetExpander {
  let pipeline: Pipeline
  let components: Components
  /// Indicates whether a pattern that matches nothing is a mistake (it is not while watching).
  let needsSources: Bool
  /// The sources to use instead of those that the patterns match.
  var sources: [SourceFile]?
  /// What a command works on; other assets get a chain only where one of these starts from them.
  var selection = Selection()

  struct Expanded {
    /// Of all assets, whether they have a chain or not.
    var names: [String] = []
    /// Those that a chain was made for, in the order of the combinations.
    var assets: [Asset] = []
  }

  func expand(into diagnostics: inout [Diagnostic]) throws(StorageError) -> Expanded {
    var sources = try listSources(into: &diagnostics)
    // Nothing matched, which is a mistake already; mistakes that do not depend on the sources are reported all the same.
    let isStandIn = needsSources && sources?.isEmpty == true
    if isStandIn { sources = [.standIn(for: pipeline)] }
    var combinations: [Bindings] = []
    do {
      combinations = try pipeline.document.matrix.combinations(sources: sources?.map(\.bindings))
    } catch {
      diagnostics += error.diagnostics
    }
    let sourcesByPath = Dictionary((sources ?? []).map { (FilePath($0.writtenPath), $0) }) { first, _ in first }
    var builder = ChainBuilder(document: pipeline.document, stages: components.stages)
    var checker = ChainChecker(pipeline: pipeline, components: components)
    var graphs: [ChainNodes.Shape: ChainNodes] = [:]
    var namer = AssetNames(
      template: pipeline.document.asset, standard: pipeline.name,
      // What there are several of.
      standardPosition: pipeline.document.matrix.placeOfCombinations ?? pipeline.document.sources?.first?.scalar.position,
      axes: pipeline.document.matrix.names.filter { $0 != RowTable.noteName },
      isOnly: combinations.count == 1)
    let names = combinations.map { namer.name(for: pipeline.values.merging($0), into: &diagnostics) }
    var needed = NeededAssets(names, selection: selection, startsFromOthers: pipeline.document.startsFromOthers)
    var assets: [Int: Asset] = [:]
    while let index = needed.next() {
      var bindings = pipeline.values.merging(combinations[index])
      let source = combinations[index]["source"].flatMap { sourcesByPath[FilePath($0)] }
      bindings.set("asset", to: names[index])
      let chain = builder.chain(for: bindings, note: pipeline.notes[names[index]]).lookingElsewhere(than: names[index])
      diagnostics += checker.check(chain)
      let shape = ChainNodes.Shape(chain)
      let graph = graphs[shape] ?? ChainNodes(shape)
      graphs[shape] = graph
      let asset = Asset(name: names[index], bindings: bindings, source: source, chain: chain, graph: graph)
      for reference in asset.references { needed.add(reference.name) }
      assets[index] = asset
    }
    if combinations.isEmpty, needsSources {
      // Everything is excluded; the stages' own mistakes are reported all the same, with every name standing for itself.
      diagnostics += checker.check(builder.chain(for: standIns))
    }
    diagnostics += builder.diagnostics
    if isStandIn { return Expanded() }
    return Expanded(names: names, assets: names.indices.compactMap { assets[$0] })
  }

  private var standIns: Bindings {
    Bindings(pipeline.document.templateNames.map { ($0, $0) }).merging(pipeline.values)
  }

  private func listSources(into diagnostics: inout [Diagnostic]) throws(StorageError) -> [SourceFile]? {
    guard let patterns = pipeline.document.sources else { return nil }
    if let sources { return sources }
    let scanner = pipeline.sourceScanner
    var files: [SourceFile] = []
    var known: Set<FilePath> = []
    for pattern in patterns {
      let survey = scanner.survey(matching: pattern.alternatives)
      // A file that vanished between two scans does not count.
      let problems = survey.problems.filter { $0.kind != .notFound }
      // A folder below may belong to another user; if not even the first can be listed, or the process is at its limits, the result is
      // incomplete.
      if let problem = problems.first(where: { $0.kind != .permissionDenied }) { throw problem }
      if let problem = problems.first {
        if survey.files.isEmpty { throw problem }
        diagnostics.append(.unreadableFolders(problems, at: pattern.scalar.position))
      }
      for path in survey.unnameable {
        diagnostics.append(
          Diagnostic(
            .unnameableSource, "'\(path)' is left out, because its name is not UTF-8", severity: .warning, at: pattern.scalar.position))
      }
      let matched = survey.files
      if matched.isEmpty, needsSources {
        diagnostics.append(noSources(pattern, leftOut: survey.leftOut))
      }
      files += matched.filter { known.insert(FilePath($0.path)).inserted }
    }
    return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

extension PipelineDocument {
  /// Indicates whether a stage has the setting that names another asset to start from.
  fileprivate var startsFromOthers: Bool { stages.contains { $0.settings?.node["asset"] != nil } }
}

extension AssetExpander {
  /// Returns a diagnostic for a pattern that matches nothing, with the reason if it is known.
  private func noSources(_ pattern: PipelineDocument.SourcePattern, leftOut: [String]) -> Diagnostic {
    let text = pattern.scalar.text
    var notes: [Diagnostic.Note] = []
    if FileKind.of(pipeline.resolving(text).string + "/.") == .folder {
      notes.append(Diagnostic.Note("it is a folder; for the files in it write '\(text.hasSuffix("/") ? text : text + "/")*'"))
    }
    if let fix = PathMistake.fix(for: text) { notes.append(Diagnostic.Note(fix)) }
    if let folder = leftOut.first {
      notes.append(Diagnostic.Note("files in '\(folder)' are never sources, because it is in the output folder or the store"))
    }
    return Diagnostic(.noSources, "'\(text)' matches no file", at: pattern.scalar.position, notes: notes)
  }
}

extension Diagnostic {
  fileprivate static func unreadableFolders(_ problems: [StorageError], at position: SourcePosition?) -> Diagnostic {
    let more = problems.count > 1 ? ", and \(problems.count - 1) more like it" : ""
    return Diagnostic(
      .unnameableSource, "what is in '\(problems[0].path)'\(more) is left out: \(problems[0].displayName)", severity: .warning, at: position
    )
  }
}

/// Names assets and ensures that no two names mean the same folder.
private struct AssetNames {
  private let template: Template?
  /// The names that the template uses.
  private let used: [String]
  private let standard: String
  private let standardPosition: SourcePosition?
  private let isOnly: Bool
  private var taken: [String: (name: String, source: String?)] = [:]
  private var hasReportedMissingTemplate = false
  private var clashes = 0
  private var invalid = 0
  private var warned = 0
  private let axes: [String]
  /// One forgotten name in the template makes every asset clash; reporting a few suffices.
  private static let maximumClashes = 5

  init(template: Template?, standard: String, standardPosition: SourcePosition?, axes: [String], isOnly: Bool) {
    self.template = template
    used = template?.names ?? []
    self.axes = axes
    self.standard = standard
    self.standardPosition = standardPosition
    self.isOnly = isOnly
  }

  /// Returns a note about two sources with the same name, and the difference between them.
  private static func note(_ first: String, _ second: String) -> Diagnostic.Note {
    let differ = FilePath(first).lastComponent?.string != FilePath(second).lastComponent?.string
    return Diagnostic.Note(
      "they come of '\(first)' and '\(second)'; " + (differ ? "${source.name} tells them apart" : "rename one of them"))
  }

  mutating func name(for bindings: Bindings, into diagnostics: inout [Diagnostic]) -> String {
    let position = template?.scalar.position
    if template == nil, !isOnly, !hasReportedMissingTemplate {
      hasReportedMissingTemplate = true
      diagnostics.append(Diagnostic(.missingAssetName, "there are several assets, so 'asset' is needed to name them", at: standardPosition))
    }
    let name = template?.expand(bindings).text ?? standard
    for part in template?.emptySlugs(bindings) ?? [] where !name.isEmpty && invalid < Self.maximumClashes {
      invalid += 1
      let value = bindings[part] ?? ""
      diagnostics.append(
        Diagnostic(.invalidAssetName, "'${\(part) | slug}' is empty: '\(value)' has no letter or digit of ASCII", at: position))
    }
    if let problem = OutputNaming.problem(with: name), invalid < Self.maximumClashes {
      invalid += 1
      diagnostics.append(Diagnostic(.invalidAssetName, "the asset name '\(name)' \(problem)", at: position))
    }
    if let reserved = OutputNaming.reservedOnWindows(name), warned < Self.maximumClashes {
      warned += 1
      diagnostics.append(
        Diagnostic(
          .deviceName, "the asset name '\(name)' cannot be a folder on Windows, where '\(reserved)' is a device", severity: .warning,
          at: position))
    }
    // A name that could not be expanded was reported at its template; a clash of two of them is only a consequence.
    guard used.allSatisfy({ bindings[$0] != nil }), !name.contains("${") else { return name }
    let source = bindings["source"]
    if template != nil, let other = taken.updateValue((name, source), forKey: OutputNaming.fold(name)), clashes < Self.maximumClashes {
      clashes += 1
      let message =
        other.name == name
        ? "two assets have the name '\(name)'" : "the asset names '\(other.name)' and '\(name)' would share one folder on some systems"
      let unused = axes.filter { !used.contains($0) }
      var notes = unused.isEmpty ? [] : [Diagnostic.Note("'asset' does not use \(unused.map { "${\($0)}" }.joined(separator: ", "))")]
      if let source, let otherSource = other.source, source != otherSource { notes.append(Self.note(otherSource, source)) }
      diagnostics.append(Diagnostic(.assetNameClash, message, at: position, notes: notes))
    }
    return name
  }
}

extension Diagnostic.ID {
  /// Also for folders that cannot be read: both are left out.
  static let noSources: Diagnostic.ID = "no-sources"
  fileprivate static let unnameableSource: Diagnostic.ID = "unnameable-source"
  fileprivate static let missingAssetName: Diagnostic.ID = "missing-asset-name"
  fileprivate static let invalidAssetName: Diagnostic.ID = "invalid-asset-name"
  fileprivate static let deviceName: Diagnostic.ID = "device-name"
  fileprivate static let assetNameClash: Diagnostic.ID = "asset-name-clash"
}
