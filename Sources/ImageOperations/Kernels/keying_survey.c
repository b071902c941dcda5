#include <math.h>

#include "keying_samples.h"

/// The border is looked at in this many parts, each with a histogram of its own.
enum { parts = 32, most_lines = 8, most_length = 4096 };
/// Cells of this many pixels have two colours, whatever scaling and compression have done to their edges.
static const double clear_cell = 12;

typedef struct band {
  size_t depth;
  const uint8_t *samples;
  const keying_picture *picture;
} band;

static inline size_t smaller(size_t first, size_t second) { return first < second ? first : second; }

/// The pixel at `along` of a side (0 top, 1 bottom, 2 left, 3 right), `depth` pixels inward.
static inline size_t border_pixel(const keying_picture *picture, int side, size_t along, size_t depth) {
  switch (side) {
    case 0: return depth * picture->width + along;
    case 1: return (picture->height - 1 - depth) * picture->width + along;
    case 2: return along * picture->width + depth;
    default: return along * picture->width + picture->width - 1 - depth;
  }
}

static inline size_t side_length(const keying_picture *picture, int side) { return side < 2 ? picture->width : picture->height; }

static int rounded_level(const band *border, size_t pixel, int channel) {
  return (int)(sample_level(border->samples, border->picture, pixel, channel) + 0.5f);
}

/// The colour that most of the border has: the fullest cell of a coarse histogram with its neighbours, then the median of what is near it.
static void find_ground(const band *border, keying_survey *survey) {
  static const int coarse = 16;
  uint32_t counts[16 * 16 * 16] = {0};
  uint32_t total = 0;
  for (int side = 0; side < 4; side++)
    for (size_t depth = 0; depth < border->depth; depth++)
      for (size_t along = 0; along < side_length(border->picture, side); along++) {
        const size_t pixel = border_pixel(border->picture, side, along, depth);
        int cell = 0;
        for (int channel = 0; channel < 3; channel++) cell = cell * coarse + rounded_level(border, pixel, channel) / 16;
        counts[cell]++;
        total++;
      }
  int best = 0;
  uint64_t best_count = 0;
  for (int red = 0; red < coarse; red++)
    for (int green = 0; green < coarse; green++)
      for (int blue = 0; blue < coarse; blue++) {
        uint64_t count = 0;
        // Pairs of cells, so that a colour on the edge of one does not lose.
        for (int corner = 0; corner < 8; corner++) {
          const int r = red + (corner & 1), g = green + (corner >> 1 & 1), b = blue + (corner >> 2);
          if (r < coarse && g < coarse && b < coarse) count += counts[(r * coarse + g) * coarse + b];
        }
        if (count > best_count) {
          best_count = count;
          best = (red * coarse + green) * coarse + blue;
        }
      }
  const int low[3] = {best / 256 * 16, best / 16 % 16 * 16, best % 16 * 16};
  uint32_t histogram[3][256] = {{0}};
  uint32_t members = 0;
  for (int side = 0; side < 4; side++)
    for (size_t depth = 0; depth < border->depth; depth++)
      for (size_t along = 0; along < side_length(border->picture, side); along++) {
        const size_t pixel = border_pixel(border->picture, side, along, depth);
        int level[3], is_member = 1;
        for (int channel = 0; channel < 3; channel++) {
          level[channel] = rounded_level(border, pixel, channel);
          if (level[channel] < low[channel] || level[channel] >= low[channel] + 32) is_member = 0;
        }
        if (!is_member) continue;
        members++;
        for (int channel = 0; channel < 3; channel++) histogram[channel][level[channel]]++;
      }
  for (int channel = 0; channel < 3; channel++) {
    // The mean of the middle half: a median would be a whole level, and noise shifts it.
    uint64_t seen = 0, count = 0, sum = 0;
    for (int level = 0; level < 256; level++) {
      const uint64_t first = seen, last = seen + histogram[channel][level];
      const uint64_t from = first > members / 4 ? first : members / 4;
      const uint64_t to = last < members - members / 4 ? last : members - members / 4;
      if (to > from) {
        count += to - from;
        sum += (to - from) * (uint64_t)level;
      }
      seen = last;
    }
    survey->ground[channel] = count ? (float)((double)sum / (double)count) : (float)low[channel];
  }
  uint32_t near = 0;
  for (int side = 0; side < 4; side++)
    for (size_t depth = 0; depth < border->depth; depth++)
      for (size_t along = 0; along < side_length(border->picture, side); along++) {
        const size_t pixel = border_pixel(border->picture, side, along, depth);
        int is_near = 1;
        for (int channel = 0; channel < 3; channel++)
          if (fabsf(sample_level(border->samples, border->picture, pixel, channel) - survey->ground[channel]) > 12) is_near = 0;
        near += (uint32_t)is_near;
      }
  survey->share = total ? (float)near / (float)total : 0;
}

static int median(const uint32_t *histogram, uint32_t count) {
  uint32_t seen = 0;
  for (int level = 0; level < 256; level++) {
    seen += histogram[level];
    if (seen * 2 >= count) return level;
  }
  return 255;
}

/// How far the ground's colour wanders along the border, and how much it scatters around that.
static void find_evenness(const band *border, keying_survey *survey) {
  int lowest[3] = {255, 255, 255}, highest[3] = {0, 0, 0};
  uint32_t deviations[256] = {0};
  uint32_t measured = 0;
  for (int part = 0; part < parts; part++) {
    const int side = part / (parts / 4);
    const size_t length = side_length(border->picture, side);
    const size_t from = length * (size_t)(part % (parts / 4)) / (parts / 4);
    const size_t to = length * (size_t)(part % (parts / 4) + 1) / (parts / 4);
    uint32_t histogram[3][256] = {{0}};
    uint32_t count = 0;
    for (size_t depth = 0; depth < border->depth; depth++)
      for (size_t along = from; along < to; along++) {
        const size_t pixel = border_pixel(border->picture, side, along, depth);
        int level[3], is_ground = 1;
        for (int channel = 0; channel < 3; channel++) {
          level[channel] = rounded_level(border, pixel, channel);
          if (fabsf((float)level[channel] - survey->ground[channel]) > 40) is_ground = 0;
        }
        if (!is_ground) continue;
        count++;
        for (int channel = 0; channel < 3; channel++) histogram[channel][level[channel]]++;
      }
    // A part that something else covers says nothing of the ground.
    if (count == 0 || count * 2 < border->depth * (to - from)) continue;
    for (int channel = 0; channel < 3; channel++) {
      const int middle = median(histogram[channel], count);
      if (middle < lowest[channel]) lowest[channel] = middle;
      if (middle > highest[channel]) highest[channel] = middle;
      for (int level = 0; level < 256; level++) deviations[level > middle ? level - middle : middle - level] += histogram[channel][level];
      measured += count;
    }
  }
  survey->drift = 0;
  for (int channel = 0; channel < 3; channel++)
    if (highest[channel] - lowest[channel] > survey->drift) survey->drift = (float)(highest[channel] - lowest[channel]);
  uint64_t seen = 0;
  survey->noise = 0;
  for (int level = 0; level < 256 && measured; level++) {
    seen += deviations[level];
    if (seen * 100 >= (uint64_t)measured * 95) {
      survey->noise = (float)level;
      break;
    }
  }
}

/// The correlation of a line with itself, `lag` pixels on; the line has a mean of 0.
static double correlation(const float *line, size_t count, size_t lag, double energy) {
  double sum = 0;
  for (size_t index = 0; index + lag < count; index++) sum += (double)line[index] * line[index + lag];
  return sum / (double)(count - lag) / energy;
}

/// The cell of a line that alternates evenly, in pixels, or 0.
static double alternation(const float *line, size_t count, double energy) {
  // The first deep valley of the correlation is half a period; a period later the line has to be itself again.
  const size_t longest = count / 3;
  double before = 1, here = correlation(line, count, 1, energy);
  for (size_t lag = 2; lag < longest; lag++) {
    const double next = correlation(line, count, lag + 1, energy);
    if (here < -0.55 && here <= before && here <= next) {
      double again = -1;
      for (size_t period = 2 * lag > 3 ? 2 * lag - 2 : 1; period <= 2 * lag + 2 && period + 2 < count; period++) {
        const double value = correlation(line, count, period, energy);
        if (value > again) again = value;
      }
      return again > 0.55 ? (double)lag : 0;
    }
    before = here;
    here = next;
  }
  return 0;
}

/// Looks along lines of every side for an even alternation; both rows and columns have to show one.
static void find_checkerboard(const band *border, keying_survey *survey) {
  float line[most_length];
  double cells = 0, contrast = 0, narrowest = INFINITY, widest = 0, faintest = INFINITY, strongest = 0;
  int sides = 0, has_row = 0, has_column = 0;
  for (int side = 0; side < 4; side++) {
    const size_t length = smaller(side_length(border->picture, side), most_length);
    if (length < 12) continue;
    int found = 0, looked = 0;
    double side_cells = 0, side_contrast = 0;
    for (size_t step = 0; step < most_lines; step++) {
      const size_t depth = step * border->depth / most_lines;
      if (step && depth == (step - 1) * border->depth / most_lines) continue;
      looked++;
      double mean = 0;
      for (size_t along = 0; along < length; along++) {
        const size_t pixel = border_pixel(border->picture, side, along, depth);
        line[along] = 0.299f * sample_level(border->samples, border->picture, pixel, 0)
                      + 0.587f * sample_level(border->samples, border->picture, pixel, 1)
                      + 0.114f * sample_level(border->samples, border->picture, pixel, 2);
        mean += line[along];
      }
      mean /= (double)length;
      double energy = 0, fourth = 0;
      for (size_t along = 0; along < length; along++) {
        line[along] -= (float)mean;
        const double square = (double)line[along] * line[along];
        energy += square;
        fourth += square * square;
      }
      energy /= (double)length;
      fourth /= (double)length;
      if (energy < 2.5 * 2.5) continue;
      const double cell = alternation(line, length, energy);
      if (cell == 0) continue;
      // Of two levels the fourth moment is the square of the second, of a wave one and a half times that. Small cells may be blurred to waves.
      if (cell >= clear_cell && fourth > 1.35 * energy * energy) continue;
      found++;
      side_cells += cell;
      side_contrast += 2 * sqrt(energy);
    }
    // Lines along the blurred edge between two rows of cells are grey: a third of the lines is enough.
    if (found * 3 < looked || found == 0) continue;
    sides++;
    if (side < 2) has_row = 1; else has_column = 1;
    cells += side_cells / found;
    narrowest = fmin(narrowest, side_cells / found);
    widest = fmax(widest, side_cells / found);
    contrast += side_contrast / found;
    faintest = fmin(faintest, side_contrast / found);
    strongest = fmax(strongest, side_contrast / found);
  }
  // A scene may swing somehow on some sides; a checkerboard's cells are squares of one size, and of the same two colours everywhere.
  const int is_checkerboard = sides >= 3 && has_row && has_column && widest - narrowest <= 1 + 0.2 * narrowest
                              && strongest <= 2 * faintest;
  survey->cell = is_checkerboard ? (float)(cells / sides) : 0;
  survey->contrast = is_checkerboard ? (float)(contrast / sides) : 0;
}

keying_survey keying_survey_border(const uint8_t *samples, keying_picture picture) {
  const size_t shorter = smaller(picture.width, picture.height);
  size_t depth = shorter / 50;
  if (depth < 2) depth = 2;
  if (depth > 32) depth = 32;
  const band border = {smaller(depth, shorter), samples, &picture};
  keying_survey survey = {0};
  find_ground(&border, &survey);
  find_evenness(&border, &survey);
  find_checkerboard(&border, &survey);
  return survey;
}
