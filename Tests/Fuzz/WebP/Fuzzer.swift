import FuzzDriver
import WebPCodec

@c(WebPFuzzer_main)
func fuzzer(_ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  unsafe runFuzzer(argumentCount, arguments) { bytes, count in unsafe fuzz(WebP(), bytes: bytes, count: count) }
}
