#ifndef SRGB_ENCODING_H
#define SRGB_ENCODING_H

#include "resampling_kernels.h"

/// Four floats, and four masks or indices, that the compiler maps to SSE2 or NEON.
typedef float light_quad __attribute__((vector_size(16)));
typedef int32_t index_quad __attribute__((vector_size(16)));

/// Limits each number to 0...1; NaN becomes 0.
///
/// By masks instead of branches, which noise would make unpredictable.
static inline light_quad clamped_quad(light_quad value) {
  const light_quad zero = {0}, one = {1, 1, 1, 1};
  const light_quad floored = (light_quad)((index_quad)value & (value > zero));
  const index_quad is_below = floored < one;
  return (light_quad)(((index_quad)floored & is_below) | ((index_quad)one & ~is_below));
}

/// Writes the levels nearest to the first three of four amounts of light, by the tables that `resampling_pack` describes.
///
/// A bucket is narrower than the narrowest level, so at most one threshold lies in it and one comparison decides the level.
static inline void encode_levels(light_quad value, const uint8_t *buckets, const float *thresholds, uint8_t *levels) {
  const light_quad light = clamped_quad(value);
  const index_quad places = __builtin_convertvector(light * (float)(RESAMPLING_BUCKETS - 1), index_quad);
  for (int channel = 0; channel < 3; channel++) {
    const uint8_t level = buckets[places[channel]];
    levels[channel] = (uint8_t)(level + (light[channel] >= thresholds[level + 1]));
  }
}

#endif
