#include "support.h"

#include <jerror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static CJPEGStatus statusOfCode(int code) {
  switch (code) {
  case JERR_OUT_OF_MEMORY:
  // libjpeg's error when its memory limit is reached.
  case JERR_NO_BACKING_STORE:
    return CJPEGStatusOutOfMemory;
  case JERR_SOF_UNSUPPORTED:
  case JERR_ARITH_NOTIMPL:
  case JERR_NOT_COMPILED:
  case JERR_BAD_PRECISION:
  case JERR_COMPONENT_COUNT:
  case JERR_CONVERSION_NOTIMPL:
  case JERR_FRACT_SAMPLE_NOTIMPL:
  case JERR_CCIR601_NOTIMPL:
  case JERR_IMAGE_TOO_BIG:
    return CJPEGStatusUnsupported;
  case JERR_INPUT_EMPTY:
  case JERR_INPUT_EOF:
    return CJPEGStatusTruncated;
  default:
    return CJPEGStatusMalformed;
  }
}

static void keepMessage(CJPEGErrors *errors, const char *message) {
  snprintf(errors->result.message, CJPEGMessageSize, "%s", message);
}

void CJPEGErrorsSet(CJPEGErrors *errors, CJPEGStatus status, const char *message) {
  errors->result.status = status;
  keepMessage(errors, message);
}

static void onError(j_common_ptr object) {
  CJPEGErrors *errors = (CJPEGErrors *)object->err;
  if (errors->result.status == CJPEGStatusDone) {
    char message[JMSG_LENGTH_MAX];
    errors->base.format_message(object, message);
    CJPEGErrorsSet(errors, statusOfCode(errors->base.msg_code), message);
  }
  longjmp(errors->jump, 1);
}

// Level -1 is a warning. The listed ones mean that the data behind differ from the encoded ones; others, such as a wrong version in JFIF or
// odd scan parameters of a baseline picture, do not touch the pixels.
static void onMessage(j_common_ptr object, int level) {
  CJPEGErrors *errors = (CJPEGErrors *)object->err;
  // Bytes between the end of a scan's data and the next marker, or a restart marker without a restart.
  if (errors->base.msg_code == JWRN_EXTRANEOUS_DATA || errors->base.msg_code == JTRC_PARMLESS_MARKER) errors->hasIdleBytes = 1;
  if (level >= 0) return;
  errors->base.num_warnings++;
  switch (errors->base.msg_code) {
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_ARITH_BAD_CODE:
  case JWRN_MUST_RESYNC:
  case JWRN_BOGUS_PROGRESSION:
    if (errors->damage == 0) {
      char message[JMSG_LENGTH_MAX];
      errors->base.format_message(object, message);
      keepMessage(errors, message);
      errors->damage = errors->base.msg_code;
    }
    break;
  default:
    break;
  }
}

static void onOutput(j_common_ptr object) { (void)object; }

struct jpeg_error_mgr *CJPEGErrorsPrepare(CJPEGErrors *errors) {
  memset(errors, 0, sizeof *errors);
  jpeg_std_error(&errors->base);
  errors->base.error_exit = onError;
  errors->base.emit_message = onMessage;
  errors->base.output_message = onOutput;
  return &errors->base;
}

#define CJPEG_TEXT_OF(value) #value
#define CJPEG_TEXT(value) CJPEG_TEXT_OF(value)

const char *CJPEGVersion(void) { return CJPEG_TEXT(LIBJPEG_TURBO_VERSION); }

void CJPEGRelease(CJPEGBuffer *buffer) {
  free(buffer->bytes);
  buffer->bytes = NULL;
  buffer->count = 0;
  buffer->capacity = 0;
}
