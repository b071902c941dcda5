#include <string.h>
#include <zlib.h>

#include "support.h"

enum { overhead = 12 };

static uint32_t number(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

CPNGResult CPNGFindIdleBytes(const uint8_t *bytes, size_t count, size_t expected, int *hasIdleBytes) {
  CPNGFailure failure = {CPNGStatusDone, ""};
  *hasIdleBytes = 0;
  // Not ISA-L, which does not report to the byte where a stream ends.
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit(&stream) != Z_OK) {
    CPNGFailureSet(&failure, CPNGStatusOutOfMemory, "zlib has no memory");
    return CPNGFailureResult(&failure);
  }
  uint8_t window[1 << 14];
  size_t produced = 0;
  int hasEnded = 0;
  for (size_t offset = 8; failure.status == CPNGStatusDone && !*hasIdleBytes && offset <= count && count - offset >= overhead;) {
    const size_t length = number(bytes + offset);
    if (length > count - offset - overhead) break;
    const uint8_t *body = bytes + offset + 8;
    const int isPicture = memcmp(bytes + offset + 4, "IDAT", 4) == 0;
    offset += overhead + length;
    if (!isPicture) continue;
    // zlib declares its input mutable and does not write to it; a chunk's length has 31 bits.
    stream.next_in = (Bytef *)body;
    stream.avail_in = (uInt)length;
    while (!hasEnded && failure.status == CPNGStatusDone && produced <= expected) {
      stream.next_out = window;
      stream.avail_out = sizeof window;
      const int code = inflate(&stream, Z_NO_FLUSH);
      produced += sizeof window - stream.avail_out;
      if (code == Z_STREAM_END) hasEnded = 1;
      // No input is left, and there was room for output.
      else if (code == Z_BUF_ERROR || (code == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) break;
      else if (code != Z_OK) CPNGFailureSet(&failure, CPNGStatusMalformed, stream.msg != NULL ? stream.msg : "IDAT: invalid compressed data");
    }
    *hasIdleBytes = produced > expected || (hasEnded && stream.avail_in > 0);
  }
  inflateEnd(&stream);
  return CPNGFailureResult(&failure);
}
