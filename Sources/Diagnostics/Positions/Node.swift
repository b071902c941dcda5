/// A value of a document with the place it was written at; every scalar is its text, whatever it looks like.
package indirect enum Node: Hashable, Sendable {
  case scalar(Scalar)
  case sequence([Node], SourcePosition)
  case mapping([Entry], SourcePosition)

  package struct Scalar: Hashable, Sendable {
    package enum Style: Sendable {
      case plain
      case quoted
      /// `|` or `>`.
      case block
    }

    /// From `offset` (in Unicode scalars of the text) on, text and file agree letter for letter, until the next run or the end of the line.
    package struct Run: Hashable, Sendable {
      package let offset: Int
      package let position: SourcePosition

      package init(offset: Int, position: SourcePosition) {
        self.offset = offset
        self.position = position
      }
    }

    package let text: String
    package let position: SourcePosition
    package let style: Style
    /// Runs in the order of their offsets, or `nil` if the text stands on one line as it is.
    private let runs: [Run]?

    /// Creates a scalar. `runs` are in order of their offsets; `nil` means that the text stands letter for letter at `position`, after the
    /// quote if it has one.
    package init(_ text: String, at position: SourcePosition, style: Style = .plain, runs: [Run]? = nil) {
      self.text = text
      self.position = position
      self.style = style
      self.runs = runs
    }

    /// Returns the place in the file of the Unicode scalar number `offset` (from 0) of the text, or the value's own place if that is not
    /// known.
    package func position(at offset: Int) -> SourcePosition {
      guard let runs else {
        switch style {
        case .plain: return position.advanced(by: offset)
        case .quoted: return position.advanced(by: offset + 1)
        case .block: return position
        }
      }
      // The last run that begins at or before the offset, found by halving: a text of many lines has many runs, and may have many mistakes.
      var (low, high) = (0, runs.count)
      while low < high {
        let middle = (low + high) / 2
        if runs[middle].offset <= offset { low = middle + 1 } else { high = middle }
      }
      guard low > 0 else { return position }
      return runs[low - 1].position.advanced(by: offset - runs[low - 1].offset)
    }

    /// Returns the same place with another text, as a template's replacement has it.
    package func replacing(_ text: String) -> Scalar { Scalar(text, at: position, style: style, runs: []) }
  }

  package struct Entry: Hashable, Sendable {
    package let key: Scalar
    package let value: Node

    package init(key: Scalar, value: Node) {
      self.key = key
      self.value = value
    }
  }

  package var position: SourcePosition {
    switch self {
    case .scalar(let scalar): scalar.position
    case .sequence(_, let position), .mapping(_, let position): position
    }
  }

  /// The name of this kind of value in messages.
  package var kindName: String {
    switch self {
    case .scalar: "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// Returns the value under `key` of a mapping, or `nil` if there is none.
  package subscript(key: String) -> Node? {
    guard case .mapping(let entries, _) = self else { return nil }
    return entries.first { $0.key.text == key }?.value
  }

  package var scalar: Scalar? {
    if case .scalar(let scalar) = self { scalar } else { nil }
  }

  /// Returns the tree with every scalar value (keys are left alone) replaced by the result of `transform`.
  package func mapScalars(_ transform: (Scalar) -> Scalar) -> Node {
    switch self {
    case .scalar(let scalar): .scalar(transform(scalar))
    case .sequence(let items, let position): .sequence(items.map { $0.mapScalars(transform) }, position)
    case .mapping(let entries, let position):
      .mapping(entries.map { Entry(key: $0.key, value: $0.value.mapScalars(transform)) }, position)
    }
  }
}
