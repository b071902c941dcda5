import PipelineModel
import Storage
import Synchronization

/// What the keys of many assets have in common, put together once.
final class KeyTemplates: Sendable {
  struct Place: Hashable {
    let link: ObjectIdentifier
    let output: String?
    let asked: AskedPicture?
  }

  private struct Entry {
    let template: KeyTemplate
    /// Held, so that its identifier is never another's.
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
