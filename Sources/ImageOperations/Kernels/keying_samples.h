#ifndef KEYING_SAMPLES_H
#define KEYING_SAMPLES_H

#include <string.h>

#include "keying_kernels.h"

/// One sample of a pixel, as it is stored.
static inline uint32_t stored_sample(const uint8_t *samples, const keying_picture *picture, size_t pixel, int channel) {
  if (!picture->is_deep) return samples[pixel * 4 + (size_t)channel];
  uint16_t value;
  memcpy(&value, samples + (pixel * 4 + (size_t)channel) * 2, 2);
  return value;
}

/// The same in levels of 8 bits.
static inline float sample_level(const uint8_t *samples, const keying_picture *picture, size_t pixel, int channel) {
  const uint32_t value = stored_sample(samples, picture, pixel, channel);
  return picture->is_deep ? (float)value / 257.0f : (float)value;
}

static inline void store_sample(uint8_t *samples, const keying_picture *picture, size_t pixel, int channel, uint32_t value) {
  if (!picture->is_deep) {
    samples[pixel * 4 + (size_t)channel] = (uint8_t)value;
    return;
  }
  const uint16_t deep = (uint16_t)value;
  memcpy(samples + (pixel * 4 + (size_t)channel) * 2, &deep, 2);
}

#endif
