#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure_kernels.h"
#include "registration_kernels.h"

/// A side of the windows in which structure is compared, how far apart they begin, and bins of colour differences from 0 to 100.
enum { window = 8, stride = 4, bins = 20000 };

void registration_fill(const uint8_t *pixels, size_t count, const float *levels, float *light, float *weight) {
  for (size_t index = 0; index < count; index++) {
    for (size_t channel = 0; channel < 3; channel++) light[channel * count + index] = levels[pixels[index * 4 + channel]];
    weight[index] = (float)pixels[index * 4 + 3] / 255.0f;
  }
}

static double encoded(double light) {
  const double value = light < 0 ? 0 : light > 1 ? 1 : light;
  return value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055;
}

/// Structural similarity of one window of two pictures, whose levels are 0 to 1: Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from
/// error visibility to structural similarity" (2004), https://ece.uwaterloo.ca/~z70wang/publications/ssim.html, over a square of equal weights.
static double similarity(const float *first, const float *second, size_t width, size_t x, size_t y) {
  double one = 0, two = 0, one_square = 0, two_square = 0, product = 0;
  for (size_t row = y; row < y + window; row++)
    for (size_t column = x; column < x + window; column++) {
      const double a = first[row * width + column], b = second[row * width + column];
      one += a;
      two += b;
      one_square += a * a;
      two_square += b * b;
      product += a * b;
    }
  const double count = window * window, low = 0.01 * 0.01, high = 0.03 * 0.03;
  one /= count;
  two /= count;
  const double first_variance = one_square / count - one * one, second_variance = two_square / count - two * two;
  return (2 * one * two + low) * (2 * (product / count - one * two) + high)
         / ((one * one + two * two + low) * (first_variance + second_variance + high));
}

int registration_measure(const registration_plane *source, const registration_plane *result, const registration_outcome *outcome,
                         const size_t *region, const float *mask, registration_measures *measures, uint8_t *difference) {
  const size_t width = result->width, height = result->height, count = width * height;
  float *roots = malloc(2 * count * sizeof(float));
  uint32_t *histogram = calloc(bins, sizeof(uint32_t));
  if (roots == NULL || histogram == NULL) {
    free(roots);
    free(histogram);
    return 0;
  }
  float *first = roots, *second = roots + count;
  uint64_t agreeing = 0;
  for (size_t y = 0; y < height; y++)
    for (size_t x = 0; x < width; x++) {
      const size_t pixel = y * width + x;
      float light[3], weight;
      registration_sample(source, &outcome->placing, width, height, x, y, light, &weight);
      // NaN where there is nothing to compare with, so that no window with it counts.
      first[pixel] = second[pixel] = NAN;
      if (difference) memset(difference + pixel * 4, 0, 4);
      if (weight < 0.5f || result->weight[pixel] < 0.5f) continue;
      double square = 0, brightness = 0;
      double known[3], found[3], known_lab[3], found_lab[3];
      for (size_t channel = 0; channel < 3; channel++) {
        known[channel] = light[channel] < 0 ? 0 : light[channel];
        found[channel] = result->light[channel * count + pixel];
        const double rest = outcome->gain[channel] * known[channel] + outcome->lift[channel] - found[channel];
        const double share = channel == 0 ? 0.2126 : channel == 1 ? 0.7152 : 0.0722;
        square += rest * rest;
        brightness += share * found[channel];
      }
      first[pixel] = (float)encoded(0.2126 * known[0] + 0.7152 * known[1] + 0.0722 * known[2]);
      second[pixel] = (float)encoded(brightness);
      colour_lab(known, known_lab);
      colour_lab(found, found_lab);
      const double apart = colour_difference(known_lab, found_lab);
      if (difference) {
        // Black where nothing changed, and brighter to white at 25.
        const uint8_t level = (uint8_t)fmin(255, apart * 255 / 25);
        memset(difference + pixel * 4, level, 3);
        difference[pixel * 4 + 3] = 255;
      }
      if (sqrt(square / 3 * 0.25 / (0.01 + brightness)) > 3 * outcome->spread) continue;
      agreeing++;
      const size_t bin = (size_t)(apart * bins / 100);
      histogram[bin < bins ? bin : bins - 1]++;
    }
  uint64_t seen = 0;
  size_t bin = 0;
  while (bin < bins - 1 && (seen += histogram[bin]) * 2 < agreeing) bin++;
  measures->colour = ((double)bin + 0.5) * 100 / bins;
  double sum = 0;
  uint64_t windows = 0;
  for (size_t y = region[1]; y + window <= region[1] + region[3]; y += stride)
    for (size_t x = region[0]; x + window <= region[0] + region[2]; x += stride) {
      if (mask && registration_look_up(mask, source, &outcome->placing, width, height, x + window / 2, y + window / 2) < 0.5f) continue;
      const double value = similarity(first, second, width, x, y);
      if (isnan(value)) continue;
      sum += value;
      windows++;
    }
  measures->likeness = windows ? sum / (double)windows : 0;
  measures->windows = windows;
  free(roots);
  free(histogram);
  return 1;
}
