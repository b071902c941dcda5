import Foundation
import GatewayAPI
import Testing

/// The forms in which a server may repeat a key.
@Suite struct SecretFormTests {
  private static let secret = "sk-Zm9v/YmFy+123=456"

  private static var forms: [(String, [UInt8])] {
    let secret = Self.secret
    func utf16(_ encoding: String.Encoding) -> [UInt8] { [UInt8](secret.data(using: encoding) ?? Data()) }
    let percent = secret.utf8.map { "%" + String(format: "%02X", $0) }.joined()
    let unicode = secret.utf8.map { "\\u" + String(format: "%04x", $0) }.joined()
    var forms: [(String, [UInt8])] = [
      ("plain", Array(secret.utf8)), ("percent", Array(percent.utf8)), ("percent in lower case", Array(percent.lowercased().utf8)),
      ("percent where needed", Array(secret.replacing("/", with: "%2F").replacing("+", with: "%2B").replacing("=", with: "%3D").utf8)),
      ("JSON's \\u", Array(unicode.utf8)), ("JSON's slash", Array(secret.replacing("/", with: "\\/").utf8)),
      ("UTF-16, little end first", utf16(.utf16LittleEndian)), ("UTF-16, big end first", utf16(.utf16BigEndian)),
    ]
    func each(_ format: String) -> [UInt8] { Array(secret.utf8.map { String(format: format, $0) }.joined().utf8) }
    forms += [
      ("hexadecimal", each("%02x")), ("hexadecimal in capitals", each("%02X")), ("HTML's numbers", each("&#%d;")),
      ("HTML's numbers with zeros", each("&#%05d;")), ("HTML's hexadecimal numbers", each("&#x%x;")),
      ("the same, written large", each("&#X%02X;")),
      ("HTML's numbers without an end", each("&#%d")), ("HTML's numbers, escaped once more", each("&amp;#%d;")),
      ("HTML's numbers, escaped twice more", each("&amp;amp;#%d;")), ("JSON's \\u, escaped once more", each("\\\\u%04x")),
      ("JSON's \\u, escaped twice more", each("\\\\\\\\u%04X")), ("\\x", each("\\x%02x")), ("\\x, escaped once more", each("\\\\x%02x")),
      ("percent, encoded once more", each("%%25%02X")), ("percent, encoded twice more", each("%%2525%02x")),
      ("JSON's slash, escaped once more", Array(secret.replacing("/", with: "\\\\/").utf8)),
    ]
    for prefix in ["", "u:", "Bearer ", "Authorization: Bearer "] {
      let encoded = Data((prefix + secret + "\"}").utf8).base64EncodedString()
      forms.append(("base64 behind '\(prefix)'", Array(encoded.utf8)))
      forms.append(
        ("base64 for addresses behind '\(prefix)'", Array(encoded.replacing("+", with: "-").replacing("/", with: "_").utf8)))
    }
    return forms
  }

  @Test(arguments: forms.indices)
  func `each is found, wherever it begins`(_ index: Int) throws {
    let (name, bytes) = Self.forms[index]
    let forms = SecretForms([try #require(APIKey(Self.secret))])
    for prefix in ["", "x", "key=", "%", "\\"] {
      let text = Array(prefix.utf8) + bytes + Array(" and more".utf8)
      let found = text.indices.compactMap { start -> (Int, Int)? in
        if case .found(let end, _) = forms.match(text, at: start) { (start, end) } else { nil }
      }
      let first = try #require(found.first, "\(name) behind '\(prefix)'")
      // Of base64 the characters that a neighbour has a part in do not count.
      #expect(first.0 <= prefix.utf8.count + 40, "\(name)")
      #expect(first.1 - first.0 >= Self.secret.utf8.count, "\(name)")
    }
  }

  @Test(arguments: forms.indices)
  func `what is cut off is undecided`(_ index: Int) throws {
    let (name, bytes) = Self.forms[index]
    guard !name.hasPrefix("base64") else { return }
    let forms = SecretForms([try #require(APIKey(Self.secret))])
    let start = bytes.first == 0 ? 1 : 0
    for count in (start + 1)..<(bytes.count - 1) {
      #expect(forms.match(Array(bytes[..<count]), at: start) == .undecided, "\(name), \(count) bytes")
    }
  }

  @Test func `what HTML escapes is found in a key that has it`() throws {
    let forms = SecretForms([try #require(APIKey("sk-a&b<c>d\"e'f"))])
    for text in ["sk-a&amp;b&lt;c&gt;d&quot;e&#39;f", "sk-a&#38;b&#60;c&#x3e;d&quot;e&apos;f", "sk-a&amp;b<c&gtd\"e'f"] {
      #expect(forms.match(Array(text.utf8), at: 0) == .found(end: text.utf8.count, length: 14), "\(text)")
    }
  }

  @Test func `another text is not taken for a key, whatever it is escaped with`() throws {
    let forms = SecretForms([try #require(APIKey(Self.secret))])
    for text in [
      "&#116;&#107;", "\\u0074k-", "%74k-", "&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp;&amp; and", "\\\\\\\\\\\\\\\\\\\\\\\\ and",
      "%25252525252525252525 and", "&#000000000000115;k", "&unknown;k-", "\\q and more",
    ] {
      let bytes = Array(text.utf8)
      #expect(forms.match(bytes, at: 0) == .none, "\(text)")
    }
  }

  @Test func `texts from outside are shown without any of them`() throws {
    let redaction = Redaction([try #require(APIKey(Self.secret))])
    for (name, bytes) in Self.forms where !bytes.contains(0) {
      let shown = redaction.text("before " + String(decoding: bytes, as: UTF8.self) + " after")
      #expect(shown.contains("[redacted]"), "\(name): \(shown)")
      #expect(!shown.contains("Zm9v"), "\(name): \(shown)")
    }
    #expect(redaction.keepingLines("nothing\nof it") == "nothing\nof it")
  }
}
