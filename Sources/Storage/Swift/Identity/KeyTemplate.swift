/// A key of which all but one digest is known.
package struct KeyTemplate: Sendable {
  let before: [UInt8]
  let after: [UInt8]

  package func digest(_ value: Digest) -> Digest {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(before.count + 32 + after.count)
    encoded += before
    value.append(to: &encoded)
    encoded += after
    return Digest.of(encoded)
  }
}
