import ArgumentParser
import GatewayAPI
import PipelineModel
import Planning
import Runs

/// The words that a shell completes besides files and folders: they depend on the pipeline file that is named, and on the user's own configuration.
/// Whatever cannot be read has no words; completing is not the moment to say so.
enum WordCompletion {
  /// Names of gateways, those of the configuration included.
  static let gateways = CompletionKind.custom { _, _, _ in components.gateways.map(\.name) }

  /// Ids of models, those of the configuration included.
  static let models = CompletionKind.custom { _, _, _ in components.models.map(\.id) }

  /// Names of assets of the pipeline file on the command line, or of the one that is meant without a name.
  static let assets = CompletionKind.custom { words, index, _ in assetNames(besides: index, among: words) }

  /// Asset names that are offered; nobody looks through more.
  private static let maximumAssets = 2_000

  private static func assetNames(besides index: Int, among words: [String]) -> [String] {
    let environment = ProcessEnvironment.current()
    let others = words.enumerated().filter { $0.offset != index }.map { plain($0.element) }
    do {
      let file = try others.last { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") } ?? DefaultPipelineFile.name(in: environment)
      let planning = PlanningSession(components: components, options: PipelineOptions(), environment: environment)
      let reading = try planning.read(try InputFile.read(file, what: .pipeline, environment), name: file)
      return Array((reading.loaded?.expansion?.names ?? []).sorted().prefix(maximumAssets))
    } catch {
      return []
    }
  }

  private static var components: Components {
    do {
      return try UserConfiguration.read(joining: Session.components, format: nil, environment: .current()).components
    } catch {
      return Session.components
    }
  }

  /// Returns a word of a shell without the marks that keep it together: https://www.gnu.org/software/bash/manual/html_node/Quoting.html
  private static func plain(_ word: String) -> String {
    var result = ""
    var isEscaped = false
    for character in word {
      if isEscaped || !"\\'\"".contains(character) {
        result.append(character)
        isEscaped = false
      } else {
        isEscaped = character == "\\"
      }
    }
    return result
  }
}
