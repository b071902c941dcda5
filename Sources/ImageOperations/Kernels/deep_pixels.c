#include "deep_pixel_kernels.h"

#include <string.h>

enum { pixel_bytes = 8 };

void deep_pixels_set_upright(const uint8_t *source, size_t width, size_t height, int orientation, uint8_t *target) {
  const bool swaps = orientation >= 5;
  // Of the stored picture's axes, those that run the other way in the upright one.
  const bool mirrors_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool mirrors_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  for (size_t y = 0; y < height; y++) {
    const size_t to_y = mirrors_y ? height - 1 - y : y;
    for (size_t x = 0; x < width; x++) {
      const size_t to_x = mirrors_x ? width - 1 - x : x;
      const size_t place = swaps ? to_x * height + to_y : to_y * width + to_x;
      memcpy(target + place * pixel_bytes, source + (y * width + x) * pixel_bytes, pixel_bytes);
    }
  }
}

void deep_pixels_lay_over(const uint8_t *source, size_t source_offset, size_t count, const uint8_t *colour, uint8_t *target,
                          size_t target_offset) {
  const uint64_t top = 65535;
  uint64_t behind[4];
  for (int channel = 0; channel < 4; channel++) behind[channel] = colour[channel] * 257u;
  source += source_offset * pixel_bytes;
  target += target_offset * pixel_bytes;
  for (size_t index = 0; index < count; index++, source += pixel_bytes, target += pixel_bytes) {
    uint16_t samples[4];
    memcpy(samples, source, sizeof samples);
    // Coverage in units of 1/65535^2, so that nothing is rounded before the end; every product fits in 64 bits.
    const uint64_t front = samples[3] * top;
    const uint64_t back = behind[3] * (top - samples[3]);
    const uint64_t whole = front + back;
    if (whole == 0) {
      memset(samples, 0, sizeof samples);
    } else if (samples[3] != top) {
      for (int channel = 0; channel < 3; channel++)
        samples[channel] = (uint16_t)((samples[channel] * front + behind[channel] * back + whole / 2) / whole);
      samples[3] = (uint16_t)((whole + top / 2) / top);
    }
    memcpy(target, samples, sizeof samples);
  }
}

bool deep_pixels_unpack(const uint8_t *pixels, size_t offset, size_t count, const float *levels, size_t level_stride, float *planes,
                        size_t plane_offset, size_t plane_stride) {
  planes += plane_offset;
  float *red = planes, *green = planes + plane_stride, *blue = planes + 2 * plane_stride, *alpha = planes + 3 * plane_stride;
  pixels += offset * pixel_bytes;
  unsigned opaque = 65535;
  for (size_t index = 0; index < count; index++) {
    uint16_t samples[4];
    memcpy(samples, pixels + index * pixel_bytes, sizeof samples);
    opaque &= samples[3];
    const float coverage = (float)samples[3] * (1.0f / 65535.0f);
    float light[3];
    for (size_t channel = 0; channel < 3; channel++)
      light[channel] = levels ? levels[channel * level_stride + samples[channel]] : (float)samples[channel] * (1.0f / 65535.0f);
    red[index] = light[0] * coverage;
    green[index] = light[1] * coverage;
    blue[index] = light[2] * coverage;
    alpha[index] = coverage;
  }
  for (size_t index = count; index < plane_stride; index++) red[index] = green[index] = blue[index] = alpha[index] = 0.0f;
  return opaque == 65535;
}
