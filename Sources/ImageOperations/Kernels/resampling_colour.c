#include "resampling_kernels.h"
#include "srgb_encoding.h"

#include <string.h>

bool resampling_unpack_curves(const uint8_t *pixels, size_t pixel_offset, size_t count, const float *curves, float *planes,
                              size_t plane_offset, size_t plane_stride) {
  planes += plane_offset;
  pixels += pixel_offset * 4;
  unsigned opaque = 255;
  for (size_t index = 0; index < count; index++) opaque &= pixels[index * 4 + 3];
  for (size_t channel = 0; channel < 3; channel++) {
    const float *curve = curves + channel * 256;
    float *plane = planes + channel * plane_stride;
    for (size_t index = 0; index < count; index++) plane[index] = curve[pixels[index * 4 + channel]];
  }
  if (opaque != 255) {
    float *alpha = planes + 3 * plane_stride;
    for (size_t index = 0; index < count; index++) {
      const float coverage = (float)pixels[index * 4 + 3] * (1.0f / 255.0f);
      alpha[index] = coverage;
      for (size_t channel = 0; channel < 3; channel++) planes[channel * plane_stride + index] *= coverage;
    }
  }
  for (size_t plane = 0; plane < 4; plane++)
    memset(planes + plane * plane_stride + count, 0, (plane_stride - count) * sizeof *planes);
  return opaque == 255;
}

void resampling_change_primaries(float *rows, size_t row_offset, size_t count, const float *matrix) {
  float *row = rows + row_offset;
  light_quad columns[3];
  for (int column = 0; column < 3; column++)
    columns[column] = (light_quad){matrix[column], matrix[3 + column], matrix[6 + column], 0};
  for (size_t index = 0; index < count; index++, row += 4) {
    light_quad changed = columns[0] * row[0] + columns[1] * row[1] + columns[2] * row[2];
    changed[3] = row[3];
    memcpy(row, &changed, sizeof changed);
  }
}

void resampling_pack_curves(const float *rows, size_t row_offset, size_t count, const uint8_t *buckets, const float *thresholds,
                            uint8_t *pixels, size_t pixel_offset) {
  const float *row = rows + row_offset;
  uint8_t *target = pixels + pixel_offset * 4;
  for (size_t index = 0; index < count; index++, row += 4, target += 4) {
    light_quad value;
    memcpy(&value, row, sizeof value);
    const uint8_t alpha_level = (uint8_t)(clamped_quad(value)[3] * 255.0f + 0.5f);
    if (alpha_level == 0) {
      memset(target, 0, 4);
      continue;
    }
    const light_quad light = clamped_quad(value * (1.0f / value[3]));
    for (int channel = 0; channel < 3; channel++) {
      const float *limits = thresholds + channel * 257;
      // Some curves have many levels in one bucket.
      int level = buckets[channel * RESAMPLING_BUCKETS + (int)(light[channel] * (float)(RESAMPLING_BUCKETS - 1))];
      while (level < 255 && light[channel] > limits[level + 1]) level++;
      target[channel] = (uint8_t)level;
    }
    target[3] = alpha_level;
  }
}
