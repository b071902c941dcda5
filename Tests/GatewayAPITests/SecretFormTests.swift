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
