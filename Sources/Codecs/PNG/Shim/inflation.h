#ifndef CPNG_INFLATION_H
#define CPNG_INFLATION_H

#include "CPNGShim.h"

// The picture data of a file, inflated by ISA-L, which takes less than half of zlib's time, and wrapped again so that libpng has nothing
// left to do with them but to copy: IDAT chunks of one stored block each, without checksums. Those of the file are checked here.
typedef struct CPNGInflation CPNGInflation;

// Null if there is no memory, or if the stream begins with anything but the usual header: libpng then decides about it. `bytes` have to
// stay until CPNGInflationRelease.
CPNGInflation *CPNGInflationMake(const uint8_t *bytes, size_t count);

// Returns the place of the first IDAT chunk in the file; from there on libpng reads the output of CPNGInflationRead.
size_t CPNGInflationStart(const CPNGInflation *inflation);

// Called before each row of at most `row` bytes, of a picture of `height` rows: sets how much may be read of the file until the next one
// is due, so that compressed data without end cannot be skipped at length.
void CPNGInflationAllow(CPNGInflation *inflation, size_t row, uint32_t height);

// Writes the next `length` bytes; anything but CPNGStatusDone with a constant message.
CPNGStatus CPNGInflationRead(CPNGInflation *inflation, uint8_t *destination, size_t length, const char **message);

// Returns how many inflated bytes lie ready together.
size_t CPNGInflationReady(const CPNGInflation *inflation);

// Hands out the next inflated bytes themselves, at most `most`, and returns how many; 0 at the end and for damage. They stay until the next call
// that finds none ready; before and behind them CPNGRowMargin bytes may be read. Not to be mixed with CPNGInflationRead.
size_t CPNGInflationTake(CPNGInflation *inflation, size_t most, const uint8_t **bytes);

// Returns whether nothing is left, and the stream and its last chunk ended as they should.
int CPNGInflationIsSpent(CPNGInflation *inflation);

// Null is allowed.
void CPNGInflationRelease(CPNGInflation *inflation);

#endif
