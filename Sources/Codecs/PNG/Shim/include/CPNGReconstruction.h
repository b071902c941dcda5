#ifndef CPNG_RECONSTRUCTION_H
#define CPNG_RECONSTRUCTION_H

#include <stddef.h>
#include <stdint.h>

enum {
  // Rows that are reconstructed at once.
  CPNGRowsAtOnce = 4,
  // Bytes that must be readable before and behind each filtered row, whatever they are, and behind the row above.
  CPNGRowMargin = 64,
  // Pixels below which a row is left to libpng.
  CPNGNarrowest = 16,
};

// Undoes the filters 0 to 4 of PNG (specification, section 9) on `count` (1 to CPNGRowsAtOnce) rows of `width` pixels of `pixel` bytes, 3 for RGB
// or 4 for RGBA, and writes them as RGBA to `target`, one behind the other. `rows` are the bytes behind the numbers of the filters, which are
// `filters`; `above` is the RGBA row before them, or zeros.
void CPNGReconstruct(const uint8_t *const rows[CPNGRowsAtOnce], const uint8_t *filters, size_t count, const uint8_t *above, size_t width,
                     size_t pixel, uint8_t *target);

// The ways to do it, which give the same bytes.
typedef enum {
  CPNGReconstructionPortable,
  CPNGReconstructionSSE,
  CPNGReconstructionAVX2,
  CPNGReconstructionNEON,
} CPNGReconstruction;

// Returns whether this processor has a way.
int CPNGReconstructionIsThere(CPNGReconstruction way);

// As CPNGReconstruct, in a way that is there.
void CPNGReconstructBy(CPNGReconstruction way, const uint8_t *const rows[CPNGRowsAtOnce], const uint8_t *filters, size_t count,
                       const uint8_t *above, size_t width, size_t pixel, uint8_t *target);

void CPNGReconstructRowPortable(const uint8_t *row, int filter, const uint8_t *above, size_t width, size_t pixel, uint8_t *target);

#if defined(__x86_64__)
void CPNGReconstructRowSSE(const uint8_t *row, int filter, const uint8_t *above, size_t width, size_t pixel, uint8_t *target);
// Of CPNGRowsAtOnce rows.
void CPNGReconstructRowsAVX2(const uint8_t *const rows[CPNGRowsAtOnce], const uint8_t *filters, const uint8_t *above, size_t width,
                             size_t pixel, uint8_t *target);
#elif defined(__aarch64__)
void CPNGReconstructRowNEON(const uint8_t *row, int filter, const uint8_t *above, size_t width, size_t pixel, uint8_t *target);
#endif

#endif
