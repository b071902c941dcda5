import Commands

@main
struct Aquatint {
  static func main() async { await Program.main() }
}
