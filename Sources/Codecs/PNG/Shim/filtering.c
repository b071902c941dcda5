#include "filtering.h"

#include <string.h>

enum { filters = 5 };

// In 16 bits, of which a vector holds twice as many as of an int.
static inline uint8_t paeth(int16_t left, int16_t above, int16_t corner) {
  const int16_t byLeft = (int16_t)(above - corner);
  const int16_t byAbove = (int16_t)(left - corner);
  const int16_t byCorner = (int16_t)(byLeft + byAbove);
  const int16_t distanceLeft = (int16_t)(byLeft < 0 ? -byLeft : byLeft);
  const int16_t distanceAbove = (int16_t)(byAbove < 0 ? -byAbove : byAbove);
  const int16_t distanceCorner = (int16_t)(byCorner < 0 ? -byCorner : byCorner);
  const int16_t leftOrAbove = distanceLeft <= distanceAbove ? left : above;
  const int16_t nearest = distanceLeft <= distanceAbove ? distanceLeft : distanceAbove;
  return (uint8_t)(nearest <= distanceCorner ? leftOrAbove : corner);
}

// One loop for each filter, so that the compiler makes vectors of them.
static void apply(int filter, const uint8_t *restrict row, const uint8_t *restrict above, size_t length, size_t pixel,
                  uint8_t *restrict target) {
  // Left of the first pixel there are zeros.
  for (size_t index = 0; index < pixel && index < length; index++) {
    const uint8_t predicted = filter == 2 || filter == 4 ? above[index] : filter == 3 ? above[index] / 2 : 0;
    target[index] = (uint8_t)(row[index] - predicted);
  }
  switch (filter) {
    case 1:
      for (size_t index = pixel; index < length; index++) target[index] = (uint8_t)(row[index] - row[index - pixel]);
      break;
    case 2:
      for (size_t index = pixel; index < length; index++) target[index] = (uint8_t)(row[index] - above[index]);
      break;
    case 3:
      for (size_t index = pixel; index < length; index++)
        target[index] = (uint8_t)(row[index] - ((row[index - pixel] + above[index]) >> 1));
      break;
    case 4:
      for (size_t index = pixel; index < length; index++)
        target[index] = (uint8_t)(row[index] - paeth(row[index - pixel], above[index], above[index - pixel]));
      break;
    default:
      if (length > pixel) memcpy(target + pixel, row + pixel, length - pixel);
      break;
  }
}

static uint64_t weight(const uint8_t *bytes, size_t length) {
  uint64_t sum = 0;
  while (length > 0) {
    const size_t part = length < (1 << 16) ? length : 1 << 16;
    uint32_t partial = 0;
    for (size_t index = 0; index < part; index++) {
      const uint8_t negated = (uint8_t)-bytes[index];
      partial += bytes[index] < negated ? bytes[index] : negated;
    }
    sum += partial;
    bytes += part;
    length -= part;
  }
  return sum;
}

void CPNGFilterRow(const uint8_t *row, const uint8_t *above, size_t length, size_t pixel, uint8_t *scratch, uint8_t *target) {
  target[0] = 0;
  memcpy(target + 1, row, length);
  uint64_t least = weight(row, length);
  for (int filter = 1; filter < filters; filter++) {
    apply(filter, row, above, length, pixel, scratch);
    const uint64_t sum = weight(scratch, length);
    if (sum >= least) continue;
    least = sum;
    target[0] = (uint8_t)filter;
    memcpy(target + 1, scratch, length);
  }
}
