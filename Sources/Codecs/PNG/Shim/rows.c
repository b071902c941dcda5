#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "CPNGReconstruction.h"

struct CPNGRows {
  uint32_t width;
  uint32_t height;
  size_t pixel;
  size_t longest;
  // Bytes of a row in the file, with the number of its filter.
  size_t filtered;
  // The last row that was made; zeros before the first.
  uint8_t *above;
  // Room for rows that do not lie together in what is inflated at once: margins around each.
  uint8_t *copies;
  size_t copySize;
};

CPNGRows *CPNGRowsMake(uint32_t width, uint32_t height, size_t pixel, size_t longest) {
  if (width < CPNGNarrowest) return NULL;
  CPNGRows *rows = calloc(1, sizeof *rows);
  if (rows == NULL) return NULL;
  rows->width = width;
  rows->height = height;
  rows->pixel = pixel;
  rows->longest = longest;
  rows->filtered = (size_t)width * pixel + 1;
  rows->copySize = rows->filtered + 2 * CPNGRowMargin;
  rows->above = calloc(width, 4);
  rows->copies = calloc(CPNGRowsAtOnce, rows->copySize);
  if (rows->above == NULL || rows->copies == NULL) {
    CPNGRowsRelease(rows);
    return NULL;
  }
  return rows;
}

void CPNGRowsRelease(CPNGRows *rows) {
  if (rows == NULL) return;
  free(rows->above);
  free(rows->copies);
  free(rows);
}

// Copies the next filtered row. Returns false if there is none.
static int copyRow(CPNGRows *rows, CPNGInflation *inflation, uint8_t *target) {
  size_t copied = 0;
  while (copied < rows->filtered) {
    const uint8_t *bytes;
    const size_t part = CPNGInflationTake(inflation, rows->filtered - copied, &bytes);
    if (part == 0) return 0;
    memcpy(target + copied, bytes, part);
    copied += part;
  }
  return 1;
}

// Finds the next `count` filtered rows, with their margins: where they were inflated, if they are all there, else as copies.
static int findRows(CPNGRows *rows, CPNGInflation *inflation, size_t count, const uint8_t *found[CPNGRowsAtOnce]) {
  const uint8_t *bytes;
  const int areTogether = CPNGInflationReady(inflation) >= count * rows->filtered;
  if (areTogether) CPNGInflationTake(inflation, count * rows->filtered, &bytes);
  for (size_t index = 0; index < count; index++) {
    CPNGInflationAllow(inflation, rows->longest, rows->height);
    uint8_t *copy = rows->copies + index * rows->copySize + CPNGRowMargin;
    if (!areTogether && !copyRow(rows, inflation, copy)) return 0;
    found[index] = areTogether ? bytes + index * rows->filtered : copy;
  }
  return 1;
}

uint32_t CPNGRowsRead(CPNGRows *rows, CPNGInflation *inflation, uint32_t count, uint8_t *pixels) {
  const size_t stride = (size_t)rows->width * 4;
  const uint8_t *above = rows->above;
  uint32_t done = 0;
  while (done < count) {
    const size_t group = count - done < CPNGRowsAtOnce ? count - done : CPNGRowsAtOnce;
    const uint8_t *found[CPNGRowsAtOnce] = {NULL};
    uint8_t filters[CPNGRowsAtOnce] = {0};
    if (!findRows(rows, inflation, group, found)) break;
    int areKnown = 1;
    for (size_t index = 0; index < group; index++) {
      filters[index] = *found[index]++;
      if (filters[index] > 4) areKnown = 0;
    }
    if (!areKnown) break;
    uint8_t *target = pixels + done * stride;
    CPNGReconstruct(found, filters, group, above, rows->width, rows->pixel, target);
    done += (uint32_t)group;
    above = target + (group - 1) * stride;
  }
  if (done > 0) memcpy(rows->above, above, stride);
  return done;
}
