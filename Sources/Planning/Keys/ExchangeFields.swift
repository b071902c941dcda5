import Diagnostics
import PipelineModel
import Storage
import Synchronization
import SystemPackage

/// The fields of an exchange's identity, collected along the way to a generation.
struct ExchangeFields {
  /// The origin of the picture that flows along the chain, with the local settings since.
  private(set) var input: [ExchangeIdentity.Field] = []
  private var position = 0

  private static let sourceName = "input.source"

  /// Begins with a file: its bytes decide, not its name.
  mutating func begin(source digest: Digest) {
    input = [.init(name: Self.sourceName, value: digest.hex)]
  }

  /// Begins with the result of a generation, of this asset or another: the key of that exchange decides.
  mutating func begin(exchange key: Digest) {
    input = [.init(name: "input.exchange", value: key.hex)]
    position = 0
  }

  /// Adds a local stage's settings as the file gives them; settings that only locate the input are left out.
  /// - Parameter masks: the digests of the files that say which pixels it changes.
  mutating func pass(_ link: Chain.Link, masks: [Digest] = []) {
    guard link.type.changesPicture else { return }
    position += 1
    for (index, mask) in masks.enumerated() {
      input.append(.init(name: "input.\(position).\(link.name).mask.\(index + 1)", value: mask.hex))
    }
    let excluded = link.input.map { type(of: $0).inputSettings } ?? []
    // Where a mask is read from says nothing of what it holds.
    let paths = link.stage.sideInputs.compactMap { side in
      if case .mask(let path) = side.origin { path.string } else { nil }
    }
    for setting in link.settings.settings where !excluded.contains(setting.key) {
      guard let given = setting.given, !paths.contains(given) else { continue }
      input.append(.init(name: "input.\(position).\(link.name).\(setting.key)", value: given))
    }
  }

  /// Returns the identity of the exchange in which a model is asked about the picture that the chain has: its origin alone, because no local
  /// stage changes what is to be seen.
  func identity(of stage: any DescribingStage, billingDomain: BillingDomain, variant: Int) -> ExchangeIdentity {
    var fields = Array(input.prefix(1))
    fields += stage.keyFields.map { .init(name: $0.name, value: $0.value) }
    fields.append(.init(name: "model", value: stage.modelID))
    fields.append(.init(name: "lane", value: billingDomain.rawValue))
    if input.first?.name != Self.sourceName { fields.append(.init(name: "variant", value: String(variant))) }
    return ExchangeIdentity(fields: fields)
  }

  /// Returns the identity of the exchange that `stage` makes of the input so far. References are prepared with the same local settings.
  func identity(
    of stage: any GenerationStage, references: [Digest], model: String, billingDomain: BillingDomain, variant: Int
  ) -> ExchangeIdentity {
    var fields = input
    for (index, digest) in references.enumerated() {
      fields.append(.init(name: "reference.\(index + 1)", value: digest.hex))
    }
    fields += stage.keyFields.map { .init(name: $0.name, value: $0.value) }
    fields.append(.init(name: "model", value: model))
    fields.append(.init(name: "lane", value: billingDomain.rawValue))
    fields.append(.init(name: "variant", value: String(variant)))
    return ExchangeIdentity(fields: fields)
  }
}

/// The common parts of the keys of many assets, built once.
final class KeyTemplates: Sendable {
  struct Place: Hashable {
    let link: ObjectIdentifier
    let output: String?
    let asked: AskedPicture?
  }

  private struct Entry {
    let template: KeyTemplate
    /// Retained, so that its identifier is never another's.
    let link: LinkIdentity
  }

  private let entries = Mutex<[Place: Entry]>([:])

  func template(for place: Place, of link: Chain.Link, make: () -> KeyTemplate) -> KeyTemplate {
    if let known = entries.withLock({ $0[place] }) { return known.template }
    let template = make()
    entries.withLock { $0[place] = Entry(template: template, link: link.identity) }
    return template
  }
}
