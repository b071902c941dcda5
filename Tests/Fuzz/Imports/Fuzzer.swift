import FuzzDriver

@c(ImportsFuzzer_main)
func fuzzer(_ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  unsafe runFuzzer(argumentCount, arguments) { bytes, count in
    // libFuzzer owns `count` bytes from `bytes` on until this returns; where there are none it may pass nil.
    let input = unsafe UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    unsafe ImportTrial(bytes: [UInt8](input)).run()
    return 0
  }
}
