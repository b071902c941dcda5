import GatewayAPI
import JSON

/// The headers of an answer as the ledger keeps them: a list of name and value.
enum HeaderJSON {
  static func write(_ headers: [HeaderField]) -> String {
    let pairs = headers.map { JSONValue.array([.text($0.name), .text($0.value)]) }
    return String(decoding: JSONValue.array(pairs).encoded(.record), as: UTF8.self)
  }

  /// Reads the headers; any other text yields none.
  static func read(_ text: String) -> [HeaderField] {
    do throws(JSONError) {
      return (try JSONValue.read(Array(text.utf8), .record).array ?? []).compactMap { pair in
        let texts = pair.array?.compactMap(\.string) ?? []
        return texts.count == 2 ? HeaderField(texts[0], texts[1]) : nil
      }
    } catch {
      return []
    }
  }
}
