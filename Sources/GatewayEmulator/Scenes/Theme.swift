/// The subject of a prompt, as far as its words show; the rest is chosen by the seed.
struct Theme {
  enum Place { case mountains, sea, desert, city, forest, meadow }
  enum Light { case day, golden, sunset, dawn, night, overcast }
  enum Season { case spring, summer, autumn, winter }
  enum Weather { case clear, rain, snow, fog }

  var place: Place
  var light: Light
  var season: Season
  var weather: Weather
  /// The season that the prompt itself names; a photograph is only changed as requested.
  var namedSeason: Season?
  var namedLight: Light?

  init(prompt: String, generator: inout SeededGenerator) {
    var place: Place?
    var light: Light?
    var season: Season?
    var weather: Weather?
    for word in Theme.words(of: prompt) {
      place = place ?? Theme.places[word]
      light = light ?? Theme.lights[word]
      season = season ?? Theme.seasons[word]
      weather = weather ?? Theme.weathers[word]
    }
    namedSeason = season
    namedLight = light
    let anyPlace = generator.pick([Place.mountains, .mountains, .sea, .meadow, .forest, .city, .desert])
    let anyLight = generator.pick([Light.day, .day, .golden, .golden, .sunset, .dawn])
    let anySeason = generator.pick([Season.spring, .summer, .summer, .autumn])
    self.place = place ?? anyPlace
    self.season = season ?? (weather == .snow ? .winter : anySeason)
    self.weather = weather ?? (self.season == .winter ? .snow : .clear)
    self.light = light ?? (self.weather == .rain || self.weather == .fog ? .overcast : anyLight)
  }

  /// Returns the words in lower case, without a plural's `s`.
  private static func words(of prompt: String) -> [String] {
    prompt.lowercased().split { !$0.isLetter }.map { word in
      word.count > 4 && word.hasSuffix("s") && !word.hasSuffix("ss") ? String(word.dropLast()) : String(word)
    }
  }

  private static let places: [String: Place] = table([
    (.mountains, "mountain alpine alp peak summit valley glacier lake fjord hut cliff highland canyon volcano"),
    (.sea, "sea ocean beach coast island harbour harbor boat sail ship bay lagoon wave shore lighthouse port sandal surf"),
    (.desert, "desert dune sand cactus sahara oasis mesa arid"),
    (.city, "city skyline street town urban building tower office downtown neon bridge apartment desk laptop studio"),
    (.forest, "forest wood woodland pine tree jungle fir spruce cabin camp trail hike boot"),
    (.meadow, "meadow lawn garden field grass hill pasture park farm orchard flower picnic village cottage prairie"),
  ])

  private static let lights: [String: Light] = table([
    (.day, "day noon midday daylight sunny bright blue"),
    (.golden, "golden warm afternoon evening lantern candle honey"),
    (.sunset, "sunset dusk twilight purple pink"),
    (.dawn, "dawn sunrise morning pastel soft"),
    (.night, "night midnight moon moonlight moonlit star starry dark aurora"),
    (.overcast, "overcast grey gray gloomy cloudy moody"),
  ])

  private static let seasons: [String: Season] = table([
    (.spring, "spring blossom april may cherry easter"),
    (.summer, "summer june july august"),
    (.autumn, "autumn fall october november harvest"),
    (.winter, "winter snow snowy frost frozen ice icy christma december january"),
  ])

  private static let weathers: [String: Weather] = table([
    (.clear, "clear cloudless"), (.rain, "rain rainy storm stormy drizzle"), (.snow, "snow snowy blizzard"),
    (.fog, "fog foggy mist misty haze hazy"),
  ])

  private static func table<Value>(_ rows: [(Value, String)]) -> [String: Value] {
    var result: [String: Value] = [:]
    for (value, words) in rows {
      for word in words.split(separator: " ") { result[String(word)] = value }
    }
    return result
  }
}
