#ifndef SCENE_KERNEL_H
#define SCENE_KERNEL_H

// The per-pixel loops of the emulator's painter. C, because a debug build of the same loops in Swift is many times slower, and tests draw
// many pictures. Every picture is RGBA, 8 bits, rows from the top, `width * height * 4` bytes. Colours are 0...255 in sRGB. Lengths are pixels.
// Nothing here keeps state, and everything is clipped to the picture.

#include <stddef.h>
#include <stdint.h>

typedef struct {
  float red, green, blue;
} SceneColour;

/// A piece of picture memory.
typedef struct {
  uint8_t *pixels;
  int32_t width, height;
} ScenePicture;

typedef struct {
  /// Colours at the top, at `middle` (0...1 of the way down) and at the horizon.
  SceneColour top, middle, low;
  float middlePosition;
  /// The row of the horizon.
  float horizon;
  float lightX, lightY;
  /// The reach of the light's glow, in pixels, and its strength (0...1).
  float glowRadius, glowStrength;
  SceneColour glow, cloudLit, cloudShade;
  /// 0 for a clear sky, 1 for a closed one.
  float cloudiness;
  /// Pixels in one large cloud.
  float cloudScale;
  uint32_t seed;
} SceneSky;

typedef struct {
  SceneColour top, bottom, haze, light, shadow, snow;
  /// Pixels below the edge over which `top` becomes `bottom`, and over which `haze` rises.
  float fade, hazeFade;
  /// The amount of haze at the end of `hazeFade`, 0...1.
  float hazeAmount;
  /// The strength of the light on slopes, 0...1, and the lean of the faces: pixels sideways for each pixel down.
  float relief, lean;
  /// Snow lies above this row; its edge wanders by `snowRagged` pixels. A negative row means none.
  float snowRow, snowRagged;
  /// Pixels in one grain of the surface, and its strength, in colour steps.
  float grainScale, grain;
  uint32_t seed;
} SceneLayer;

typedef struct {
  SceneColour far, near, glitter;
  /// The rows it fills: [top, bottom).
  int32_t top, bottom;
  /// Pixels in a small wave far away.
  float wave;
  /// The share of the reflection that is left, 0...1, far and near.
  float reflectFar, reflectNear;
  float lightX, glitterWidth, glitterStrength;
  uint32_t seed;
} SceneWater;

typedef struct {
  SceneColour top, bottom;
  float topRow, bottomRow;
  float alpha;
} SceneInk;

typedef struct {
  float x, y, radius;
  /// Pixels over which the edge fades; at least 1.
  float softness;
  float alpha;
  SceneColour colour;
} SceneDisc;

typedef struct {
  float left, top, right, bottom;
  float alpha;
  SceneColour colour;
} SceneRectangle;

/// The form of the heights along a ridge.
enum { SCENE_ROLLING = 0, SCENE_ALPINE = 1, SCENE_DUNES = 2, SCENE_MESAS = 3 };

/// Writes heights 0...1 for `count` columns, `wavelength` pixels for one large form, beginning at `offset` wavelengths.
void scene_ridge(float *heights, int32_t count, int32_t kind, float wavelength, float offset, int32_t octaves, uint32_t seed);

/// Fills every row down to the picture's end; returns 0 if memory runs out.
int32_t scene_sky(ScenePicture picture, const SceneSky *sky);

/// Fills below `edge` (a row for each column) down to `bottom`; returns 0 if memory runs out.
int32_t scene_layer(ScenePicture picture, const float *edge, int32_t bottom, const SceneLayer *layer);

/// Mirrors the rows above `water->top` into the rows below it.
void scene_water(ScenePicture picture, const SceneWater *water);

/// Fills closed polygons: `counts[i]` points each, x and y in turn. Coverage is exact; overlaps of one call are filled once. Returns 0 if
/// memory runs out.
int32_t scene_fill(ScenePicture picture, const float *points, const int32_t *counts, int32_t polygons, const SceneInk *ink);

void scene_discs(ScenePicture picture, const SceneDisc *discs, int32_t count);
void scene_rectangles(ScenePicture picture, const SceneRectangle *rectangles, int32_t count);

/// Darkens towards the corners by `vignette` (0...1) and lays a paper grain of `grain` colour steps over everything.
void scene_finish(ScenePicture picture, float vignette, float grain, float grainScale, uint32_t seed);

/// Applies `saturation` (1 keeps it), then maps each sample by its table of 256.
void scene_grade(ScenePicture picture, float saturation, const uint8_t *red, const uint8_t *green, const uint8_t *blue);

/// Draws `source` over the picture at (`left`, `top`), with an edge that is brushed away over about `brush` pixels (0: a straight edge).
void scene_place(ScenePicture picture, ScenePicture source, int32_t left, int32_t top, float brush, uint32_t seed);

/// Returns a 64-bit digest that only has to spread well; not cryptographic.
uint64_t scene_digest(const uint8_t *bytes, size_t count, uint64_t seed);

#endif
