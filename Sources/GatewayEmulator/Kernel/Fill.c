#include <stdlib.h>
#include <string.h>

#include "Noise.h"

// Adds the signed area that one edge leaves to its right, row by row; a running sum over a row gives the coverage.
// `width` is the accumulator's; its rows have two cells more.
static void accumulate(float *cells, int32_t width, int32_t rows, float x0, float y0, float x1, float y1) {
  if (y0 == y1) return;
  float direction = 1.0f;
  if (y0 > y1) {
    float swap = x0;
    x0 = x1;
    x1 = swap;
    swap = y0;
    y0 = y1;
    y1 = swap;
    direction = -1.0f;
  }
  if (y1 <= 0.0f || y0 >= (float)rows) return;
  float slope = (x1 - x0) / (y1 - y0);
  if (y0 < 0.0f) {
    x0 -= y0 * slope;
    y0 = 0.0f;
  }
  if (y1 > (float)rows) y1 = (float)rows;
  float x = x0;
  for (int32_t row = (int32_t)y0; row < rows && (float)row < y1; row++) {
    float *cell = cells + (size_t)row * (size_t)(width + 2);
    float upper = (float)row > y0 ? (float)row : y0, lower = (float)(row + 1) < y1 ? (float)(row + 1) : y1;
    float height = lower - upper, next = x + slope * height, amount = height * direction;
    float left = x < next ? x : next, right = x < next ? next : x;
    x = next;
    left = left < 0.0f ? 0.0f : (left > (float)width ? (float)width : left);
    right = right < 0.0f ? 0.0f : (right > (float)width ? (float)width : right);
    int32_t first = (int32_t)left, last = (int32_t)ceilf(right);
    if (last <= first + 1) {
      float middle = 0.5f * (left + right) - (float)first;
      cell[first] += amount - amount * middle;
      cell[first + 1] += amount * middle;
      continue;
    }
    float share = 1.0f / (right - left), inFirst = 1.0f - (left - (float)first);
    float begin = 0.5f * share * inFirst * inFirst;
    float inLast = right - (float)last + 1.0f, end = 0.5f * share * inLast * inLast;
    cell[first] += amount * begin;
    if (last == first + 2) {
      cell[first + 1] += amount * (1.0f - begin - end);
    } else {
      float second = share * (1.5f - (left - (float)first));
      cell[first + 1] += amount * (second - begin);
      for (int32_t column = first + 2; column < last - 1; column++) cell[column] += amount * share;
      float before = second + (float)(last - first - 3) * share;
      cell[last - 1] += amount * (1.0f - before - end);
    }
    cell[last] += amount * end;
  }
}

int32_t scene_fill(ScenePicture picture, const float *points, const int32_t *counts, int32_t polygons, const SceneInk *ink) {
  float minX = 1e9f, minY = 1e9f, maxX = -1e9f, maxY = -1e9f;
  size_t total = 0;
  for (int32_t polygon = 0; polygon < polygons; polygon++) total += (size_t)counts[polygon];
  for (size_t index = 0; index < total; index++) {
    float x = points[index * 2], y = points[index * 2 + 1];
    minX = x < minX ? x : minX;
    maxX = x > maxX ? x : maxX;
    minY = y < minY ? y : minY;
    maxY = y > maxY ? y : maxY;
  }
  if (!(minX < (float)picture.width && maxX > 0.0f && minY < (float)picture.height && maxY > 0.0f)) return 1;
  int32_t left = minX < 0.0f ? 0 : (int32_t)minX, top = minY < 0.0f ? 0 : (int32_t)minY;
  int32_t right = maxX >= (float)picture.width ? picture.width : (int32_t)maxX + 1;
  int32_t bottom = maxY >= (float)picture.height ? picture.height : (int32_t)maxY + 1;
  int32_t width = right - left, band = bottom - top > 128 ? 128 : bottom - top;
  if (width <= 0 || band <= 0) return 1;
  size_t bytes = (size_t)(width + 2) * (size_t)band * sizeof(float);
  float *cells = malloc(bytes);
  if (cells == NULL) return 0;
  float span = ink->bottomRow - ink->topRow;
  for (int32_t start = top; start < bottom; start += band) {
    int32_t rows = bottom - start < band ? bottom - start : band;
    memset(cells, 0, bytes);
    const float *point = points;
    for (int32_t polygon = 0; polygon < polygons; polygon++) {
      int32_t count = counts[polygon];
      for (int32_t index = 0; index < count; index++) {
        const float *from = point + index * 2, *to = point + ((index + 1) % count) * 2;
        accumulate(cells, width, rows, from[0] - (float)left, from[1] - (float)start, to[0] - (float)left, to[1] - (float)start);
      }
      point += count * 2;
    }
    for (int32_t row = 0; row < rows; row++) {
      uint8_t *pixel = picture.pixels + ((size_t)(start + row) * (size_t)picture.width + (size_t)left) * 4;
      const float *cell = cells + (size_t)row * (size_t)(width + 2);
      float share = span > 0.0f ? clamp01(((float)(start + row) + 0.5f - ink->topRow) / span) : 0.0f;
      SceneColour colour = blend(ink->top, ink->bottom, share);
      float sum = 0;
      for (int32_t column = 0; column < width; column++, pixel += 4) {
        sum += cell[column];
        float cover = fabsf(sum);
        if (cover < 0.002f) continue;
        lay(pixel, colour, (cover > 1.0f ? 1.0f : cover) * ink->alpha);
      }
    }
  }
  free(cells);
  return 1;
}
