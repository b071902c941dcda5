#include "inflation.h"

#include <isa-l.h>
#include <stdlib.h>
#include <string.h>

#include "CPNGReconstruction.h"

enum {
  // Bytes inflated at a time; four times ISA-L's window, which it copies at each return.
  capacity = 1 << 17,
  // Bytes given to ISA-L at a time.
  pieceSize = 1 << 16,
  // The bytes of an IDAT chunk that libpng reads at a time. It refuses a piece that is not whole, so here, too, nothing of one is used.
  wholeSize = 1 << 13,
  chunkOverhead = 12,
  longestStoredBlock = 65535,
  longestChunk = 0x7FFFFFFF,
};

struct CPNGInflation {
  const uint8_t *bytes;
  size_t count;
  size_t start;
  // The IDAT chunk that is being read: the next byte, the bytes left, and the checksum up to here.
  size_t offset;
  size_t left;
  uint32_t checksum;
  struct inflate_state state;
  int hasEnded;
  // Bytes of the file that may still be read.
  size_t budget;
  // The error once all bytes inflated so far are used up.
  CPNGStatus status;
  const char *message;
  // Inflated bytes between two margins, and how many of them are in chunks that were begun, or were taken.
  uint8_t room[CPNGRowMargin + capacity + CPNGRowMargin];
  size_t filled;
  size_t given;
  // The chunk that libpng is reading: the bytes before the block, the block, the checksum.
  uint8_t head[24];
  size_t headCount;
  size_t headGiven;
  size_t blockLeft;
  size_t tailLeft;
  int hasBegun;
  int hasClosed;
};

static uint8_t *outputOf(CPNGInflation *inflation) { return inflation->room + CPNGRowMargin; }

static uint32_t number(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void writeNumber(uint8_t *bytes, uint32_t value) {
  for (int index = 0; index < 4; index++) bytes[index] = (uint8_t)(value >> (24 - 8 * index));
}

static int isPictureData(const uint8_t *type) { return memcmp(type, "IDAT", 4) == 0; }

// Returns the place of the first IDAT chunk; 0 if there is none.
static size_t findPicture(const uint8_t *bytes, size_t count) {
  size_t offset = 8;
  while (offset <= count && count - offset >= chunkOverhead) {
    if (isPictureData(bytes + offset + 4)) return offset;
    const size_t length = number(bytes + offset);
    if (length > count - offset - chunkOverhead) return 0;
    offset += chunkOverhead + length;
  }
  return 0;
}

CPNGInflation *CPNGInflationMake(const uint8_t *bytes, size_t count) {
  const size_t start = findPicture(bytes, count);
  if (start == 0 || number(bytes + start) < 2 || number(bytes + start) > longestChunk) return NULL;
  // Deflate with a window of 32 KiB, without a dictionary (RFC 1950): ISA-L does not hold a stream to a smaller window.
  const unsigned method = bytes[start + 8];
  const unsigned flags = bytes[start + 9];
  if (method != 0x78 || (method << 8 | flags) % 31 != 0 || (flags & 0x20) != 0) return NULL;
  CPNGInflation *inflation = malloc(sizeof *inflation);
  if (inflation == NULL) return NULL;
  inflation->bytes = bytes;
  inflation->count = count;
  inflation->start = start;
  inflation->offset = start + 8;
  inflation->left = number(bytes + start);
  inflation->checksum = crc32_gzip_refl(0, bytes + start + 4, 4);
  isal_inflate_init(&inflation->state);
  inflation->state.crc_flag = ISAL_ZLIB;
  memset(inflation->room, 0, sizeof inflation->room);
  inflation->hasEnded = 0;
  inflation->budget = count;
  inflation->status = CPNGStatusDone;
  inflation->message = "";
  inflation->filled = 0;
  inflation->given = 0;
  inflation->headCount = 0;
  inflation->headGiven = 0;
  inflation->blockLeft = 0;
  inflation->tailLeft = 0;
  inflation->hasBegun = 0;
  inflation->hasClosed = 0;
  return inflation;
}

void CPNGInflationAllow(CPNGInflation *inflation, size_t row, uint32_t height) {
  // As many bytes are inflated ahead. The worst packing is IDAT chunks of one byte, 13 for each; the rest is room for data that inflate to
  // nothing.
  const size_t ahead = height > capacity / row ? capacity : row * height;
  inflation->budget = 32 * row + 13 * ahead + (1 << 20);
}

size_t CPNGInflationStart(const CPNGInflation *inflation) { return inflation->start; }

void CPNGInflationRelease(CPNGInflation *inflation) { free(inflation); }

static int fail(CPNGInflation *inflation, CPNGStatus status, const char *message) {
  inflation->status = status;
  inflation->message = message;
  return 0;
}

static int endsEarly(CPNGInflation *inflation) { return fail(inflation, CPNGStatusTruncated, "the data ends early"); }

// Steps over the end of one IDAT chunk and the beginning of the next.
static int enterNextChunk(CPNGInflation *inflation) {
  const uint8_t *end = inflation->bytes + inflation->offset;
  const size_t rest = inflation->count - inflation->offset;
  if (rest < chunkOverhead) return endsEarly(inflation);
  if (number(end) != inflation->checksum) return fail(inflation, CPNGStatusMalformed, "IDAT: CRC error");
  if (!isPictureData(end + 8)) return fail(inflation, CPNGStatusMalformed, "Not enough image data");
  inflation->left = number(end + 4);
  if (inflation->left > longestChunk) return fail(inflation, CPNGStatusMalformed, "IDAT: a chunk of an impossible length");
  inflation->checksum = crc32_gzip_refl(0, end + 8, 4);
  inflation->offset += chunkOverhead;
  return 1;
}

static int spend(CPNGInflation *inflation, size_t length) {
  if (length > inflation->budget) return fail(inflation, CPNGStatusMalformed, "more compressed data than the picture has pixels for");
  inflation->budget -= length;
  return 1;
}

// Gives ISA-L the next piece of the file.
static int givePiece(CPNGInflation *inflation) {
  while (inflation->left == 0)
    if (!spend(inflation, chunkOverhead) || !enterNextChunk(inflation)) return 0;
  const size_t rest = inflation->count - inflation->offset;
  size_t length = inflation->left < pieceSize ? inflation->left : pieceSize;
  if (length > rest) length = rest / wholeSize * wholeSize;
  if (length == 0) return endsEarly(inflation);
  if (!spend(inflation, length)) return 0;
  // ISA-L declares its input mutable and does not write to it.
  inflation->state.next_in = (uint8_t *)(inflation->bytes + inflation->offset);
  inflation->state.avail_in = (uint32_t)length;
  inflation->checksum = crc32_gzip_refl(inflation->checksum, inflation->bytes + inflation->offset, length);
  inflation->offset += length;
  inflation->left -= length;
  return 1;
}

// Inflates until the buffer is full, the stream is at its end or something is missing. Returns false only for certain damage; missing bytes
// may never be needed.
static int refill(CPNGInflation *inflation) {
  struct inflate_state *state = &inflation->state;
  state->next_out = outputOf(inflation);
  state->avail_out = capacity;
  inflation->given = 0;
  while (!inflation->hasEnded && inflation->status == CPNGStatusDone) {
    const uint32_t inBefore = state->avail_in;
    const uint32_t outBefore = state->avail_out;
    const int code = isal_inflate(state);
    if (code == ISAL_INCORRECT_CHECKSUM) return fail(inflation, CPNGStatusMalformed, "IDAT: incorrect data check");
    if (code < 0 || code == ISAL_NEED_DICT) return fail(inflation, CPNGStatusMalformed, "IDAT: invalid compressed data");
    if (state->block_state == ISAL_BLOCK_FINISH) inflation->hasEnded = 1;
    if (inflation->hasEnded || state->avail_out == 0) break;
    if (state->avail_in == 0) givePiece(inflation);
    else if (state->avail_in == inBefore && state->avail_out == outBefore)
      return fail(inflation, CPNGStatusMalformed, "IDAT: invalid compressed data");
  }
  inflation->filled = capacity - state->avail_out;
  return 1;
}

// Checks the end of the chunk in which the stream ended; bytes behind the stream in it are skipped.
static int leaveLastChunk(CPNGInflation *inflation) {
  const size_t rest = inflation->count - inflation->offset;
  if (rest < 4 || rest - 4 < inflation->left) return endsEarly(inflation);
  inflation->checksum = crc32_gzip_refl(inflation->checksum, inflation->bytes + inflation->offset, inflation->left);
  inflation->offset += inflation->left;
  inflation->left = 0;
  if (number(inflation->bytes + inflation->offset) != inflation->checksum)
    return fail(inflation, CPNGStatusMalformed, "IDAT: CRC error");
  return 1;
}

// Sets up a chunk of libpng's with `length` inflated bytes, or with the end of the stream.
static void setChunk(CPNGInflation *inflation, size_t length, int isLast) {
  uint8_t *body = inflation->head + 8;
  if (!inflation->hasBegun) {
    // A window of 256 bytes, so that zlib keeps next to nothing: stored blocks refer to nothing.
    *body++ = 0x08;
    *body++ = 0x1D;
    inflation->hasBegun = 1;
  }
  *body++ = isLast ? 1 : 0;
  *body++ = (uint8_t)length;
  *body++ = (uint8_t)(length >> 8);
  *body++ = (uint8_t)~length;
  *body++ = (uint8_t)(~length >> 8);
  if (isLast) {
    // The checksum, which zlib was configured to ignore.
    memset(body, 0, 4);
    body += 4;
  }
  inflation->headCount = (size_t)(body - inflation->head);
  writeNumber(inflation->head, (uint32_t)(inflation->headCount - 8 + length));
  memcpy(inflation->head + 4, "IDAT", 4);
  inflation->headGiven = 0;
  inflation->blockLeft = length;
  inflation->tailLeft = 4;
}

// Begins a chunk of libpng's with the available bytes.
static int beginChunk(CPNGInflation *inflation) {
  if (inflation->given == inflation->filled && !refill(inflation)) return 0;
  const size_t rest = inflation->filled - inflation->given;
  if (rest > 0) {
    setChunk(inflation, rest < longestStoredBlock ? rest : longestStoredBlock, 0);
    return 1;
  }
  if (inflation->status != CPNGStatusDone) return 0;
  if (inflation->hasClosed) return fail(inflation, CPNGStatusMalformed, "Not enough image data");
  if (!leaveLastChunk(inflation)) return 0;
  inflation->hasClosed = 1;
  setChunk(inflation, 0, 1);
  return 1;
}

CPNGStatus CPNGInflationRead(CPNGInflation *inflation, uint8_t *destination, size_t length, const char **message) {
  while (length > 0) {
    size_t part;
    if (inflation->headGiven < inflation->headCount) {
      part = inflation->headCount - inflation->headGiven;
      if (part > length) part = length;
      memcpy(destination, inflation->head + inflation->headGiven, part);
      inflation->headGiven += part;
    } else if (inflation->blockLeft > 0) {
      part = inflation->blockLeft < length ? inflation->blockLeft : length;
      memcpy(destination, outputOf(inflation) + inflation->given, part);
      inflation->given += part;
      inflation->blockLeft -= part;
    } else if (inflation->tailLeft > 0) {
      part = inflation->tailLeft < length ? inflation->tailLeft : length;
      memset(destination, 0, part);
      inflation->tailLeft -= part;
    } else {
      if (!beginChunk(inflation)) {
        *message = inflation->message;
        return inflation->status;
      }
      part = 0;
    }
    destination += part;
    length -= part;
  }
  return CPNGStatusDone;
}

size_t CPNGInflationReady(const CPNGInflation *inflation) { return inflation->filled - inflation->given; }

size_t CPNGInflationTake(CPNGInflation *inflation, size_t most, const uint8_t **bytes) {
  if (CPNGInflationReady(inflation) == 0 && !refill(inflation)) return 0;
  const size_t ready = CPNGInflationReady(inflation);
  const size_t taken = ready < most ? ready : most;
  *bytes = outputOf(inflation) + inflation->given;
  inflation->given += taken;
  return taken;
}

int CPNGInflationIsSpent(CPNGInflation *inflation) {
  if (CPNGInflationReady(inflation) > 0) return 0;
  if (!inflation->hasEnded && (!refill(inflation) || inflation->filled > 0)) return 0;
  return inflation->hasEnded && inflation->status == CPNGStatusDone && leaveLastChunk(inflation);
}
