#ifndef LIBRARY_CALLS_H
#define LIBRARY_CALLS_H

#include <stddef.h>
#include <stdint.h>

// Entry points of libraries that are counted. A test program defines functions of their names, which the linker prefers to the libraries' own;
// each counts and calls the library. So the product needs nothing for it, and knows nothing of it.
typedef enum {
  LibraryCallHEIFParse = 0,
  LibraryCallJPEGHeader = 1,
} LibraryCall;

// How often an entry point was called with a file of exactly these bytes.
unsigned library_calls(LibraryCall call, const uint8_t *bytes, size_t count);

#endif
