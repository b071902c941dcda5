/// Starting points for pictures that go somewhere.
extension PipelineStarter {
  static let shopText = #"""
    # Products by season, from their pictures to a page: one asset for each picture and season.
    #   aquatint plan FILE      what would be made, why, and what it costs; spends nothing
    #   aquatint run FILE       makes it; what was paid for is kept in .aquatint beside this file and never asked again
    version: 1
    model: gemini-3-pro-image
    # gateway: google           # needs GEMINI_API_KEY; without a gateway the built-in emulator answers, for free

    sources: products/*.{jpg,jpeg,png,heic,webp}   # sources are only read
    matrix:
      season: [spring, winter]

    asset: "${source.stem}-${season}"
    output: output/STEM         # relative to this file

    stages:
      - decode: "${source}"     # upright, in sRGB
      - normalize: {longest: 1536}
      - generate:               # the one stage that is paid for on a real gateway
          prompt: Place the product in a ${season} scene. Keep its shape and its label.
          aspectRatio: "4:3"
          imageSize: 1K
      - decode: result
      - verify: {otherwise: [crop 5%, fail]}
      - thumbnails:             # changed as often as you like: nothing from here on costs anything
          - {name: wide, width: 1024, height: 768, fit: cover, format: webp, quality: 82}
          - {name: narrow, width: 512, height: 384, fit: cover, format: webp, quality: 82}
          - {name: fallback, width: 512, height: 384, fit: cover, format: jpeg, quality: 80}

    deliver:                    # made of all assets together
      - srcset:                 # a <picture> for each asset, and images.json and images.ts
          to: web
          renditions: [wide, narrow, fallback]
          sizes: "(max-width: 600px) 100vw, 512px"
          alt: "${source.stem}, ${season}"
          placeholder: dataURI

    """#

  static let iconsText = #"""
    # Icons of items, from a table to a sheet: one row, one icon.
    #   aquatint plan FILE      what would be made, why, and what it costs; spends nothing
    #   aquatint run FILE       makes it; what was paid for is kept in .aquatint beside this file and never asked again
    version: 1
    model: gemini-3-pro-image
    # gateway: google           # needs GEMINI_API_KEY; without a gateway the built-in emulator answers, for free

    rows:                       # or a table: `rows: items.csv`, whose first line has the names
      - {item: lantern, material: brass}
      - {item: key, material: iron}
      - {item: potion, material: glass, note: The liquid inside is violet.}   # added to the prompt of this row

    asset: "${item}"
    output: output/STEM         # relative to this file

    stages:
      - generate:               # the one stage that is paid for on a real gateway
          prompt: An item of a game as an icon. A ${material} ${item}, alone, seen from the front, without text.
          aspectRatio: "1:1"
          imageSize: 1K
          ground: auto        # one sentence more in the prompt: a flat ground, which 'cutout' takes away
      - decode: result
      - verify: {otherwise: [crop 2%, fail]}
      - cutout: {}            # transparent where the ground was
      - thumbnails: [{name: sprite, width: 96, height: 96, fit: cover, format: png}]

    deliver:                    # made of all assets together
      - atlas: {to: game, name: items, rendition: sprite, padding: 2}

    """#
}
