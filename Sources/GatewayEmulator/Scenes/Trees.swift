import CSceneKernel

extension Scene {
  /// Adds one fir: tiers of drooping branches around a stem.
  private mutating func addPine(x: Float, base: Float, height: Float, to outline: inout Outline, tiers: Int) {
    outline.rectangle(left: x - height * 0.018, top: base - height * 0.3, right: x + height * 0.018, bottom: base)
    let lean = generator.number(-0.015, 0.015) * height
    for tier in 0..<tiers {
      let share = Float(tier) / Float(tiers)
      let top = base - height + height * 0.88 * share * 0.94
      let bottom = base - height * 0.90 + height * 0.90 * (share + 1.25 / Float(tiers)) * 0.86
      let half = height * (0.045 + 0.17 * (share + 0.5 / Float(tiers))) * generator.number(0.86, 1.14)
      let middle = x + lean * (1 - share)
      outline.polygon([
        (middle, top), (middle + half * 0.42, bottom - (bottom - top) * 0.34), (middle + half, bottom),
        (middle + half * 0.4, bottom - height * 0.018), (middle, bottom + height * 0.006), (middle - half * 0.45, bottom - height * 0.016),
        (middle - half * generator.number(0.88, 1.08), bottom + height * 0.004), (middle - half * 0.4, bottom - (bottom - top) * 0.36),
      ])
    }
  }

  /// Paints firs along an edge, as one silhouette.
  mutating func paintPines(
    along rows: [Float], height: Float, spacing: Float, colour: SceneColour, density: Float, snow: Bool, on canvas: inout Canvas
  ) {
    var outline = Outline()
    var x = -spacing
    var lowest: Float = 0
    var highest = layout.height
    while x < layout.width + spacing {
      x += spacing * generator.number(0.6, 1.5)
      guard generator.chance(density) else {
        x += spacing * generator.number(0.5, 2.5)
        continue
      }
      let base = rows[min(max(Int(x), 0), rows.count - 1)] + height * 0.1
      let size = height * generator.number(0.55, 1.2)
      lowest = max(lowest, base)
      highest = min(highest, base - size)
      addPine(x: x, base: base, height: size, to: &outline, tiers: height > 24 ? 6 : 4)
    }
    canvas.fill(outline, top: snow ? colour.mixed(palette.cloudLit, 0.28) : colour, bottom: colour, from: highest, to: lowest)
  }

  mutating func paintPine(x: Float, base: Float, height: Float, colour: SceneColour, snow: Bool, on canvas: inout Canvas) {
    var outline = Outline()
    let before = generator
    addPine(x: x, base: base, height: height, to: &outline, tiers: 9)
    canvas.fill(outline, top: colour.mixed(palette.haze, 0.16), bottom: colour, from: base - height, to: base)
    guard snow else { return }
    generator = before
    var caps = Outline()
    let tiers = 9
    for tier in 0..<tiers {
      let share = (Float(tier) + 0.2) / Float(tiers)
      let top = base - height + height * 0.83 * share
      let half = height * (0.04 + 0.165 * share)
      let drop = height * 0.085
      for side: Float in [-1, 1] {
        let size: Float = side == isLit ? 1 : 0.7
        caps.polygon([
          (x, top - drop * 0.2), (x + side * half * 0.5 * size, top + drop * 0.42), (x + side * half * 0.98 * size, top + drop * 1.12),
          (x + side * half * 0.62 * size, top + drop * 0.92), (x + side * half * 0.42 * size, top + drop * 1.02),
          (x + side * half * 0.2 * size, top + drop * 0.6),
        ])
      }
    }
    canvas.fill(caps, SceneColour(0xF4F8FC).lit(by: palette.ambient.mixed(SceneColour(0xFFFFFF), 0.4)), alpha: 0.88)
  }

  /// Paints a broad tree: a stem with branches, and clumps of leaves that are lighter towards the light. Bare in winter.
  mutating func paintTree(x: Float, base: Float, height: Float, on canvas: inout Canvas) {
    var stem = Outline()
    let crown = base - height * 0.55
    let half = height * 0.024
    stem.polygon([
      (x - half * 2.1, base + height * 0.012), (x - half * 1.1, base - height * 0.05), (x - half * 0.7, crown), (x + half * 0.7, crown),
      (x + half * 1.1, base - height * 0.05), (x + half * 2.1, base + height * 0.012),
    ])
    addBranches(
      from: (x, base - height * 0.3), angle: -1.57, length: height * 0.22, width: height * 0.03, depth: theme.season == .winter ? 5 : 2,
      to: &stem)
    canvas.fill(stem, top: palette.trunk, bottom: palette.trunk.scaled(0.7), from: crown, to: base)
    if theme.season != .winter { paintFoliage(x: x, y: base - height * 0.61, height: height, on: &canvas) }
  }

  /// Paints dabs of leaves around a few clumps: dark ones below and behind, light ones towards the light.
  private mutating func paintFoliage(x: Float, y: Float, height: Float, on canvas: inout Canvas) {
    var clumps: [(x: Float, y: Float, radius: Float)] = [(x, y, height * 0.15), (x, y + height * 0.1, height * 0.12)]
    for _ in 0..<22 {
      let (sine, cosine) = Outline.sineAndCosine(generator.number(0, 6.283))
      let away = generator.number(0.05, 1).squareRoot()
      clumps.append((x + cosine * away * height * 0.25, y + sine * away * height * 0.23, height * generator.number(0.075, 0.125)))
    }
    let dark = palette.foliage[0].scaled(0.72)
    var discs = clumps.map {
      SceneDisc(x: $0.x, y: $0.y, radius: $0.radius * 0.86, softness: max(1, $0.radius * 0.2), alpha: 1, colour: dark)
    }
    let count = height > 60 ? 1_500 : 320
    for index in 0..<count {
      let clump = generator.pick(clumps)
      let (sine, cosine) = Outline.sineAndCosine(generator.number(0, 6.283))
      let away = generator.number(0, 1).squareRoot() * clump.radius * 1.12
      let (dx, dy) = (cosine * away, sine * away)
      // The share of the light for this dab: from its place in its clump, and from its clump's place in the tree.
      let inClump = (dx * isLit * 0.6 - dy) / clump.radius
      let inTree = ((clump.x - x) * isLit * 0.5 - (clump.y - y)) / (height * 0.3)
      let light = max(0, min(1, 0.42 + 0.34 * inClump + 0.26 * inTree + generator.number(-0.22, 0.22) + 0.12 * Float(index) / Float(count)))
      let colour =
        light < 0.5
        ? dark.mixed(palette.foliage[1], light * 2) : palette.foliage[1].mixed(palette.foliage[2], light * 2 - 1)
      let size = height * generator.number(0.006, 0.0135)
      discs.append(SceneDisc(x: clump.x + dx, y: clump.y + dy, radius: size, softness: max(1, size * 0.3), alpha: 0.92, colour: colour))
    }
    canvas.fill(discs)
  }

  private mutating func addBranches(
    from start: (x: Float, y: Float), angle: Float, length: Float, width: Float, depth: Int, to outline: inout Outline
  ) {
    let (sine, cosine) = Outline.sineAndCosine(angle)
    let end = (x: start.x + cosine * length, y: start.y + sine * length)
    outline.stroke(from: start, to: end, width: width, endWidth: width * 0.62)
    guard depth > 0 else { return }
    for side: Float in [-1, 0.15, 1] where side != 0.15 || generator.chance(0.6) {
      addBranches(
        from: end, angle: angle + side * generator.number(0.28, 0.62), length: length * generator.number(0.62, 0.8), width: width * 0.62,
        depth: depth - 1, to: &outline)
    }
  }

  /// Paints blades of grass on an edge.
  mutating func paintGrass(along rows: [Float], colour: SceneColour, height: Float, on canvas: inout Canvas) {
    guard theme.season != .winter else { return }
    var blades = Outline()
    let count = min(1_400, Int(layout.width / layout.unit * 420))
    for _ in 0..<count {
      let x = generator.number(0, layout.width)
      let base = rows[min(Int(x), rows.count - 1)] + height * 0.3
      guard base < layout.height + height else { continue }
      let size = height * generator.number(0.3, 1)
      let bend = size * generator.number(-0.5, 0.5)
      blades.polygon([
        (x - size * 0.05, base), (x + bend * 0.4 - size * 0.02, base - size * 0.6), (x + bend, base - size), (x + size * 0.06, base),
      ])
    }
    canvas.fill(blades, colour)
  }

  mutating func paintPalm(x: Float, base: Float, height: Float, on canvas: inout Canvas) {
    var tree = Outline()
    let bend = height * generator.number(0.12, 0.26) * (x < layout.width / 2 ? 1 : -1)
    var points: [(x: Float, y: Float)] = []
    for step in 0...12 {
      let share = Float(step) / 12
      points.append((x + bend * share * share, base - height * share))
    }
    for index in 1..<points.count {
      let share = Float(index) / 12
      tree.stroke(
        from: points[index - 1], to: points[index], width: height * (0.036 - 0.017 * share), endWidth: height * (0.035 - 0.017 * share))
    }
    let crown = points[12]
    for leaf in 0..<12 {
      let side: Float = leaf % 2 == 0 ? 1 : -1
      let angle = -1.57 + side * (0.34 + Float(leaf / 2) * 0.36 + generator.number(-0.1, 0.1))
      let length = height * generator.number(0.30, 0.42)
      let (sine, cosine) = Outline.sineAndCosine(angle)
      var spine: [(x: Float, y: Float)] = []
      for step in 0...8 {
        let share = Float(step) / 8
        spine.append((crown.x + cosine * length * share, crown.y + sine * length * share * 0.9 + length * 0.5 * share * share))
      }
      for index in 1..<spine.count {
        tree.stroke(from: spine[index - 1], to: spine[index], width: height * 0.014, endWidth: height * 0.010, round: false)
        let size = height * 0.075 * (1.15 - Float(index) / 9)
        tree.polygon([spine[index - 1], (spine[index].x + cosine * size * 0.5, spine[index].y + size), spine[index]])
        tree.polygon([spine[index - 1], (spine[index].x + cosine * size * 0.7, spine[index].y - size * 0.3), spine[index]])
      }
    }
    let dark = palette.terrain.scaled(0.34)
    canvas.fill(tree, top: dark.mixed(palette.haze, 0.1), bottom: dark.scaled(0.8), from: base - height, to: base)
  }
}
