#ifndef REGISTRATION_KERNELS_H
#define REGISTRATION_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// One picture in planes of linear light: three of them, each `width * height` numbers, and one of weights from 0 (nothing to see) to 1.
typedef struct registration_plane {
  float *light;
  float *weight;
  size_t width, height;
} registration_plane;

/// Where a pixel of the result lies in the source: `source = turn * scale * (result - middle of result) + middle of source + shift`, where the
/// middle of a pixel is half a pixel from its edge.
typedef struct registration_placing {
  /// In pixels of the source.
  double shift_x, shift_y;
  /// Pixels of the source to one of the result.
  double scale_x, scale_y;
  /// Radians.
  double turn;
} registration_placing;

typedef struct registration_outcome {
  registration_placing placing;
  /// What each channel of the source has to be multiplied by and raised by to look like the result.
  double gain[3], lift[3];
  /// The spread of what is left between the two where nothing was edited, in linear light.
  double spread;
  /// The share of what both show that was not edited, 0 to 1.
  double agreeing;
  /// How well what was not edited agrees in its detail, -1 to 1.
  double likeness;
  /// How far the corners of the result are apart between two halves of the pixels registered each by itself, in pixels of the result.
  double disagreement;
  /// How far off a corner may be by the noise that is left, in pixels of the result.
  double uncertainty;
} registration_outcome;

/// Registers a result to a source of about its scale. Both are changed only by being read; `scratch` of the levels is taken from the heap.
///
/// Returns 0 where no memory is left.
int registration_align(const registration_plane *source, const registration_plane *result, registration_outcome *outcome);

/// Samples the source at a result's pixel by a cubic through its neighbours: three channels and the weight, 0 outside.
void registration_sample(const registration_plane *source, const registration_placing *placing, size_t result_width, size_t result_height,
                         size_t x, size_t y, float *light, float *weight);

/// The number of a mask of the source's size at a result's pixel; 0 outside.
float registration_look_up(const float *mask, const registration_plane *source, const registration_placing *placing, size_t result_width,
                           size_t result_height, size_t x, size_t y);

/// Fills `count` places of planes from RGBA pixels of 8 bits. `levels` holds the light of each of 256 levels.
void registration_fill(const uint8_t *pixels, size_t count, const float *levels, float *light, float *weight);

/// What two registered pictures differ by.
typedef struct registration_measures {
  /// The median CIEDE2000 where nothing was edited.
  double colour;
  /// The mean structural similarity of windows inside the region, -1 to 1, and how many there are.
  double likeness;
  uint64_t windows;
} registration_measures;

/// Measures two pictures under a placing. `region` is left, top, width, height in the result's pixels and lies inside of it. `mask` is NULL, or has
/// a number for each pixel of the source: structure counts where it is a half or more, around the middle of a window. `difference` is NULL or has four
/// bytes for each pixel of the result, for a picture of the differences.
///
/// Returns 0 where no memory is left.
int registration_measure(const registration_plane *source, const registration_plane *result, const registration_outcome *outcome,
                         const size_t *region, const float *mask, registration_measures *measures, uint8_t *difference);

#endif
