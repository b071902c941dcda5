import FuzzDriver
import JPEGCodec

@c(JPEGFuzzer_main)
func fuzzer(_ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  unsafe runFuzzer(argumentCount, arguments) { bytes, count in unsafe fuzz(JPEG(), bytes: bytes, count: count) }
}
