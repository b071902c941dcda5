import CLibFuzzer
package import ImageCore

/// A fuzzed function as libFuzzer calls it: with bytes and their number; answers 0.
package typealias FuzzedFunction = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

/// What libFuzzer's own `main` would do. SwiftPM gives every executable a main of another name, so each fuzzer calls this from there.
package func runFuzzer(
  _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ function: FuzzedFunction
) -> CInt {
  var argumentCount = argumentCount
  var arguments = unsafe arguments
  // Both are those of the process, and live as long as it does.
  return unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments, function)
}

/// Shows one input of libFuzzer to the codec that recognises it, or to the first.
///
/// - Precondition: there is at least one codec.
package func fuzz(_ codecs: any ImageCodec..., bytes: UnsafePointer<UInt8>?, count: Int) -> CInt {
  // libFuzzer owns `count` bytes from `bytes` on until this returns; where there are none it may pass nil.
  let input = unsafe UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
  let data = unsafe input.span
  CodecTrial(codec: CodecRegistry(codecs).codec(recognizing: data) ?? codecs[0]).run(data)
  return 0
}
