#include <math.h>
#include <string.h>

#include "measure_kernels.h"

static double degrees(double radians) { return radians * 180 / M_PI; }
static double radians(double degrees) { return degrees * M_PI / 180; }

static double hue(double a, double b) {
  if (a == 0 && b == 0) return 0;
  const double angle = degrees(atan2(b, a));
  return angle < 0 ? angle + 360 : angle;
}

/// Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula" (2005): https://hajim.rochester.edu/ece/sites/gsharma/ciede2000/
double colour_difference(const double *first, const double *second) {
  const double mean_chroma = (hypot(first[1], first[2]) + hypot(second[1], second[2])) / 2;
  const double seventh = pow(mean_chroma, 7), limit = pow(25, 7);
  const double stretch = 1.5 - 0.5 * sqrt(seventh / (seventh + limit));
  const double a1 = first[1] * stretch, a2 = second[1] * stretch;
  const double c1 = hypot(a1, first[2]), c2 = hypot(a2, second[2]);
  const double h1 = hue(a1, first[2]), h2 = hue(a2, second[2]);
  double turn = c1 * c2 == 0 ? 0 : h2 - h1;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  const double lightness = second[0] - first[0], chroma = c2 - c1, tone = 2 * sqrt(c1 * c2) * sin(radians(turn) / 2);
  const double l = (first[0] + second[0]) / 2, c = (c1 + c2) / 2;
  double h = h1 + h2;
  if (c1 * c2 != 0) {
    if (fabs(h1 - h2) > 180) h += h < 360 ? 360 : -360;
    h /= 2;
  }
  const double t = 1 - 0.17 * cos(radians(h - 30)) + 0.24 * cos(radians(2 * h)) + 0.32 * cos(radians(3 * h + 6))
                   - 0.20 * cos(radians(4 * h - 63));
  const double middle = (l - 50) * (l - 50);
  const double sl = 1 + 0.015 * middle / sqrt(20 + middle), sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;
  const double chroma_seventh = pow(c, 7);
  const double rotation = -2 * sqrt(chroma_seventh / (chroma_seventh + limit))
                          * sin(radians(60 * exp(-((h - 275) / 25) * ((h - 275) / 25))));
  const double dl = lightness / sl, dc = chroma / sc, dh = tone / sh;
  return sqrt(fmax(0, dl * dl + dc * dc + dh * dh + rotation * dc * dh));
}

static double lab_curve(double value) {
  return value > 216.0 / 24389 ? cbrt(value) : (24389.0 / 27 * value + 16) / 116;
}

void colour_lab(const double *light, double *lab) {
  const double x = (0.4124564 * light[0] + 0.3575761 * light[1] + 0.1804375 * light[2]) / 0.9504700;
  const double y = 0.2126729 * light[0] + 0.7151522 * light[1] + 0.0721750 * light[2];
  const double z = (0.0193339 * light[0] + 0.1191920 * light[1] + 0.9503041 * light[2]) / 1.0888300;
  lab[0] = 116 * lab_curve(y) - 16;
  lab[1] = 500 * (lab_curve(x) - lab_curve(y));
  lab[2] = 200 * (lab_curve(y) - lab_curve(z));
}

double pictures_share_of_palette(const uint8_t *pixels, size_t count_of_pixels, const uint8_t *colours, size_t count, double within,
                                 const float *levels, uint64_t *counts, uint64_t *sums) {
  memset(counts, 0, palette_cells * sizeof *counts);
  memset(sums, 0, 3 * palette_cells * sizeof *sums);
  uint64_t opaque = 0;
  for (size_t index = 0; index < count_of_pixels; index++) {
    const uint8_t *pixel = pixels + index * 4;
    if (pixel[3] < 128) continue;
    opaque++;
    const size_t cell = (size_t)(pixel[0] >> (8 - palette_bits)) << (2 * palette_bits)
                        | (size_t)(pixel[1] >> (8 - palette_bits)) << palette_bits | (size_t)(pixel[2] >> (8 - palette_bits));
    counts[cell]++;
    for (size_t channel = 0; channel < 3; channel++) sums[cell * 3 + channel] += pixel[channel];
  }
  if (opaque == 0) return 1;
  uint64_t near = 0;
  for (size_t cell = 0; cell < palette_cells; cell++) {
    if (counts[cell] == 0) continue;
    double light[3], lab[3];
    for (size_t channel = 0; channel < 3; channel++) light[channel] = levels[(sums[cell * 3 + channel] + counts[cell] / 2) / counts[cell]];
    colour_lab(light, lab);
    for (size_t colour = 0; colour < count; colour++) {
      double wanted_light[3], wanted[3];
      for (size_t channel = 0; channel < 3; channel++) wanted_light[channel] = levels[colours[colour * 3 + channel]];
      colour_lab(wanted_light, wanted);
      if (colour_difference(lab, wanted) <= within) {
        near += counts[cell];
        break;
      }
    }
  }
  return (double)near / (double)opaque;
}

void pictures_tally(const uint8_t *pixels, size_t count_of_pixels, uint64_t *counts) {
  for (size_t index = 0; index < count_of_pixels; index++) {
    const uint8_t *pixel = pixels + index * 4;
    if (pixel[3] < 128) continue;
    counts[(size_t)(pixel[0] >> (8 - tally_bits)) << (2 * tally_bits) | (size_t)(pixel[1] >> (8 - tally_bits)) << tally_bits
           | (size_t)(pixel[2] >> (8 - tally_bits))]++;
  }
}

double tally_distance(const uint8_t *colour, const uint64_t *counts, const float *levels) {
  // Fewer than one of so many pixels are noise, or the ringing of compression.
  enum { trace = 5000, side = 1 << tally_bits, step = 256 / side };
  uint64_t total = 0;
  for (size_t cell = 0; cell < tally_cells; cell++) total += counts[cell];
  double light[3], lab[3], nearest = INFINITY;
  for (size_t channel = 0; channel < 3; channel++) light[channel] = levels[colour[channel]];
  colour_lab(light, lab);
  for (size_t cell = 0; cell < tally_cells; cell++) {
    if (counts[cell] == 0 || counts[cell] * trace < total) continue;
    const size_t place[3] = {cell >> (2 * tally_bits), cell >> tally_bits & (side - 1), cell & (side - 1)};
    double other_light[3], other[3];
    for (size_t channel = 0; channel < 3; channel++) other_light[channel] = levels[place[channel] * step + step / 2];
    colour_lab(other_light, other);
    const double difference = colour_difference(lab, other);
    if (difference < nearest) nearest = difference;
  }
  return nearest;
}
