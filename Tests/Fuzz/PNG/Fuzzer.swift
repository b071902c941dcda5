import FuzzDriver
import PNGCodec

@c(PNGFuzzer_main)
func fuzzer(_ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  unsafe runFuzzer(argumentCount, arguments) { bytes, count in unsafe fuzz(PNG(), bytes: bytes, count: count) }
}
