import FuzzDriver
import HEIFCodec

@c(HEIFFuzzer_main)
func fuzzer(_ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  unsafe runFuzzer(argumentCount, arguments) { bytes, count in unsafe fuzz(HEIF(), AVIF(), bytes: bytes, count: count) }
}
