import FoundationEssentials
import GatewayAPI

/// The headers of an answer as the ledger keeps them: a list of name and value.
enum HeaderJSON {
  static func write(_ headers: [HeaderField]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    do {
      return try String(decoding: encoder.encode(headers.map { [$0.name, $0.value] }), as: UTF8.self)
    } catch {
      preconditionFailure("a list of strings is always JSON")
    }
  }

  /// What is no list of headers reads as none.
  static func read(_ text: String) -> [HeaderField] {
    do {
      return try JSONDecoder().decode([[String]].self, from: Data(text.utf8)).compactMap { pair in
        pair.count == 2 ? HeaderField(pair[0], pair[1]) : nil
      }
    } catch {
      return []
    }
  }
}
