import CSceneKernel

extension Scene {
  /// Paints hills with fields, a cottage and a large tree.
  mutating func paintMeadow(on canvas: inout Canvas) {
    let isWinter = theme.season == .winter
    let far = edge(
      on: canvas, SCENE_ALPINE, base: layout.horizon - layout.band * 0.06, rise: layout.band * 0.52, wavelength: layout.unit * 1.1,
      octaves: 5)
    canvas.fillLayer(
      far, to: layout.height,
      land(palette.terrain, nearness: 0, fade: layout.band * 0.35, relief: 0.45, snowRow: isWinter ? layout.height * 2 : -1))
    paintBirds(on: &canvas)
    let count = 5
    let cottage = generator.integer(2...3)
    for index in 0..<count {
      let nearness = Float(index + 1) / Float(count)
      let base = layout.horizon + (layout.height - layout.horizon) * (nearness * nearness * 0.86)
      let rise = layout.band * (0.24 - 0.10 * nearness)
      let rows = edge(on: canvas, SCENE_ROLLING, base: base, rise: rise, wavelength: layout.unit * (0.85 + 0.35 * nearness), octaves: 2)
      let colour = (index % 2 == 0 ? palette.grass : palette.grass.mixed(palette.terrain, 0.45)).scaled(generator.number(0.92, 1.04))
      var layer = land(colour, nearness: 0.25 + 0.75 * nearness, fade: layout.unit * 0.26, relief: 0.34)
      layer.hazeAmount = 0.5 * (1 - nearness)
      let height = layout.unit * (0.02 + 0.06 * nearness)
      if index < 3 {
        let hedge = palette.distance.mixed((isWinter ? palette.terrain.scaled(0.7) : palette.grass.scaled(0.55)), 0.35 + 0.6 * nearness)
        paintPines(along: rows, height: height, spacing: height * 0.5, colour: hedge, density: 0.42, snow: isWinter, on: &canvas)
      }
      canvas.fillLayer(rows, to: layout.height, layer)
      if index == cottage {
        let x = layout.lightX + generator.number(-0.06, 0.06) * layout.unit
        paintCabin(x: x, base: rows[min(max(Int(x), 0), rows.count - 1)] + layout.unit * 0.012, size: layout.unit * 0.10, on: &canvas)
      }
      if index == 3 { paintOrchard(along: rows, on: &canvas) }
      if index == count - 1 {
        paintLargeTree(along: rows, on: &canvas)
        paintGrass(along: rows.map { $0 + layout.unit * 0.006 }, colour: colour.scaled(0.8), height: layout.unit * 0.022, on: &canvas)
        paintFlowers(below: rows, on: &canvas)
      }
    }
  }

  private mutating func paintOrchard(along rows: [Float], on canvas: inout Canvas) {
    let count = max(2, min(14, Int(layout.width / layout.unit * 3)))
    for _ in 0..<count {
      let x = generator.number(0.02, 0.98) * layout.width
      guard abs(x - layout.lightX) > layout.unit * 0.14 else { continue }
      paintTree(
        x: x, base: rows[min(Int(x), rows.count - 1)] + layout.unit * 0.01, height: layout.unit * generator.number(0.10, 0.16), on: &canvas)
    }
  }

  private mutating func paintLargeTree(along rows: [Float], on canvas: inout Canvas) {
    let height = min(layout.unit * 0.56, layout.height * 0.66)
    let x = layout.width * layout.counterX
    paintTree(x: x, base: rows[min(max(Int(x), 0), rows.count - 1)] + height * 0.03, height: height, on: &canvas)
  }

  private mutating func paintFlowers(below rows: [Float], on canvas: inout Canvas) {
    guard theme.season == .spring || theme.season == .summer else { return }
    let colours = [0xF7E06A, 0xF4F1EA, 0xE58AA8, 0x9C8FD6].map { SceneColour($0).lit(by: palette.ambient) }
    var flowers: [SceneDisc] = []
    for _ in 0..<min(2_400, Int(layout.width / layout.unit * 420)) {
      let x = generator.number(0, layout.width)
      let row = rows[min(Int(x), rows.count - 1)]
      let share = generator.number(0, 1)
      let radius = layout.unit * (0.0011 + 0.0030 * share)
      flowers.append(
        SceneDisc(
          x: x, y: row + layout.unit * 0.01 + share * (layout.height - row), radius: radius, softness: max(1, radius * 0.5), alpha: 0.9,
          colour: generator.pick(colours)))
    }
    canvas.fill(flowers)
  }

  /// Paints a small house with a lit window and smoke.
  mutating func paintCabin(x: Float, base: Float, size: Float, on canvas: inout Canvas) {
    let isWinter = theme.season == .winter
    let wall = SceneColour(theme.place == .forest ? 0x6B4C36 : 0xF1E6D6).lit(by: palette.ambient)
    let roof = (isWinter ? SceneColour(0xF1F5F8) : SceneColour(0x9A4A38)).lit(by: palette.ambient)
    var smoke: [SceneDisc] = []
    for puff in 0..<9 {
      let share = Float(puff) / 9
      let radius = size * (0.05 + 0.11 * share)
      smoke.append(
        SceneDisc(
          x: x + size * 0.26 + size * (0.1 + 0.55 * share * share) * generator.number(0.7, 1.1), y: base - size * (0.98 + 1.1 * share),
          radius: radius,
          softness: radius * 1.6, alpha: 0.34 * (1 - share), colour: palette.cloudLit))
    }
    canvas.fill(smoke)
    var walls = Outline()
    walls.rectangle(left: x - size * 0.5, top: base - size * 0.46, right: x + size * 0.5, bottom: base)
    walls.polygon([(x - size * 0.5, base - size * 0.44), (x, base - size * 0.86), (x + size * 0.5, base - size * 0.44)])
    canvas.fill(walls, top: wall, bottom: wall.scaled(0.82), from: base - size, to: base)
    var chimney = Outline()
    chimney.rectangle(left: x + size * 0.22, top: base - size * 0.98, right: x + size * 0.33, bottom: base - size * 0.6)
    canvas.fill(chimney, roof.scaled(0.7))
    var eaves = Outline()
    eaves.stroke(
      from: (x - size * 0.62, base - size * 0.38), to: (x, base - size * 0.9), width: size * 0.11, endWidth: size * 0.11, round: false)
    eaves.stroke(
      from: (x, base - size * 0.9), to: (x + size * 0.62, base - size * 0.38), width: size * 0.11, endWidth: size * 0.11, round: false)
    eaves.polygon([(x - size * 0.07, base - size * 0.9), (x, base - size * 0.97), (x + size * 0.07, base - size * 0.9)])
    canvas.fill(eaves, roof)
    let isDark = theme.light == .night || theme.light == .sunset
    let window = isDark ? SceneColour(0xFFD98A) : SceneColour(0x56707F).lit(by: palette.ambient)
    if isDark {
      canvas.fill([SceneDisc(x: x, y: base - size * 0.25, radius: size * 0.5, softness: size, alpha: 0.32, colour: SceneColour(0xFFC46B))])
    }
    canvas.fill([
      SceneRectangle(
        left: x - size * 0.32, top: base - size * 0.36, right: x - size * 0.14, bottom: base - size * 0.16, alpha: 1, colour: window),
      SceneRectangle(
        left: x + size * 0.16, top: base - size * 0.36, right: x + size * 0.34, bottom: base - size * 0.16, alpha: 1, colour: window),
      SceneRectangle(left: x - size * 0.07, top: base - size * 0.3, right: x + size * 0.09, bottom: base, alpha: 1, colour: palette.trunk),
    ])
  }
}
