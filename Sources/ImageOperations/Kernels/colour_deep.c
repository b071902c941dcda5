#include "colour_deep.h"
#include "colour_matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { levels = 65536 };

struct colour_deep {
  float light[3][levels];
  /// The sRGB level, 0 to 65,535, of evenly spaced amounts of light; one more, so that the last can be interpolated.
  float encoded[levels + 1];
  float matrix[3][3];
};

static float srgb_encoded(double light) {
  return (float)(65535.0 * (light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1.0 / 2.4) - 0.055));
}

colour_deep *colour_deep_make(const double source_primaries[3][3], const double target_primaries[3][3], const float *light[3]) {
  colour_deep *deep = malloc(sizeof *deep);
  if (!deep) return NULL;
  double matrix[3][3];
  colour_matrix_between(source_primaries, target_primaries, matrix);
  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 3; column++) deep->matrix[row][column] = (float)matrix[row][column];
  for (int channel = 0; channel < 3; channel++)
    for (int level = 0; level < levels; level++) {
      const float value = light[channel][level];
      // Curves out of a file can yield anything; NaN becomes 0.
      deep->light[channel][level] = value > 0.0f ? (value < 1.0f ? value : 1.0f) : 0.0f;
    }
  for (int index = 0; index <= levels; index++) {
    const double amount = (double)index / (levels - 1);
    deep->encoded[index] = srgb_encoded(amount < 1.0 ? amount : 1.0);
  }
  return deep;
}

/// Returns the sRGB level of light. The curve is straight where the table is coarse, so that interpolation stays within a hundredth of a
/// level.
static uint16_t encoded_level(const colour_deep *deep, float light) {
  const float clamped = light > 0.0f ? (light < 1.0f ? light : 1.0f) : 0.0f;
  const float place = clamped * (levels - 1);
  const int index = (int)place;
  const float low = deep->encoded[index];
  return (uint16_t)(low + (deep->encoded[index + 1] - low) * (place - (float)index) + 0.5f);
}

void colour_deep_apply(const colour_deep *deep, const uint8_t *source, size_t count, uint8_t *target) {
  for (size_t index = 0; index < count; index++, source += 8, target += 8) {
    uint16_t samples[4];
    memcpy(samples, source, sizeof samples);
    const float red = deep->light[0][samples[0]], green = deep->light[1][samples[1]], blue = deep->light[2][samples[2]];
    for (int row = 0; row < 3; row++)
      samples[row] = encoded_level(deep, deep->matrix[row][0] * red + deep->matrix[row][1] * green + deep->matrix[row][2] * blue);
    memcpy(target, samples, sizeof samples);
  }
}

void colour_deep_free(colour_deep *deep) { free(deep); }
