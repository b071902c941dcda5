#include "support.h"

#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

void CPNGFailureSet(CPNGFailure *failure, CPNGStatus status, const char *message) {
  failure->status = status;
  snprintf(failure->message, CPNGMessageSize, "%s", message);
}

CPNGResult CPNGFailureResult(const CPNGFailure *failure) {
  CPNGResult result;
  result.status = failure->status;
  memcpy(result.message, failure->message, CPNGMessageSize);
  return result;
}

void CPNGOnError(png_structp png, png_const_charp message) {
  CPNGFailure *failure = png_get_error_ptr(png);
  // A reader that ran out of bytes has set the status already.
  if (failure->status == CPNGStatusDone) {
    CPNGStatus status = strcmp(message, "Out of memory") == 0 ? CPNGStatusOutOfMemory : CPNGStatusMalformed;
    CPNGFailureSet(failure, status, message);
  }
  png_longjmp(png, 1);
}

// Warnings are about chunks that do not change the pixels decoded here.
void CPNGOnWarning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

const char *CPNGVersion(void) { return png_get_libpng_ver(NULL); }

const char *CPNGCompressorVersion(void) { return LIBDEFLATE_VERSION_STRING; }

uint32_t CPNGChecksum(const uint8_t *bytes, size_t count) { return (uint32_t)crc32_z(crc32_z(0, NULL, 0), bytes, count); }

void CPNGRelease(CPNGBuffer *buffer) {
  free(buffer->bytes);
  buffer->bytes = NULL;
  buffer->count = 0;
  buffer->capacity = 0;
}

CPNGResult CPNGInflate(const uint8_t *bytes, size_t count, uint8_t *output, size_t capacity, size_t *produced) {
  CPNGFailure failure = {CPNGStatusDone, ""};
  uint8_t window[4096];
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  *produced = 0;
  if (inflateInit(&stream) != Z_OK) {
    CPNGFailureSet(&failure, CPNGStatusOutOfMemory, "zlib has no memory");
    return CPNGFailureResult(&failure);
  }
  size_t read = 0;
  size_t written = 0;
  for (;;) {
    const size_t left = count - read;
    const uInt given = (uInt)(left < (1u << 30) ? left : (1u << 30));
    const size_t room = output == NULL ? sizeof window : capacity - written;
    const uInt space = (uInt)(room < (1u << 30) ? room : (1u << 30));
    stream.next_in = (Bytef *)(bytes + read);
    stream.avail_in = given;
    stream.next_out = output == NULL ? window : output + written;
    stream.avail_out = space;
    const int code = inflate(&stream, Z_NO_FLUSH);
    const size_t consumed = given - stream.avail_in;
    const size_t made = space - stream.avail_out;
    read += consumed;
    written += made;
    if (written > capacity) {
      CPNGFailureSet(&failure, CPNGStatusTooLarge, "inflates to more than is allowed");
      break;
    }
    if (code == Z_STREAM_END) break;
    if (code != Z_OK || (consumed == 0 && made == 0)) {
      CPNGFailureSet(&failure, CPNGStatusMalformed, stream.msg != NULL ? stream.msg : "the compressed data ends early");
      break;
    }
  }
  inflateEnd(&stream);
  *produced = written;
  return CPNGFailureResult(&failure);
}
