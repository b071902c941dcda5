#define _GNU_SOURCE
#include "CLibraryCalls.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

#include <jpeglib.h>
#include <libheif/heif.h>

enum { slots = 1 << 18 };

// One for each file and entry point, found by hash. All tests of a process together open far fewer files than there are places.
static struct {
  _Atomic uint64_t hash;
  _Atomic unsigned calls;
} counters[slots];

static _Atomic unsigned *counter(LibraryCall call, const uint8_t *bytes, size_t count) {
  // FNV-1a (https://datatracker.ietf.org/doc/draft-eastlake-fnv/).
  uint64_t hash = 0xCBF29CE484222325u + (uint64_t)call;
  for (size_t index = 0; index < count; index++) hash = (hash ^ bytes[index]) * 0x100000001B3u;
  if (hash == 0) hash = 1;
  for (size_t place = (size_t)(hash ^ hash >> 32) % slots;; place = (place + 1) % slots) {
    uint64_t found = 0;
    if (atomic_compare_exchange_strong(&counters[place].hash, &found, hash) || found == hash) return &counters[place].calls;
  }
}

unsigned library_calls(LibraryCall call, const uint8_t *bytes, size_t count) { return *counter(call, bytes, count); }

// The next definition of a name in the order of the loader: the library's.
static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

struct heif_error heif_context_read_from_memory_without_copy(struct heif_context *context, const void *bytes, size_t count,
                                                             const struct heif_reading_options *options) {
  struct heif_error (*library)(struct heif_context *, const void *, size_t, const struct heif_reading_options *) =
      (struct heif_error(*)(struct heif_context *, const void *, size_t, const struct heif_reading_options *))next(
          "heif_context_read_from_memory_without_copy");
  (*counter(LibraryCallHEIFParse, bytes, count))++;
  return library(context, bytes, count, options);
}

int jpeg_read_header(j_decompress_ptr object, boolean needsImage) {
  int (*library)(j_decompress_ptr, boolean) = (int (*)(j_decompress_ptr, boolean))next("jpeg_read_header");
  if (object->src != NULL) (*counter(LibraryCallJPEGHeader, object->src->next_input_byte, object->src->bytes_in_buffer))++;
  return library(object, needsImage);
}
