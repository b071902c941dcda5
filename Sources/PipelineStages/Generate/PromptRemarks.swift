import Diagnostics

/// What in a prompt is most likely not meant as it stands. Warnings: a prompt is the user's own.
enum PromptRemarks {
  /// - Parameter isCutOut: whether a `cutout` follows.
  static func diagnostics(of prompt: String, isCutOut: Bool, at position: SourcePosition) -> [Diagnostic] {
    var found = lookalikes(in: prompt).map { text, name in
      Diagnostic(
        .unresolvedTemplate, "'\(text)' in 'prompt' looks like a template, and is sent as it stands", severity: .warning, at: position,
        notes: [.init("write '${\(name)}' to have it replaced")])
    }
    let lowercased = isCutOut ? "" : prompt.lowercased()
    if !isCutOut, let asked = transparencies.first(where: { lowercased.contains($0) }) {
      found.append(
        Diagnostic(
          .transparencyWithoutCutout, "'prompt' asks for a '\(asked)', and no model returns transparency", severity: .warning,
          at: position,
          notes: [.init("ask for a flat ground of one colour, and add the stage 'cutout' after 'generate'")]))
    }
    return found
  }

  private static let transparencies = [
    "transparent background", "transparent backdrop", "transparent ground", "transparent bg", "transparent png", "background transparent",
    "background is transparent", "background should be transparent", "background must be transparent", "alpha channel",
  ]

  /// Texts like `$season`, `{season}`, `{{season}}` and `{{ season }}`, each once, with the name in them.
  static func lookalikes(in prompt: String) -> [(text: String, name: String)] {
    var found: [(text: String, name: String)] = []
    let characters = Array(prompt)
    var index = 0
    while index < characters.count {
      // A name in ${} that is not known is an error of its own.
      if characters[index...].starts(with: "${") {
        index += 2
        continue
      }
      let opening = sign(in: characters, at: index)
      guard !opening.isEmpty else {
        index += 1
        continue
      }
      let rest = characters[(index + opening.count)...]
      let space = opening == "{{" ? rest.prefix { $0 == " " }.count : 0
      let name = String(rest.dropFirst(space).prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }.trimmingDots)
      let closing = String(repeating: "}", count: opening.filter { $0 == "{" }.count)
      let behind = rest.dropFirst(space + name.count)
      let spaceBehind = space > 0 ? behind.prefix { $0 == " " }.count : 0
      let text = opening + String(rest.prefix(space + name.count + spaceBehind)) + closing
      let isWhole = String(behind.dropFirst(spaceBehind).prefix(closing.count)) == closing
      if name.first?.isLetter == true, isWhole {
        if !found.contains(where: { $0.text == text }) { found.append((text, name)) }
        index += text.count
      } else {
        index += opening.count
      }
    }
    return found
  }

  private static func sign(in characters: [Character], at index: Int) -> String {
    switch characters[index] {
    case "$": "$"
    case "{": index + 1 < characters.count && characters[index + 1] == "{" ? "{{" : "{"
    default: ""
    }
  }
}

extension ArraySlice<Character> {
  /// Without the full stop that ends a sentence after a name.
  fileprivate var trimmingDots: ArraySlice<Character> {
    var rest = self
    while rest.last == "." { rest.removeLast() }
    return rest
  }
}

extension Diagnostic.ID {
  fileprivate static let unresolvedTemplate: Diagnostic.ID = "unresolved-template"
  fileprivate static let transparencyWithoutCutout: Diagnostic.ID = "transparency-without-cutout"
}
