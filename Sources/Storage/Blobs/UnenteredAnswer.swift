import Glibc

/// An answer that is arriving, or has arrived, and that the ledger does not know yet: `partial/<exchange>.part`.
///
/// It is the remainder of a paid call if the process dies between the first byte of the answer and the ledger's entry. Whole, it is as good
/// as one that was entered; truncated, it is kept as evidence.
enum UnenteredAnswer {
  static func folder(of store: String) -> String { "\(store)/partial" }

  static func path(of exchange: ExchangeID, in store: String) -> String { "\(folder(of: store))/\(exchange).part" }

  /// Returns the exchange of a file by its name, or `nil` for files of other names.
  static func exchange(ofFile name: String) -> ExchangeID? {
    name.hasSuffix(".part") ? ExchangeID(String(name.dropLast(".part".count))) : nil
  }

  /// Returns whether a file of that size is there.
  static func holds(_ body: Blob, of exchange: ExchangeID, in store: String) throws(StorageError) -> Bool {
    do {
      return try FileStamp.of(path(of: exchange, in: store))?.size == body.size
    } catch  where error.kind == .notAFolder {
      return false
    }
  }

  /// Removes it, unless its writer lives.
  static func removeUnlessOpen(of exchange: ExchangeID, in store: String) throws(StorageError) {
    let path = path(of: exchange, in: store)
    do {
      let file = try OpenFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, doing: "examining")
      guard try file.tryLock() else { return }
      try FileNames.remove(path)
    } catch  where error.kind == .notFound {
      // Its writer removed it first.
      return
    }
  }

  static func remove(of exchange: ExchangeID, in store: String) throws(StorageError) {
    try FileNames.remove(path(of: exchange, in: store))
  }

  /// Returns whether these bytes are one whole JSON object: the only form of answer whose end is known without the head of the answer,
  /// which died with the process. Values inside are not checked; reading the answer does that.
  static func isWhole(_ bytes: [UInt8]) -> Bool {
    var depth = 0
    var isInText = false
    var isEscaped = false
    var hasEnded = false
    for byte in bytes {
      if isInText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
      case _ where hasEnded: return false
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth < 0 { return false }
        hasEnded = depth == 0
      case _ where depth == 0: return false
      case UInt8(ascii: "\""): isInText = true
      default: continue
      }
    }
    return hasEnded && bytes.first { $0 > UInt8(ascii: " ") } == UInt8(ascii: "{")
  }
}

/// The beginning of an answer that ended early, kept as evidence.
package struct PartialBody: Hashable, Sendable {
  /// Relative to the store.
  package let name: String
  package let blob: Blob

  package init(name: String, blob: Blob) {
    self.name = name
    self.blob = blob
  }
}
