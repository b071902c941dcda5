import CPNGShim
import FuzzDriver

@c(PNGRowsFuzzer_main)
func fuzzer(_ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  unsafe runFuzzer(argumentCount, arguments) { bytes, count in
    // libFuzzer owns `count` bytes from `bytes` on until this returns; where there are none it may pass nil.
    let input = unsafe UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    unsafe compareReaders(of: input.span)
    return 0
  }
}
