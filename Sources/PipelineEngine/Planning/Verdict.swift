package import Storage

/// A judgement of a stage over an answer. That it passed is kept in the ledger as a local result, so that the next run need not decode the
/// picture to know; what did not pass is judged anew each time, for free.
package enum Verdict {
  /// The keys of the judgements over the original `original`, which came back from the paid stage at `index`.
  package static func keys(
    in chain: Chain, after index: Int, asked: AskedPicture, original: Digest, localKey: LocalKey
  ) -> [Digest] {
    var input = original
    var keys: [Digest] = []
    for link in chain.links[(index + 1)...] {
      if link.paid != nil { break }
      input = localKey.key(of: link, asked: asked, input: input)
      if link.type.judges { keys.append(input) }
    }
    return keys
  }
}
