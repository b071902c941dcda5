import Diagnostics
import GatewayAPI
import ImageCore
import PipelineEngine
import Storage
import SystemPackage

/// Gathers what there is to see of one variant of an asset.
struct VariantReporter {
  let planned: PlannedAsset
  let number: Int
  /// The asset's files that are there.
  let files: [ManifestIndex.Entry]
  let calls: [ReportedCall]
  let exchanges: [Exchange]
  let output: FilePath

  private var chain: Chain { planned.asset.chain }

  /// Words longer than this are cut; the file has them all.
  private static let longestText = 16 << 10

  func variant() throws(StorageError) -> ReportedVariant {
    let own = files.filter { $0.variant == number }.sorted { rank($0) < rank($1) }
    let answer = own.first { $0.kind == "original" && stem($0) == "original" }
    let step = chain.lastPaidIndex.flatMap { index in
      let slotVariant = chain.slotVariant(at: index, for: number)
      return planned.steps.first { $0.index == index && $0.variant == slotVariant }
    }
    let size = answer.flatMap { PixelSize(checking: $0.width, $0.height) }
    var text: String?
    if let answer, answer.format == "text" {
      text = String(
        decoding: try FileBytes.beginning(of: output.pushing(FilePath(answer.path)).string, count: Self.longestText), as: UTF8.self)
    }
    let makers = ([answer].compactMap(\.self) + own).compactMap { $0.exchange }
    let call = makers.lazy.compactMap { id in calls.first { $0.id == id && $0.isShown } }.first
    return ReportedVariant(
      number: number, pictures: own.compactMap(picture), text: text, asked: step?.exchange?.asked, size: size,
      verdict: verdict(size: size, asked: step?.exchange?.asked), call: call, complaint: own.isEmpty ? complaint(step) : nil,
      sourceType: sourceType(own))
  }

  // MARK: files

  private func picture(_ file: ManifestIndex.Entry) -> ReportedPicture? {
    guard let size = PixelSize(checking: file.width, file.height), let kind = ReportedPicture.Kind(rawValue: file.kind) else { return nil }
    return ReportedPicture(
      kind: kind, name: stem(file), path: file.path, size: size, format: file.format, hasContentCredentials: file.hasContentCredentials)
  }

  /// The name that was declared, without the number of the variant.
  private func stem(_ file: ManifestIndex.Entry) -> String {
    let stem = FilePath(file.path).stem ?? file.path
    let suffix = "-\(number)"
    return number > 1 && stem.hasSuffix(suffix) ? String(stem.dropLast(suffix.count)) : stem
  }

  /// The result first, then the files in the order in which the pipeline file declares them, then earlier turns.
  private func rank(_ file: ManifestIndex.Entry) -> (Int, Int, String) {
    let name = stem(file)
    switch file.kind {
    case "original": return (name == "original" ? 0 : 2, 0, name)
    default:
      let declared = chain.links.flatMap { $0.stage.outputs.map(\.name) }
      return (1, declared.firstIndex(of: name) ?? declared.count, name)
    }
  }

  /// What the renditions were given to say; those that no model had a part in say what their source says, which the manifest does not have.
  private func sourceType(_ files: [ManifestIndex.Entry]) -> DigitalSourceType? {
    let isSaid = files.contains { $0.provenanceSetting == ProvenanceSetting.xmp.rawValue && $0.exchange != nil }
    guard isSaid else { return nil }
    return planned.hasSourcePicture ? .compositeWithTrainedAlgorithmicMedia : .trainedAlgorithmicMedia
  }

  // MARK: judgements

  private func verdict(size: PixelSize?, asked: AskedPicture?) -> ReportedVerdict {
    guard let last = chain.lastPaidIndex, let size else { return .notAsked }
    let judging = planned.steps.filter { step in
      step.index > last && step.variant == number && chain.links[step.index].type.judges
    }
    guard let judge = judging.first else { return .notAsked }
    let settings = chain.links[judge.index].settings
    let wanted = settings["aspectRatio"].flatMap { AspectRatio($0.value) } ?? asked?.ratio
    let tolerance = settings["tolerance"].flatMap { Percent($0.value) } ?? Percent(millionths: 0)
    let fits = size == asked?.expected && wanted == asked?.ratio || wanted?.matches(size, within: tolerance) ?? true
    if judging.allSatisfy({ $0.status == .current }) {
      return fits ? .passed : .repaired(Self.mending(settings["otherwise"]?.value ?? ""))
    }
    return fits || judging.contains { $0.status == .blocked } ? .open : .rejected
  }

  /// Those of the remedies that leave a picture as it was asked for.
  private static func mending(_ remedies: String) -> [String] {
    (ListText.texts(of: remedies) ?? [remedies]).filter { !$0.hasPrefix("retry") && !$0.hasPrefix("fail") }
  }

  /// Why there is no picture.
  private func complaint(_ step: PlannedStep?) -> String? {
    guard let slot = step?.exchange?.slot else { return nil }
    let call: ReportedCall?
    if case .reuse(let answer)? = step?.exchange?.decision {
      call = calls.first { $0.id == answer.id.text }
    } else {
      let own = Set(exchanges.filter { $0.slot == slot && $0.key == step?.exchange?.identity.key }.map(\.id.text))
      call = calls.last { own.contains($0.id) }
    }
    guard let call else { return nil }
    return call.outcome
  }
}
