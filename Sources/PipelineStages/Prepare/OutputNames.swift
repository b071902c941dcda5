import PipelineModel
import SystemPackage

/// The names of outputs without their extension: the source's stem. If several stems are equal, compared case-folded and by canonical
/// equivalence, each keeps its old extension too (`a.heic`); those that are equal even then get `-2`, `-3` in order of the inputs.
enum OutputNames {
  static func names(for paths: [String]) -> [String] {
    let files = paths.map { FilePath($0) }
    let stems = files.map { $0.stem ?? "picture" }
    var counts: [String: Int] = [:]
    for stem in stems { counts[OutputNaming.fold(stem), default: 0] += 1 }
    var taken: Set<String> = []
    return zip(files, stems).map { file, stem in
      let wanted = counts[OutputNaming.fold(stem), default: 1] > 1 ? file.lastComponent?.string ?? stem : stem
      var name = wanted
      var number = 1
      while !taken.insert(OutputNaming.fold(name)).inserted {
        number += 1
        name = "\(wanted)-\(number)"
      }
      return name
    }
  }
}
