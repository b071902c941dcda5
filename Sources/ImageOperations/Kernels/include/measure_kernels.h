#ifndef MEASURE_KERNELS_H
#define MEASURE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// What can be said of a picture without knowing what it shows. Levels are those of 8 bits as they are stored.
typedef struct picture_measures {
  /// The widest range of a channel that holds 99 of 100 pixels, in levels; transparent pixels are not counted.
  uint32_t range;
  /// What share of a strong edge's height is reached within one pixel, 0 to 1; 1 where there are no edges.
  float sharpness;
  /// The share of pixels with all channels at their lowest or all at their highest level, 0 to 1.
  float clipped;
  /// Rows and columns of one colour that end in a straight edge: top, bottom, left, right.
  uint32_t bars[4];
  /// The share of pixels with alpha below 128, 0 to 1.
  float transparent;
} picture_measures;

/// Measures `width * height` RGBA pixels of 8 bits; both are at least 1. Edges and bars, which take the longest, only where `is_full`.
picture_measures pictures_measure(const uint8_t *pixels, size_t width, size_t height, int is_full);

/// Colours with this many bits a channel are counted together.
enum { palette_bits = 5, palette_cells = 1 << (3 * palette_bits) };

/// The share of pixels with alpha of at least 128 that are at most `within` CIEDE2000 off one of `count` colours (sRGB, three bytes each); 1
/// where no pixel is opaque. `counts` has `palette_cells` numbers of any content, `sums` three for each.
double pictures_share_of_palette(const uint8_t *pixels, size_t count_of_pixels, const uint8_t *colours, size_t count, double within,
                                 const float *levels, uint64_t *counts, uint64_t *sums);

/// Colours with this many bits a channel are tallied together.
enum { tally_bits = 4, tally_cells = 1 << (3 * tally_bits) };

/// Adds the pixels with alpha of at least 128 to `tally_cells` counts.
void pictures_tally(const uint8_t *pixels, size_t count_of_pixels, uint64_t *counts);

/// The difference CIEDE2000 of a colour (sRGB, three bytes) to the nearest one tallied that is more than a trace; infinite where there is none.
double tally_distance(const uint8_t *colour, const uint64_t *counts, const float *levels);

/// CIELAB under D65 of linear sRGB (IEC 61966-2-1).
void colour_lab(const double *light, double *lab);

/// The difference CIEDE2000 of two colours in CIELAB.
double colour_difference(const double *first, const double *second);

#endif
