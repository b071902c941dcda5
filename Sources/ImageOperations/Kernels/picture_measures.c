#include "measure_kernels.h"

#include <string.h>

static inline uint32_t distance(uint32_t first, uint32_t second) { return first > second ? first - second : second - first; }

/// The largest difference of a channel.
static inline uint32_t difference(const uint8_t *first, const uint8_t *second) {
  uint32_t most = 0;
  for (int channel = 0; channel < 3; channel++) {
    const uint32_t value = distance(first[channel], second[channel]);
    if (value > most) most = value;
  }
  return most;
}

/// The level below which `per_myriad` of 10,000 of the counted lie.
static uint32_t quantile(const uint64_t *histogram, uint64_t total, uint64_t per_myriad) {
  uint64_t seen = 0;
  for (uint32_t level = 0; level < 256; level++) {
    seen += histogram[level];
    if (seen * 10000 >= total * per_myriad) return level;
  }
  return 255;
}

/// The pixel at `along` of the row or column that lies `depth` inward of a side (0 top, 1 bottom, 2 left, 3 right).
static const uint8_t *side_pixel(const uint8_t *pixels, size_t width, size_t height, int side, size_t depth, size_t along) {
  switch (side) {
    case 0: return pixels + (depth * width + along) * 4;
    case 1: return pixels + ((height - 1 - depth) * width + along) * 4;
    case 2: return pixels + (along * width + depth) * 4;
    default: return pixels + (along * width + width - 1 - depth) * 4;
  }
}

/// Lines of one colour from a side inward, where the line after them is another one along most of its middle; else 0.
static uint32_t bar(const uint8_t *pixels, size_t width, size_t height, int side) {
  enum { same = 8, other = 16 };
  const size_t deep = side < 2 ? height : width, length = side < 2 ? width : height;
  const uint8_t *colour = side_pixel(pixels, width, height, side, 0, length / 2);
  // What lies in the corners may belong to the bars of the other sides.
  const size_t from = length / 5, to = length - length / 5;
  for (size_t depth = 0; depth < deep / 2; depth++) {
    size_t off = 0, far = 0;
    for (size_t along = from; along < to; along++) {
      const uint32_t value = difference(side_pixel(pixels, width, height, side, depth, along), colour);
      off += value > same;
      far += value > other;
    }
    if (off * 100 <= to - from) continue;
    // An edge that compression has softened takes two lines.
    for (size_t after = depth + 1; after < depth + 3 && after < deep; after++) {
      size_t here = 0;
      for (size_t along = from; along < to; along++)
        here += difference(side_pixel(pixels, width, height, side, after, along), colour) > other;
      if (here > far) far = here;
    }
    return far * 10 >= (to - from) * 8 ? (uint32_t)depth : 0;
  }
  return 0;
}

/// How much of the height of the strongest edges one pixel makes: the difference of neighbours against that of pixels four apart.
static float sharpness(const uint8_t *pixels, size_t width, size_t height) {
  uint64_t near[256] = {0}, far[256] = {0}, total = 0;
  for (int is_column = 0; is_column < 2; is_column++) {
    const size_t lines = is_column ? width : height, length = is_column ? height : width;
    const size_t step = is_column ? width : 1, line_step = is_column ? 1 : width;
    for (size_t line = 0; line < lines; line++)
      for (size_t place = 0; place + 4 < length; place++) {
        const uint8_t *pixel = pixels + (line * line_step + place * step) * 4;
        near[difference(pixel + step * 8, pixel + step * 4)]++;
        far[difference(pixel + step * 16, pixel)]++;
        total++;
      }
  }
  if (total == 0) return 1;
  // A sharp edge is seen by four pairs that are four apart, and by one pair of neighbours.
  const uint32_t edge = quantile(far, total, 9952);
  if (edge < 12) return 1;
  const float share = (float)quantile(near, total, 9988) / (float)edge;
  return share < 1 ? share : 1;
}

picture_measures pictures_measure(const uint8_t *pixels, size_t width, size_t height, int is_full) {
  picture_measures found = {0};
  uint64_t histogram[3][256] = {{0}}, visible = 0, clipped = 0, transparent = 0;
  const size_t count = width * height;
  for (size_t index = 0; index < count; index++) {
    const uint8_t *pixel = pixels + index * 4;
    transparent += pixel[3] < 128;
    if (pixel[3] == 0) continue;
    visible++;
    for (int channel = 0; channel < 3; channel++) histogram[channel][pixel[channel]]++;
    clipped += (pixel[0] == 0 && pixel[1] == 0 && pixel[2] == 0) || (pixel[0] == 255 && pixel[1] == 255 && pixel[2] == 255);
  }
  for (int channel = 0; channel < 3 && visible; channel++) {
    const uint32_t range = quantile(histogram[channel], visible, 9950) - quantile(histogram[channel], visible, 50);
    if (range > found.range) found.range = range;
  }
  found.clipped = visible ? (float)((double)clipped / (double)visible) : 0;
  found.transparent = (float)((double)transparent / (double)count);
  found.sharpness = is_full ? sharpness(pixels, width, height) : 1;
  for (int side = 0; side < 4 && is_full; side++) found.bars[side] = bar(pixels, width, height, side);
  return found;
}
