import PipelineModel
import Testing

/// Paths that are spelled as a shell, an address or another system spells them.
@Suite struct PathMistakeTests {
  @Test(arguments: [
    ("~bob/x.png", "'~bob' is not read as somebody's home folder"), ("~bob", "write './~bob'"), ("~+/x", "'~+'"),
    ("$HOME/x.png", "write '~/x.png' for the home folder"), ("${HOME}/x.png", "write '~/x.png'"),
    ("%USERPROFILE%\\Pictures\\x.png", "write '~/Pictures/x.png'"),
    ("$PHOTOS/x.png", "write out what '$PHOTOS' stands for; for that very name write './$PHOTOS/x.png'"),
    ("file:///srv/a%20b/x.png", "write the path alone: '/srv/a b/x.png'"), ("file://localhost/srv/x.png", "alone: '/srv/x.png'"),
    ("file:/srv/x.png", "alone: '/srv/x.png'"), ("FILE:///srv/x.png", "alone: '/srv/x.png'"),
    ("https://a.example/x.png", "nothing is fetched from 'https:'"), ("s3://bucket/x.png", "nothing is fetched from 's3:'"),
    ("C:\\Users\\me\\x.png", "'/mnt/c/Users/me/x.png'"), ("d:/photos/*.jpg", "'/mnt/d/photos/*.jpg'"),
    ("\\\\server\\share\\x.png", "a share of Windows"), ("photos\\*.jpg", "write 'photos/*.jpg'"),
  ]) func `the cause is named with the fix`(_ path: String, _ words: String) {
    #expect(PathMistake.fix(for: path)?.contains(words) == true, "\(String(describing: PathMistake.fix(for: path)))")
  }

  @Test(arguments: [
    "a.png", "~/x.png", "~", "/srv/x.png", "../x.png", "a:b.png", "./~bob/x", "./$HOME/x", "price $5.png", "$5/x.png", "100%/x.png",
    "a~b/x",
    "x/~bob", "C:x.png", "%.png", "C/x", "~bob smith/x",
  ]) func `other paths are as they are`(_ path: String) {
    #expect(PathMistake.fix(for: path) == nil)
  }

  @Test func `a backslash may stand in the name of a folder that is to be made`() {
    #expect(PathMistake.fixOfBeginning(of: "build\\icons") == nil)
    #expect(PathMistake.fixOfSeparators(in: "build\\icons")?.contains("'build/icons'") == true)
    #expect(PathMistake.fixOfSeparators(in: "build/a\\b") == nil)
  }
}
