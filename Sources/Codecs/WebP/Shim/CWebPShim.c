#include "CWebPShim.h"

#include <limits.h>
#include <webp/decode.h>
#include <webp/encode.h>
#include <webp/mux.h>

int cwebp_version(void) { return WebPGetDecoderVersion(); }

static CWebPStatus status_of(VP8StatusCode code) {
  switch (code) {
    case VP8_STATUS_OK: return CWebPStatusOK;
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED: return CWebPStatusTruncated;
    case VP8_STATUS_OUT_OF_MEMORY: return CWebPStatusOutOfMemory;
    case VP8_STATUS_UNSUPPORTED_FEATURE: return CWebPStatusUnsupported;
    default: return CWebPStatusMalformed;
  }
}

CWebPStatus cwebp_read_features(const uint8_t *bytes, size_t count, CWebPFeatures *features) {
  WebPBitstreamFeatures found;
  const VP8StatusCode code = WebPGetFeatures(bytes, count, &found);
  if (code != VP8_STATUS_OK) return status_of(code);
  features->width = found.width;
  features->height = found.height;
  features->has_alpha = found.has_alpha != 0;
  features->is_lossless = found.format == 2;
  return CWebPStatusOK;
}

CWebPStatus cwebp_decode(
    const uint8_t *bytes, size_t count, int width, int height, int divisor, size_t stride, uint8_t *pixels, size_t capacity) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return CWebPStatusUnsupported;
  const VP8StatusCode header = WebPGetFeatures(bytes, count, &config.input);
  if (header != VP8_STATUS_OK) return status_of(header);
  if (width < 1 || height < 1 || config.input.width != width || config.input.height != height) {
    return CWebPStatusMalformed;
  }
  if (divisor < 1 || width % divisor != 0 || height % divisor != 0) return CWebPStatusMalformed;
  const size_t row = (size_t)(width / divisor) * 4;
  if (stride < row || stride > INT_MAX || capacity < row || (capacity - row) / stride < (size_t)(height / divisor) - 1) {
    return CWebPStatusMalformed;
  }
  config.options.use_scaling = divisor > 1;
  config.options.scaled_width = width / divisor;
  config.options.scaled_height = height / divisor;
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels;
  config.output.u.RGBA.stride = (int)stride;
  config.output.u.RGBA.size = capacity;
  const VP8StatusCode code = WebPDecode(bytes, count, &config);
  WebPFreeDecBuffer(&config.output);
  return status_of(code);
}

CWebPStatus cwebp_try(const uint8_t *bytes, size_t count) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return CWebPStatusUnsupported;
  // Alpha is only looked at for outputs that have it.
  config.output.colorspace = MODE_YUVA;
  const VP8StatusCode code = WebPDecode(bytes, count, &config);
  WebPFreeDecBuffer(&config.output);
  return status_of(code);
}

static CWebPStatus status_of_encoding(WebPEncodingError code) {
  switch (code) {
    case VP8_ENC_ERROR_OUT_OF_MEMORY:
    case VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY: return CWebPStatusOutOfMemory;
    case VP8_ENC_ERROR_BAD_DIMENSION:
    case VP8_ENC_ERROR_PARTITION0_OVERFLOW:
    case VP8_ENC_ERROR_PARTITION_OVERFLOW:
    case VP8_ENC_ERROR_FILE_TOO_BIG: return CWebPStatusTooLarge;
    default: return CWebPStatusUnsupported;
  }
}

CWebPStatus cwebp_encode(const uint8_t *pixels, size_t count, CWebPEncoding encoding, CWebPBytes *output) {
  const int width = encoding.width;
  const int height = encoding.height;
  output->bytes = NULL;
  output->count = 0;
  if (width < 1 || height < 1 || width > WEBP_MAX_DIMENSION || height > WEBP_MAX_DIMENSION) return CWebPStatusTooLarge;
  if (count != (size_t)width * (size_t)height * 4) return CWebPStatusMalformed;

  WebPConfig config;
  WebPPicture picture;
  if (!WebPConfigInit(&config) || !WebPPictureInit(&picture)) return CWebPStatusUnsupported;
  // In lossless mode `quality` is effort; libwebp's own starting value is kept there.
  config.lossless = encoding.is_lossless ? 1 : 0;
  if (!encoding.is_lossless) config.quality = (float)encoding.quality;
  config.near_lossless = encoding.near_lossless;
  config.method = encoding.method;
  config.exact = encoding.is_exact ? 1 : 0;
  config.thread_level = 0;
  if (!WebPValidateConfig(&config)) return CWebPStatusUnsupported;

  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  picture.width = width;
  picture.height = height;
  picture.use_argb = encoding.is_lossless ? 1 : 0;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;

  const int imported = encoding.has_alpha ? WebPPictureImportRGBA(&picture, pixels, width * 4)
                                 : WebPPictureImportRGBX(&picture, pixels, width * 4);
  const int encoded = imported && WebPEncode(&config, &picture);
  const WebPEncodingError code = picture.error_code;
  WebPPictureFree(&picture);
  if (!encoded) {
    WebPMemoryWriterClear(&writer);
    return imported ? status_of_encoding(code) : CWebPStatusOutOfMemory;
  }
  output->bytes = writer.mem;
  output->count = writer.size;
  return CWebPStatusOK;
}

static WebPMuxError set_chunk(WebPMux *mux, const char *name, const uint8_t *bytes, size_t count) {
  if (count == 0) return WEBP_MUX_OK;
  const WebPData data = {bytes, count};
  return WebPMuxSetChunk(mux, name, &data, 0);
}

CWebPStatus cwebp_assemble(
    const uint8_t *image, size_t image_count, const uint8_t *icc, size_t icc_count, const uint8_t *xmp,
    size_t xmp_count, CWebPBytes *output) {
  output->bytes = NULL;
  output->count = 0;
  WebPMux *mux = WebPMuxNew();
  if (mux == NULL) return CWebPStatusOutOfMemory;
  // Nothing is copied into the mux; all of it outlives the mux.
  const WebPData picture = {image, image_count};
  WebPData assembled = {NULL, 0};
  WebPMuxError code = WebPMuxSetImage(mux, &picture, 0);
  if (code == WEBP_MUX_OK) code = set_chunk(mux, "ICCP", icc, icc_count);
  if (code == WEBP_MUX_OK) code = set_chunk(mux, "XMP ", xmp, xmp_count);
  if (code == WEBP_MUX_OK) code = WebPMuxAssemble(mux, &assembled);
  WebPMuxDelete(mux);
  if (code != WEBP_MUX_OK) return code == WEBP_MUX_MEMORY_ERROR ? CWebPStatusOutOfMemory : CWebPStatusMalformed;
  output->bytes = (uint8_t *)assembled.bytes;
  output->count = assembled.size;
  return CWebPStatusOK;
}

void cwebp_release(CWebPBytes *output) {
  WebPFree(output->bytes);
  output->bytes = NULL;
  output->count = 0;
}
