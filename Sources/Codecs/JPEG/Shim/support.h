#ifndef CJPEG_SUPPORT_H
#define CJPEG_SUPPORT_H

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include "CJPEGShim.h"

// libjpeg's error manager with the place its errors jump to. `base` stays first, so that the two addresses are equal.
typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf jump;
  CJPEGResult result;
  // The first warning that pixels were made up, or 0.
  int damage;
  // Set if bytes were skipped that no pixel comes from.
  int hasIdleBytes;
} CJPEGErrors;

// Fills `errors` and returns the value for the `err` of a libjpeg object.
struct jpeg_error_mgr *CJPEGErrorsPrepare(CJPEGErrors *errors);

// Notes a failure without jumping.
void CJPEGErrorsSet(CJPEGErrors *errors, CJPEGStatus status, const char *message);

#endif
