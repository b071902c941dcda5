import PipelineModel
import Storage
import Synchronization

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
