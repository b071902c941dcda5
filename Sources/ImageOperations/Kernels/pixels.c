#include "pixel_kernels.h"

#include <string.h>

/// The side of the square blocks in which a transposition walks; a block of each picture fits in the first-level cache.
enum { block_side = 32 };

static inline size_t smaller(size_t first, size_t second) { return first < second ? first : second; }

static void mirror_row(const uint8_t *source, size_t width, uint8_t *target) {
  for (size_t x = 0; x < width; x++) memcpy(target + (width - 1 - x) * 4, source + x * 4, 4);
}

/// Applies the orientations 5 to 8: source column x becomes a target row, from the top or from the bottom, and likewise for rows.
static void exchange_axes(const uint8_t *source, size_t width, size_t height, int mirrors_rows, int mirrors_columns, uint8_t *target) {
  for (size_t top = 0; top < height; top += block_side) {
    const size_t bottom = smaller(top + block_side, height);
    for (size_t left = 0; left < width; left += block_side) {
      const size_t right = smaller(left + block_side, width);
      for (size_t x = left; x < right; x++) {
        uint8_t *row = target + (mirrors_columns ? width - 1 - x : x) * height * 4;
        for (size_t y = top; y < bottom; y++)
          memcpy(row + (mirrors_rows ? height - 1 - y : y) * 4, source + (y * width + x) * 4, 4);
      }
    }
  }
}

void pixels_set_upright(const uint8_t *source, size_t width, size_t height, int orientation, uint8_t *target) {
  const size_t row = width * 4;
  switch (orientation) {
    case 2:
      for (size_t y = 0; y < height; y++) mirror_row(source + y * row, width, target + y * row);
      break;
    case 3:
      for (size_t y = 0; y < height; y++) mirror_row(source + y * row, width, target + (height - 1 - y) * row);
      break;
    case 4:
      for (size_t y = 0; y < height; y++) memcpy(target + (height - 1 - y) * row, source + y * row, row);
      break;
    case 5: exchange_axes(source, width, height, 0, 0, target); break;
    case 6: exchange_axes(source, width, height, 1, 0, target); break;
    case 7: exchange_axes(source, width, height, 1, 1, target); break;
    case 8: exchange_axes(source, width, height, 0, 1, target); break;
    default: memcpy(target, source, row * height); break;
  }
}

/// Lays pixels over an opaque colour, for which the divisor is constant. 255 is odd, so no quotient lies half way.
static void lay_over_opaque(const uint8_t *source, size_t count, const uint8_t *colour, uint8_t *target) {
  for (size_t index = 0; index < count; index++, source += 4, target += 4) {
    const uint32_t alpha = source[3];
    for (int channel = 0; channel < 3; channel++)
      target[channel] = (uint8_t)((source[channel] * alpha + colour[channel] * (255 - alpha) + 127) / 255);
    target[3] = 255;
  }
}

static void lay_over_translucent(const uint8_t *source, size_t count, const uint8_t *colour, uint8_t *target) {
  for (size_t index = 0; index < count; index++, source += 4, target += 4) {
    const uint32_t alpha = source[3];
    // Coverage in units of 1/65025, so that nothing is rounded before the end.
    const uint32_t front = alpha * 255;
    const uint32_t back = colour[3] * (255 - alpha);
    const uint32_t whole = front + back;
    if (alpha == 255) {
      memcpy(target, source, 4);
    } else if (whole == 0) {
      memset(target, 0, 4);
    } else {
      for (int channel = 0; channel < 3; channel++)
        target[channel] = (uint8_t)((source[channel] * front + colour[channel] * back + whole / 2) / whole);
      target[3] = (uint8_t)((whole + 127) / 255);
    }
  }
}

void pixels_lay_over(const uint8_t *source, size_t source_offset, size_t count, const uint8_t *colour, uint8_t *target,
                     size_t target_offset) {
  if (colour[3] == 255)
    lay_over_opaque(source + source_offset * 4, count, colour, target + target_offset * 4);
  else
    lay_over_translucent(source + source_offset * 4, count, colour, target + target_offset * 4);
}

static inline uint64_t distance(uint32_t first, uint32_t second) { return first > second ? first - second : second - first; }

void pixels_add_difference(const uint8_t *first, const uint8_t *second, size_t offset, size_t count, pixels_difference *difference) {
  first += offset * 4;
  second += offset * 4;
  for (size_t index = 0; index < count; index++, first += 4, second += 4) {
    uint64_t sum = 0, squares = 0;
    for (int channel = 0; channel < 4; channel++) {
      const uint32_t first_factor = channel == 3 ? 255 : first[3];
      const uint32_t second_factor = channel == 3 ? 255 : second[3];
      const uint64_t error = distance(first[channel] * first_factor, second[channel] * second_factor);
      sum += error;
      squares += error * error;
      if (error > difference->largest) difference->largest = error;
    }
    difference->sum += (double)sum;
    difference->sum_of_squares += (double)squares;
  }
}
