import GatewayAPI
import Testing

@Suite struct PublicAddressTests {
  @Test(arguments: [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1",
    "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "255.255.255.255",
  ])
  func `special addresses are not public`(_ text: String) throws {
    #expect(try !#require(IPAddress(v4: text[...])).isPublic)
  }

  @Test(arguments: ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.169.0.1", "223.255.255.255"])
  func `their neighbours are`(_ text: String) throws {
    #expect(try #require(IPAddress(v4: text[...])).isPublic)
  }

  @Test(arguments: [
    "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2002:a00:1::1", "2001::1", "64:ff9b::a00:1",
  ])
  func `special addresses of version 6 are not public`(_ text: String) throws {
    #expect(try !#require(IPAddress(v6: text[...])).isPublic)
  }

  @Test func `an address that was handed out is`() throws {
    #expect(try #require(IPAddress(v6: "2606:4700:4700::1111")).isPublic)
    #expect(try #require(IPAddress(bytes: [8, 8, 4, 4])).isPublic)
    #expect(IPAddress(bytes: [1, 2, 3]) == nil)
  }
}
