#ifndef CPNG_FILTERING_H
#define CPNG_FILTERING_H

#include <stddef.h>
#include <stdint.h>

// Writes the filter's number and the filtered row, 1 + `length` bytes. Of PNG's five filters the one with the least sum of absolute
// differences is taken, as the specification (12.7) recommends; the lowest number of equal ones.
//
// `above` is the row before, or zeros for the first; `pixel` is 1 to 4 bytes. `scratch` has room for `length` bytes.
void CPNGFilterRow(const uint8_t *row, const uint8_t *above, size_t length, size_t pixel, uint8_t *scratch, uint8_t *target);

#endif
