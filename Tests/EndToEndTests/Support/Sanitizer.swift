import Glibc

/// Whether the tests, and so the program that they start, were built with a sanitizer, which takes memory and time of its own.
enum Sanitizer {
  static var isOn: Bool {
    // Names of their run-time libraries, looked for in what is loaded; a null handle stands for all of it.
    ["__asan_init", "__tsan_init"].contains { (name: String) in unsafe dlsym(nil, name) != nil }
  }
}
