#ifndef CPNG_ROWS_H
#define CPNG_ROWS_H

#include "inflation.h"

// The rows of a picture of 8 bits a channel, RGB or RGBA, that is not interlaced, made of its inflated data without libpng. Whatever is wrong with
// a file, libpng finds and says it: here a row is made only if it is certain.
typedef struct CPNGRows CPNGRows;

// Null if there is no memory, or if rows are too narrow. `pixel` is the bytes of a pixel in the file, 3 or 4; `longest` is what
// CPNGInflationAllow gets.
CPNGRows *CPNGRowsMake(uint32_t width, uint32_t height, size_t pixel, size_t longest);

// Writes the next `count` rows as RGBA, which the picture must still have, and returns how many it could make, from the first on.
uint32_t CPNGRowsRead(CPNGRows *rows, CPNGInflation *inflation, uint32_t count, uint8_t *pixels);

// Null is allowed.
void CPNGRowsRelease(CPNGRows *rows);

#endif
