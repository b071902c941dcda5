#ifndef KEYING_KERNELS_H
#define KEYING_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// A picture whose ground is looked for: RGBA, of 8 or 16 bits a sample, rows from the top.
typedef struct keying_picture {
  size_t width, height;
  /// Whether samples have 16 bits.
  int is_deep;
} keying_picture;

/// What the border says about the ground. Levels are those of 8 bits, encoded as sRGB.
typedef struct keying_survey {
  /// The most frequent colour of the border.
  float ground[3];
  /// The share of the border that has nearly this colour, 0 to 1.
  float share;
  /// The largest difference of the medians of two parts of the border, in levels.
  float drift;
  /// What 95 of 100 pixels of the ground are at most off the median of their part, in levels.
  float noise;
  /// The side of a cell where the border alternates like a checkerboard, in pixels; else 0.
  float cell;
  /// The difference of the two colours of a checkerboard, in levels; 0 where there is none.
  float contrast;
} keying_survey;

/// Surveys the border. `samples` has `width * height * 4` samples of the picture's depth; both sides are at least 1.
keying_survey keying_survey_border(const uint8_t *samples, keying_picture picture);

/// How the ground is taken away.
typedef struct keying_settings {
  /// In levels of 8 bits, encoded.
  float ground[3];
  /// Pixels whose samples are all at most this many levels off the ground are ground.
  float tolerance;
  /// Levels by which the same colour may differ from place to place.
  float noise;
  /// The share of the ground's colour that is taken out of what stays, 0 to 1.
  float spill;
  /// Not 0 where what has some of the ground's colour is a surface of such a colour, and no ground shines through it.
  int is_opaque;
} keying_settings;

/// Gives each pixel the alpha and the colour that it has without the ground.
///
/// `samples` is as in `keying_survey_border`, and `target` has as many bytes and does not overlap. `levels` holds the light of each level:
/// 256 numbers, or 65,536 where the picture is deep, rising from 0 to 1. `state` has `width * height` bytes, of any content.
void keying_cut(const uint8_t *samples, keying_picture picture, const keying_settings *settings, const float *levels, uint8_t *state,
                uint8_t *target);

/// Lowers each alpha to the lowest within `radius` pixels along rows and columns. `target` is as `keying_cut` made it; `scratch` has
/// `width + height` numbers.
void keying_shrink(uint8_t *target, keying_picture picture, size_t radius, float *scratch);

/// What a cut picture looks like, as shares of its pixels, 0 to 1.
typedef struct keying_outcome {
  /// Pixels that are more transparent than opaque.
  double cut;
  /// Pixels of the outermost rows and columns that are more opaque than transparent.
  double touching;
} keying_outcome;

keying_outcome keying_measure(const uint8_t *samples, keying_picture picture);

#endif
