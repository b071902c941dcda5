#include "rendition_kernels.h"

#include <math.h>
#include <string.h>

void pixels_nearest(const uint8_t *source, size_t width, size_t bytes_per_pixel, const size_t *part, size_t target_width, size_t target_height,
                    uint8_t *target) {
  for (size_t row = 0; row < target_height; row++) {
    // The middle of the target's pixel, in the source's.
    const size_t y = part[1] + (2 * row + 1) * part[3] / (2 * target_height);
    for (size_t column = 0; column < target_width; column++) {
      const size_t x = part[0] + (2 * column + 1) * part[2] / (2 * target_width);
      memcpy(target + (row * target_width + column) * bytes_per_pixel, source + (y * width + x) * bytes_per_pixel, bytes_per_pixel);
    }
  }
}

void pixels_sharpen(const uint8_t *source, size_t width, size_t height, float amount, uint8_t *target) {
  for (size_t y = 0; y < height; y++)
    for (size_t x = 0; x < width; x++) {
      const uint8_t *pixel = source + (y * width + x) * 4;
      uint8_t *result = target + (y * width + x) * 4;
      memcpy(result, pixel, 4);
      if (pixel[3] == 0) continue;
      uint32_t weight = 0, sums[3] = {0}, lowest[3] = {255, 255, 255}, highest[3] = {0};
      for (size_t row = y ? y - 1 : 0; row <= y + 1 && row < height; row++)
        for (size_t column = x ? x - 1 : 0; column <= x + 1 && column < width; column++) {
          const uint8_t *other = source + (row * width + column) * 4;
          // 1 2 1 across and down, and what cannot be seen has no colour.
          const uint32_t share = (row == y ? 2u : 1u) * (column == x ? 2u : 1u) * other[3];
          if (share == 0) continue;
          weight += share;
          for (int channel = 0; channel < 3; channel++) {
            sums[channel] += share * other[channel];
            if (other[channel] < lowest[channel]) lowest[channel] = other[channel];
            if (other[channel] > highest[channel]) highest[channel] = other[channel];
          }
        }
      for (int channel = 0; channel < 3; channel++) {
        const float blurred = (float)sums[channel] / (float)weight, own = pixel[channel];
        // Beyond what is around by half of its range at most: more is a visible halo.
        const float room = 0.5f * (float)(highest[channel] - lowest[channel]);
        float value = own + amount * (own - blurred);
        value = fminf(fmaxf(value, (float)lowest[channel] - room), (float)highest[channel] + room);
        result[channel] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value + 0.5f);
      }
    }
}

int pixels_find_visible(const uint8_t *pixels, size_t width, size_t height, size_t bytes_per_pixel, size_t *part) {
  size_t left = width, right = 0, top = height, bottom = 0;
  const size_t sample = bytes_per_pixel / 4;
  for (size_t y = 0; y < height; y++)
    for (size_t x = 0; x < width; x++) {
      const uint8_t *alpha = pixels + (y * width + x) * bytes_per_pixel + 3 * sample;
      // Less than one level of 255 is not seen; of 16 bits the high byte is one of the two.
      uint16_t deep = 0;
      if (sample == 2) memcpy(&deep, alpha, 2);
      if (sample == 2 ? deep < 129 : *alpha == 0) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  if (left > right) return 0;
  part[0] = left;
  part[1] = top;
  part[2] = right - left + 1;
  part[3] = bottom - top + 1;
  return 1;
}

static inline int luma(const uint8_t *pixel) { return (77 * pixel[0] + 151 * pixel[1] + 28 * pixel[2]) >> 8; }

static inline int distance(int first, int second) { return first > second ? first - second : second - first; }

void pixels_interest(const uint8_t *pixels, size_t width, size_t height, uint64_t *columns, uint64_t *rows) {
  memset(columns, 0, width * sizeof *columns);
  memset(rows, 0, height * sizeof *rows);
  for (size_t y = 0; y < height; y++)
    for (size_t x = 0; x < width; x++) {
      const uint8_t *pixel = pixels + (y * width + x) * 4;
      if (pixel[3] == 0) continue;
      const uint8_t *beside = x + 1 < width ? pixel + 4 : pixel, *below = y + 1 < height ? pixel + width * 4 : pixel;
      int high = pixel[0], low = pixel[0];
      for (int channel = 1; channel < 3; channel++) {
        if (pixel[channel] > high) high = pixel[channel];
        if (pixel[channel] < low) low = pixel[channel];
      }
      const int own = luma(pixel), edges = distance(luma(beside), own) + distance(luma(below), own);
      const uint64_t interest = (uint64_t)(4 * edges + (high - low)) * pixel[3];
      columns[x] += interest;
      rows[y] += interest;
    }
}
