#ifndef SCENE_NOISE_H
#define SCENE_NOISE_H

#include <math.h>
#include <stdint.h>

#include "SceneKernel.h"

static inline uint32_t scramble(uint32_t value) {
  value ^= value >> 16;
  value *= 0x7feb352du;
  value ^= value >> 15;
  value *= 0x846ca68bu;
  value ^= value >> 16;
  return value;
}

// A value of 0...1 for a point of the lattice.
static inline float lattice(int32_t x, int32_t y, uint32_t seed) {
  uint32_t mixed = (uint32_t)x * 0x9e3779b1u ^ (uint32_t)y * 0x85ebca77u ^ seed;
  return (float)(scramble(mixed) >> 8) * (1.0f / 16777216.0f);
}

static inline float clamp01(float value) { return value < 0.0f ? 0.0f : (value > 1.0f ? 1.0f : value); }

static inline float smooth01(float value) {
  value = clamp01(value);
  return value * value * (3.0f - 2.0f * value);
}

// Smooth noise of 0...1.
static inline float noise2(float x, float y, uint32_t seed) {
  float floorX = floorf(x), floorY = floorf(y);
  int32_t cellX = (int32_t)floorX, cellY = (int32_t)floorY;
  float u = x - floorX, v = y - floorY;
  u = u * u * (3.0f - 2.0f * u);
  v = v * v * (3.0f - 2.0f * v);
  float a = lattice(cellX, cellY, seed), b = lattice(cellX + 1, cellY, seed);
  float c = lattice(cellX, cellY + 1, seed), d = lattice(cellX + 1, cellY + 1, seed);
  float upper = a + (b - a) * u, lower = c + (d - c) * u;
  return upper + (lower - upper) * v;
}

static inline float noise1(float x, uint32_t seed) {
  float floorX = floorf(x);
  int32_t cell = (int32_t)floorX;
  float u = x - floorX;
  u = u * u * (3.0f - 2.0f * u);
  float a = lattice(cell, 0, seed), b = lattice(cell + 1, 0, seed);
  return a + (b - a) * u;
}

static inline SceneColour blend(SceneColour from, SceneColour to, float share) {
  SceneColour result = {from.red + (to.red - from.red) * share, from.green + (to.green - from.green) * share,
                        from.blue + (to.blue - from.blue) * share};
  return result;
}

static inline uint8_t sample(float value) { return value <= 0.0f ? 0 : (value >= 255.0f ? 255 : (uint8_t)(value + 0.5f)); }

// Lays a colour over an opaque pixel.
static inline void lay(uint8_t *pixel, SceneColour colour, float alpha) {
  pixel[0] = sample(pixel[0] + (colour.red - pixel[0]) * alpha);
  pixel[1] = sample(pixel[1] + (colour.green - pixel[1]) * alpha);
  pixel[2] = sample(pixel[2] + (colour.blue - pixel[2]) * alpha);
}

#endif
