#ifndef REGISTRATION_PARTS_H
#define REGISTRATION_PARTS_H

#include "registration_kernels.h"

/// Which pixels take part: all, or those of every second block.
typedef enum registration_part { registration_all, registration_even, registration_odd } registration_part;

/// Improves a placing, with gains and lifts, on one level by so many steps. Fills in everything but the disagreement. Returns a robust cost of
/// what is left, lower where more agrees.
double registration_refine(const registration_plane *source, const registration_plane *result, int steps, registration_part part,
                           registration_outcome *outcome);

/// How far the corner of the result that differs most is apart, in pixels of the result.
double registration_distance(const registration_placing *first, const registration_placing *second, const registration_plane *result);

/// The brightness of each pixel against that of its surroundings, in units of how much it varies.
void registration_find_detail(const registration_plane *plane, float *detail);

/// What is left between two pictures' details under a placing, where no single pixel counts for much; high where little is shared.
double registration_detail_cost(const registration_plane *source, const float *source_detail, const registration_plane *result,
                                const float *result_detail, const registration_placing *placing);

#endif
