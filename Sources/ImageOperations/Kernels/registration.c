#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "registration_parts.h"

/// The longest side of the level where a placing is looked for anywhere.
enum { coarsest = 44, most_levels = 10, starts = 6 };

static int make_level(const registration_plane *finer, registration_plane *coarser) {
  coarser->width = (finer->width + 1) / 2;
  coarser->height = (finer->height + 1) / 2;
  const size_t count = coarser->width * coarser->height;
  coarser->light = malloc(4 * count * sizeof(float));
  if (coarser->light == NULL) return 0;
  coarser->weight = coarser->light + 3 * count;
  const size_t fine_count = finer->width * finer->height;
  for (size_t y = 0; y < coarser->height; y++)
    for (size_t x = 0; x < coarser->width; x++) {
      float sums[4] = {0};
      int seen = 0;
      for (size_t row = 2 * y; row < 2 * y + 2 && row < finer->height; row++)
        for (size_t column = 2 * x; column < 2 * x + 2 && column < finer->width; column++) {
          const size_t pixel = row * finer->width + column;
          const float weight = finer->weight[pixel];
          seen++;
          sums[3] += weight;
          for (size_t channel = 0; channel < 3; channel++) sums[channel] += weight * finer->light[channel * fine_count + pixel];
        }
      const size_t pixel = y * coarser->width + x;
      coarser->weight[pixel] = sums[3] / (float)seen;
      for (size_t channel = 0; channel < 3; channel++) coarser->light[channel * count + pixel] = sums[3] > 0 ? sums[channel] / sums[3] : 0;
    }
  return 1;
}

/// A placing on a level whose pixels are as large in both.
static registration_placing scaled(registration_placing placing, double factor) {
  placing.shift_x *= factor;
  placing.shift_y *= factor;
  return placing;
}

typedef struct start {
  registration_placing placing;
  double cost;
} start;

/// Looks for placings anywhere: the best few that are not nearly the same.
static int find_starts(const registration_plane *source, const registration_plane *result, start *best) {
  static const double scales[] = {0.88, 0.94, 1, 1.06, 1.13}, turns[] = {-0.1, -0.05, 0, 0.05, 0.1};
  const size_t count = source->width * source->height, result_count = result->width * result->height;
  float *details = malloc((count + result_count) * sizeof(float));
  if (details == NULL) return -1;
  registration_find_detail(source, details);
  registration_find_detail(result, details + count);
  // The source may fill the result, or lie whole inside of it.
  const double wide = (double)source->width / (double)result->width, high = (double)source->height / (double)result->height;
  const double bases[] = {fmin(wide, high), fmax(wide, high)};
  int found = 0;
  for (int base = 0; base < (fabs(wide / high - 1) < 0.02 ? 1 : 2); base++)
    for (size_t scale = 0; scale < sizeof scales / sizeof *scales; scale++)
      for (size_t turn = 0; turn < sizeof turns / sizeof *turns; turn++) {
        const double size = bases[base] * scales[scale];
        const int reach_x = 2 + (int)(0.12 * (double)source->width + fabs((double)source->width - size * (double)result->width) / 2);
        const int reach_y = 2 + (int)(0.12 * (double)source->height + fabs((double)source->height - size * (double)result->height) / 2);
        for (int y = -reach_y; y <= reach_y; y++)
          for (int x = -reach_x; x <= reach_x; x++) {
            const start trial = {.placing = {x, y, size, size, turns[turn]},
                                 .cost = registration_detail_cost(source, details, result, details + count, &(registration_placing){x, y, size, size, turns[turn]})};
            // Sorted in; one that is next to a better one is the same.
            int place = found;
            int is_same = 0;
            for (int index = 0; index < found; index++) {
              const registration_placing *other = &best[index].placing;
              if (fabs(other->shift_x - x) <= 2 && fabs(other->shift_y - y) <= 2 && fabs(other->turn - turns[turn]) < 0.06 && fabs(other->scale_x / size - 1) < 0.08) {
                is_same = 1;
                if (trial.cost < best[index].cost) best[index] = trial;
                break;
              }
              if (trial.cost < best[index].cost && index < place) place = index;
            }
            if (is_same || place >= starts) continue;
            if (found < starts) found++;
            for (int index = found - 1; index > place; index--) best[index] = best[index - 1];
            best[place] = trial;
          }
      }
  free(details);
  return found;
}

int registration_align(const registration_plane *source, const registration_plane *result, registration_outcome *outcome) {
  registration_plane sources[most_levels], results[most_levels];
  sources[0] = *source;
  results[0] = *result;
  int levels = 1, is_done = 1;
  while (levels < most_levels && (results[levels - 1].width > coarsest || results[levels - 1].height > coarsest)) {
    if (!make_level(&sources[levels - 1], &sources[levels])) { is_done = 0; break; }
    if (!make_level(&results[levels - 1], &results[levels])) { free(sources[levels].light); is_done = 0; break; }
    levels++;
  }
  registration_outcome best = {0};
  best.spread = INFINITY;
  if (is_done) {
    start found[starts];
    const int top = levels - 1, count = find_starts(&sources[top], &results[top], found);
    is_done = count >= 0;
    double best_cost = INFINITY;
    // Each is refined a little, on two levels; the best goes on.
    for (int index = 0; index < count; index++) {
      registration_outcome trial = {.placing = found[index].placing, .gain = {1, 1, 1}};
      double cost = registration_refine(&sources[top], &results[top], 12, registration_all, &trial);
      if (top > 0) {
        trial.placing = scaled(trial.placing, 2);
        cost = registration_refine(&sources[top - 1], &results[top - 1], 8, registration_all, &trial);
        trial.placing = scaled(trial.placing, 0.5);
      }
      if (cost < best_cost) {
        best_cost = cost;
        best = trial;
      }
    }
    for (int level = top; level >= 0 && is_done; level--) {
      registration_refine(&sources[level], &results[level], level == 0 ? 5 : 8, registration_all, &best);
      if (level > 0) best.placing = scaled(best.placing, 2);
    }
    registration_outcome halves[2] = {best, best};
    registration_refine(source, result, 3, registration_even, &halves[0]);
    registration_refine(source, result, 3, registration_odd, &halves[1]);
    best.disagreement = registration_distance(&halves[0].placing, &halves[1].placing, result);
  }
  for (int level = 1; level < levels; level++) {
    free(sources[level].light);
    free(results[level].light);
  }
  *outcome = best;
  return is_done;
}
