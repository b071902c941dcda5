import GatewayAPI
import Testing

@Suite struct BaseURLTests {
  @Test(arguments: [
    ("https://api.example.com", "https://api.example.com"), ("HTTPS://API.Example.com:8443/v1/", "https://api.example.com:8443/v1"),
    ("http://127.0.0.1:8089", "http://127.0.0.1:8089"), ("http://127.9.8.7", "http://127.9.8.7"), ("http://[::1]:80/", "http://[::1]:80"),
    ("http://localhost:1", "http://localhost:1"), ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ("https://10.0.0.1", "https://10.0.0.1"),
  ]) func `is taken`(_ text: String, _ shown: String) throws {
    #expect(try BaseURL(text).description == shown)
  }

  @Test(arguments: [
    "", "example.com", "ftp://example.com", "http://example.com", "http://10.0.0.1", "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://0x7f.0.0.1", "http://127.1", "http://0177.0.0.1", "http://2130706433", "https://", "https://:443",
    "https://user:pw@example.com",
    "https://example.com?key=1", "https://example.com#x", "https://exa mple.com", "https://example.com:0", "https://example.com:99999",
    "https://example.com:", "https://[::1", "https://[zz]", "https://a/../b", "https://-a.com", "https://a..b", "https://é.example",
    "http://[::ffff:7f00:1]",
    "http://localhost@evil.example", "http:/127.0.0.1", "https://example.com\n",
  ]) func `is refused`(_ text: String) {
    #expect(throws: BaseURLError.self) { try BaseURL(text) }
  }

  @Test func `loopback is told by the address, not by its beginning`() throws {
    #expect(try BaseURL("https://127.0.0.1").isLoopback)
    #expect(try BaseURL("https://[0:0:0:0:0:0:0:1]").isLoopback)
    #expect(try !BaseURL("https://127.example.com").isLoopback)
    #expect(BaseURL.loopback(port: 80).isLoopback)
  }
}
