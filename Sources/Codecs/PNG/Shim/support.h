#ifndef CPNG_SUPPORT_H
#define CPNG_SUPPORT_H

#include <png.h>

#include "CPNGShim.h"

// The message that libpng's error handler writes before it jumps.
typedef struct {
  CPNGStatus status;
  char message[CPNGMessageSize];
} CPNGFailure;

void CPNGFailureSet(CPNGFailure *failure, CPNGStatus status, const char *message);
CPNGResult CPNGFailureResult(const CPNGFailure *failure);

// Handlers for png_create_*_struct; their error pointer is a CPNGFailure.
PNG_NORETURN void CPNGOnError(png_structp png, png_const_charp message);
void CPNGOnWarning(png_structp png, png_const_charp message);

#endif
