/// Splits a document that arrives in pieces into the objects of the arrays under one name, each as it becomes whole, and all the rest, in which
/// those arrays are empty. Only the object that is arriving is held.
package struct JSONArraySplitter {
  package enum Fault: Error, Hashable, Sendable {
    /// An object, or all that is not in one, is longer than the limit.
    case tooLong
  }

  private let name: [UInt8]
  private let elementLimit: Int
  private let restLimit: Int
  /// All that has come outside of the objects.
  package private(set) var rest: [UInt8] = []
  private var element: [UInt8] = []
  private var isInElement = false
  private var isInString = false
  private var isEscaped = false
  /// The last string outside of the objects, or its beginning.
  private var lastString: [UInt8] = []
  /// Indicates whether the value that comes next is the one of that name.
  private var isNamed = false
  private var depth = 0
  /// The depth inside the array whose objects are wanted, or `nil` outside of one.
  private var arrayDepth: Int?

  /// - Parameters:
  ///   - name: of the arrays; an object of that name may hold another array of it.
  ///   - elementLimit: bytes of one object.
  ///   - restLimit: bytes of all that is not in one.
  package init(of name: String, elementLimit: Int, restLimit: Int) {
    self.name = Array(name.utf8)
    self.elementLimit = elementLimit
    self.restLimit = restLimit
  }

  /// Takes the next piece, and returns the objects that have become whole.
  package mutating func take(_ piece: [UInt8]) throws(Fault) -> [[UInt8]] {
    var found: [[UInt8]] = []
    var index = 0
    while index < piece.count {
      if isInString {
        index = try passString(piece, from: index)
        continue
      }
      let byte = piece[index]
      index += 1
      if isInElement {
        try keep([byte])
        if let whole = takeInside(byte) { found.append(whole) }
      } else if let kept = takeOutside(byte) {
        try keep([kept])
      }
    }
    return found
  }

  private mutating func passString(_ piece: [UInt8], from start: Int) throws(Fault) -> Int {
    if isEscaped {
      isEscaped = false
      try keep([piece[start]])
      return start + 1
    }
    let end = ByteSearch.firstSpecial(in: piece, from: start, below: 0) ?? piece.count
    try keep(piece[start..<end])
    if !isInElement, lastString.count < name.count + 1 { lastString += piece[start..<end].prefix(name.count + 1) }
    guard end < piece.count else { return end }
    try keep([piece[end]])
    if piece[end] == UInt8(ascii: "\\") { isEscaped = true } else { isInString = false }
    return end + 1
  }

  /// - Returns: the object, if it ends with this byte.
  private mutating func takeInside(_ byte: UInt8) -> [UInt8]? {
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      guard depth == arrayDepth else { return nil }
      isInElement = false
      defer { element = [] }
      return element
    default: break
    }
    return nil
  }

  /// - Returns: the byte, if it is one of the rest.
  private mutating func takeOutside(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\""):
      isInString = true
      lastString = []
    case UInt8(ascii: ":"): isNamed = lastString == name
    case UInt8(ascii: "["):
      depth += 1
      if isNamed, arrayDepth == nil { arrayDepth = depth }
      isNamed = false
    case UInt8(ascii: "{"):
      if arrayDepth == depth {
        isInElement = true
        element = [byte]
        depth += 1
        return nil
      }
      depth += 1
      isNamed = false
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      if arrayDepth == depth { arrayDepth = nil }
      depth -= 1
    case UInt8(ascii: ",") where arrayDepth == depth: return nil
    default: break
    }
    return byte
  }

  private mutating func keep(_ bytes: some Collection<UInt8>) throws(Fault) {
    if isInElement {
      guard element.count + bytes.count <= elementLimit else { throw .tooLong }
      element += bytes
    } else {
      guard rest.count + bytes.count <= restLimit else { throw .tooLong }
      rest += bytes
    }
  }
}

/// Splits text that arrives in pieces into its lines.
package struct LineSplitter {
  private let limit: Int
  private var line: [UInt8] = []

  /// - Parameter limit: bytes of one line.
  package init(limit: Int) { self.limit = limit }

  /// Takes the next piece, and returns the lines that have become whole, without their ends and without empty ones.
  package mutating func take(_ piece: [UInt8]) throws(JSONArraySplitter.Fault) -> [[UInt8]] {
    var found: [[UInt8]] = []
    var start = 0
    while let end = ByteSearch.first(0x0A, in: piece[start...]) {
      try keep(piece[start..<end])
      if let whole = finish() { found.append(whole) }
      start = end + 1
    }
    try keep(piece[start...])
    return found
  }

  /// Returns what has come after the last line's end, or `nil` if that is nothing.
  package mutating func finish() -> [UInt8]? {
    defer { line = [] }
    if line.last == 0x0D { line.removeLast() }
    return line.isEmpty ? nil : line
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) throws(JSONArraySplitter.Fault) {
    guard line.count + bytes.count <= limit else { throw .tooLong }
    line += bytes
  }
}
