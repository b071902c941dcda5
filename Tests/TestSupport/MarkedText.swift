package import Diagnostics

/// A text with places marked in it by 1️⃣ to 9️⃣, for tests of where diagnostics point.
///
/// `describe` writes diagnostics so that they can be compared with what a test expects: `1️⃣ id: message` for one whose place is marked,
/// `line:column id: message` for another place, `- id: message` for none; `warning` comes before the id of what is no error.
package struct MarkedText: Sendable {
  /// Without the markers.
  package let text: String
  private let markers: [SourcePosition: Int]

  package init(_ marked: String) {
    var text = String.UnicodeScalarView()
    var markers: [SourcePosition: Int] = [:]
    var position = SourcePosition(line: 1, column: 1)
    let scalars = Array(marked.unicodeScalars)
    var index = 0
    while index < scalars.count {
      if index + 2 < scalars.count, scalars[index + 1] == "\u{FE0F}", scalars[index + 2] == "\u{20E3}", ("1"..."9").contains(scalars[index])
      {
        markers[position] = Int(scalars[index].value) - 0x30
        index += 3
        continue
      }
      text.append(scalars[index])
      position = scalars[index] == "\n" ? SourcePosition(line: position.line + 1, column: 1) : position.advanced(by: 1)
      index += 1
    }
    self.text = String(text)
    self.markers = markers
  }

  package var bytes: [UInt8] { Array(text.utf8) }

  package func position(_ marker: Int) -> SourcePosition? { markers.first { $0.value == marker }?.key }

  package func describe(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { diagnostic in
      let severity = diagnostic.severity == .error ? "" : diagnostic.severity.rawValue + " "
      return "\(name(diagnostic.position)) \(severity)\(diagnostic.id.name): \(diagnostic.message)"
    }
  }

  package func describe(_ notes: [Diagnostic.Note]) -> [String] {
    notes.map { "\(name($0.position)) \($0.message)" }
  }

  private func name(_ position: SourcePosition?) -> String {
    guard let position else { return "-" }
    return markers[position].map { "\($0)\u{FE0F}\u{20E3}" } ?? "\(position.line):\(position.column)"
  }
}
