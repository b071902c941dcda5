#include <stdlib.h>

#include "Noise.h"

static float clouds(float x, float y, uint32_t seed) {
  float sum = 0, share = 0.5f;
  for (uint32_t octave = 0; octave < 5; octave++) {
    sum += noise2(x, y, seed + octave * 37u) * share;
    share *= 0.52f;
    x = x * 2.03f + 11.3f;
    y = y * 2.03f + 5.1f;
  }
  return sum * (1.0f / 0.99f);
}

// Clouds are soft, so they are computed on a coarse grid and read between its points.
static float between(const float *grid, int32_t columns, int32_t rows, float x, float y) {
  int32_t column = (int32_t)x, row = (int32_t)y;
  if (column > columns - 2) column = columns - 2;
  if (row > rows - 2) row = rows - 2;
  float u = x - (float)column, v = y - (float)row;
  const float *cell = grid + (size_t)row * (size_t)columns + (size_t)column;
  float upper = cell[0] + (cell[1] - cell[0]) * u, lower = cell[columns] + (cell[columns + 1] - cell[columns]) * u;
  return upper + (lower - upper) * v;
}

int32_t scene_sky(ScenePicture picture, const SceneSky *sky) {
  int32_t longest = picture.width > picture.height ? picture.width : picture.height;
  int32_t step = longest / 640 + 2;
  int32_t columns = picture.width / step + 3, rows = picture.height / step + 3;
  size_t cells = (size_t)columns * (size_t)rows;
  float *density = malloc(cells * 2 * sizeof(float));
  if (density == NULL) return 0;
  float *lit = density + cells;

  float toLightX = sky->lightX, toLightY = sky->lightY;
  for (int32_t row = 0; row < rows; row++) {
    for (int32_t column = 0; column < columns; column++) {
      float x = (float)(column * step), y = (float)(row * step);
      // Clouds flatten towards the horizon, as seen from the ground.
      float down = clamp01(y / (sky->horizon + 1.0f));
      float squeeze = 1.6f + 3.2f * down * down;
      float cloudX = x / sky->cloudScale, cloudY = y / sky->cloudScale * squeeze;
      float here = clouds(cloudX, cloudY, sky->seed);
      float dx = toLightX - x, dy = toLightY - y, length = sqrtf(dx * dx + dy * dy) + 1.0f;
      float there = clouds(cloudX + dx / length * 0.11f, cloudY + dy / length * 0.11f * squeeze, sky->seed);
      float threshold = 0.72f - 0.42f * sky->cloudiness;
      float amount = smooth01((here - threshold) * 4.2f);
      density[(size_t)row * (size_t)columns + (size_t)column] = amount * (0.35f + 0.65f * sky->cloudiness) * (1.0f - 0.55f * down * down);
      lit[(size_t)row * (size_t)columns + (size_t)column] = clamp01(0.62f + (here - there) * 5.0f);
    }
  }

  float scale = 1.0f / (float)step, reach = 1.0f / (sky->glowRadius * sky->glowRadius);
  for (int32_t y = 0; y < picture.height; y++) {
    uint8_t *pixel = picture.pixels + (size_t)y * (size_t)picture.width * 4;
    float down = clamp01(((float)y + 0.5f) / (sky->horizon + 1.0f));
    SceneColour base = down < sky->middlePosition
                         ? blend(sky->top, sky->middle, smooth01(down / sky->middlePosition) * 0.6f + 0.4f * down / sky->middlePosition)
                         : blend(sky->middle, sky->low, (down - sky->middlePosition) / (1.0f - sky->middlePosition));
    float dy = (float)y + 0.5f - sky->lightY;
    uint32_t dither = scramble((uint32_t)y + sky->seed);
    for (int32_t x = 0; x < picture.width; x++, pixel += 4) {
      float dx = (float)x + 0.5f - sky->lightX;
      float distance = (dx * dx + dy * dy * 1.3f) * reach;
      float inner = 1.0f / (1.0f + distance * 9.0f), outer = 1.0f / (1.0f + distance);
      SceneColour colour = blend(base, sky->glow, sky->glowStrength * (0.55f * outer * outer + 0.45f * inner * inner));
      float gridX = (float)x * scale, gridY = (float)y * scale;
      float amount = between(density, columns, rows, gridX, gridY);
      if (amount > 0.003f) {
        SceneColour cloud = blend(sky->cloudShade, sky->cloudLit, between(lit, columns, rows, gridX, gridY));
        colour = blend(colour, blend(cloud, sky->glow, 0.5f * sky->glowStrength * outer * outer), amount);
      }
      dither = dither * 1664525u + 1013904223u;
      float offset = (float)(dither >> 8) * (1.0f / 16777216.0f) - 0.5f;
      pixel[0] = sample(colour.red + offset);
      pixel[1] = sample(colour.green + offset);
      pixel[2] = sample(colour.blue + offset);
      pixel[3] = 255;
    }
  }
  free(density);
  return 1;
}
