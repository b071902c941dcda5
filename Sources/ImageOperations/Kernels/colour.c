#include "colour_kernels.h"
#include "colour_matrix.h"

#include <lcms2.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct colour_conversion {
  cmsContext context;
  /// Null where the conversion is one of the two below.
  cmsHTRANSFORM transform;
  bool is_matrix;
  colour_matrix matrix;
  colour_channels channels;
  uint8_t grey_to_rgb[256 * 3];
  /// The library's first complaint.
  char complaint[256];
};

/// Called by the library; it only stores text, because unwinding across the library's frames is not allowed.
static void remember_complaint(cmsContext context, cmsUInt32Number code, const char *text) {
  (void)code;
  colour_conversion *conversion = cmsGetContextUserData(context);
  if (conversion && conversion->complaint[0] == 0) snprintf(conversion->complaint, sizeof conversion->complaint, "%s", text);
}

/// Whether a colorant tag is the one of sRGB. The tolerance admits the roundings found in profiles in use; at 0.0006 a pure
/// primary moves by at most two levels.
static bool is_colorant(cmsHPROFILE profile, cmsTagSignature signature, double x, double y, double z) {
  const double tolerance = 0.0006;
  const cmsCIEXYZ *value = cmsReadTag(profile, signature);
  return value && fabs(value->X - x) <= tolerance && fabs(value->Y - y) <= tolerance && fabs(value->Z - z) <= tolerance;
}

static double srgb_level(double light) {
  return 255.0 * (light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1.0 / 2.4) - 0.055);
}

/// Whether a curve yields every 8-bit level of the sRGB curve to within three quarters of a level.
static bool is_srgb_curve(cmsHPROFILE profile, cmsTagSignature signature) {
  const cmsToneCurve *curve = cmsReadTag(profile, signature);
  if (!curve) return false;
  for (int level = 0; level < 256; level++) {
    const double light = cmsEvalToneCurveFloat(curve, (float)level / 255.0f);
    if (!(fabs(srgb_level(light) - level) <= 0.75)) return false;
  }
  return true;
}

static bool has_tables(cmsHPROFILE profile) {
  return cmsIsTag(profile, cmsSigAToB0Tag) || cmsIsTag(profile, cmsSigAToB1Tag) || cmsIsTag(profile, cmsSigDToB0Tag) ||
         cmsIsTag(profile, cmsSigDToB1Tag);
}

/// sRGB's primaries adapted to D50, as ICC profiles hold them (IEC 61966-2-1 with the Bradford adaptation of ICC.1).
static bool is_srgb(cmsHPROFILE profile) {
  return !has_tables(profile) && cmsIsMatrixShaper(profile) &&
         is_colorant(profile, cmsSigRedColorantTag, 0.43607, 0.22249, 0.01392) &&
         is_colorant(profile, cmsSigGreenColorantTag, 0.38515, 0.71687, 0.09708) &&
         is_colorant(profile, cmsSigBlueColorantTag, 0.14307, 0.06061, 0.71410) && is_srgb_curve(profile, cmsSigRedTRCTag) &&
         is_srgb_curve(profile, cmsSigGreenTRCTag) && is_srgb_curve(profile, cmsSigBlueTRCTag);
}

/// The four characters of a signature as text, without padding.
static void write_signature(cmsUInt32Number signature, char *text, size_t capacity) {
  char characters[5] = {0};
  for (int index = 0; index < 4; index++) {
    const char character = (char)(signature >> (24 - 8 * index) & 255);
    characters[index] = character >= 33 && character < 127 ? character : 0;
  }
  snprintf(text, capacity, "%s", characters[0] ? characters : "unknown");
}

static bool is_device_class(cmsHPROFILE profile) {
  switch (cmsGetDeviceClass(profile)) {
    case cmsSigInputClass:
    case cmsSigDisplayClass:
    case cmsSigOutputClass:
    case cmsSigColorSpaceClass: return true;
    default: return false;
  }
}

/// The columns of a profile's primaries in XYZ; false where one is missing.
static bool read_primaries(cmsHPROFILE profile, double primaries[3][3]) {
  const cmsTagSignature signatures[3] = {cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag};
  for (int column = 0; column < 3; column++) {
    const cmsCIEXYZ *value = cmsReadTag(profile, signatures[column]);
    if (!value) return false;
    primaries[0][column] = value->X;
    primaries[1][column] = value->Y;
    primaries[2][column] = value->Z;
  }
  return true;
}

/// Primaries and curves alone: what the library does with such profiles, in floats and without its fixed-point rounding.
static bool make_matrix(colour_conversion *conversion, cmsHPROFILE profile, cmsHPROFILE target) {
  if (has_tables(profile) || !cmsIsMatrixShaper(profile) || cmsGetPCS(profile) != cmsSigXYZData) return false;
  double source_primaries[3][3], target_primaries[3][3], light[3][256];
  if (!read_primaries(profile, source_primaries) || !read_primaries(target, target_primaries)) return false;
  const cmsTagSignature signatures[3] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
  for (int channel = 0; channel < 3; channel++) {
    const cmsToneCurve *curve = cmsReadTag(profile, signatures[channel]);
    if (!curve) return false;
    for (int level = 0; level < 256; level++) light[channel][level] = cmsEvalToneCurveFloat(curve, (float)level / 255.0f);
  }
  colour_matrix_make(source_primaries, target_primaries, light, &conversion->matrix);
  return true;
}

static bool make_transform(colour_conversion *conversion, cmsHPROFILE profile) {
  cmsHPROFILE target = cmsCreate_sRGBProfileTHR(conversion->context);
  if (!target) return false;
  const bool is_grey = conversion->channels == COLOUR_GREY;
  conversion->is_matrix = !is_grey && make_matrix(conversion, profile, target);
  if (conversion->is_matrix) {
    cmsCloseProfile(target);
    return true;
  }
  cmsUInt32Number flags = is_grey ? 0 : cmsFLAGS_COPY_ALPHA;
  if (has_tables(profile)) flags |= cmsFLAGS_BLACKPOINTCOMPENSATION;
  cmsHTRANSFORM transform =
      cmsCreateTransformTHR(conversion->context, profile, is_grey ? TYPE_GRAY_8 : TYPE_RGBA_8, target,
                            is_grey ? TYPE_RGB_8 : TYPE_RGBA_8, INTENT_RELATIVE_COLORIMETRIC, flags);
  cmsCloseProfile(target);
  if (!transform) return false;
  if (is_grey) {
    uint8_t levels[256];
    for (int level = 0; level < 256; level++) levels[level] = (uint8_t)level;
    cmsDoTransform(transform, levels, conversion->grey_to_rgb, 256);
    cmsDeleteTransform(transform);
  } else {
    conversion->transform = transform;
  }
  return true;
}

static colour_outcome open_profile(colour_conversion *conversion, const uint8_t *bytes, size_t size, char *message,
                                   size_t message_capacity) {
  if (size > UINT32_MAX) return COLOUR_UNREADABLE;
  cmsHPROFILE profile = cmsOpenProfileFromMemTHR(conversion->context, bytes, (cmsUInt32Number)size);
  if (!profile) return COLOUR_UNREADABLE;
  colour_outcome outcome = COLOUR_INAPPLICABLE;
  const cmsColorSpaceSignature space = cmsGetColorSpace(profile);
  if (!is_device_class(profile)) {
    write_signature(cmsGetDeviceClass(profile), message, message_capacity);
  } else if (space != cmsSigRgbData && space != cmsSigGrayData) {
    write_signature(space, message, message_capacity);
  } else if (space == cmsSigRgbData && is_srgb(profile)) {
    outcome = COLOUR_IS_SRGB;
  } else {
    conversion->channels = space == cmsSigGrayData ? COLOUR_GREY : COLOUR_RGB;
    outcome = make_transform(conversion, profile) ? COLOUR_CONVERTS : COLOUR_UNREADABLE;
  }
  cmsCloseProfile(profile);
  return outcome;
}

colour_outcome colour_conversion_make(const uint8_t *profile, size_t profile_size, colour_conversion **result, char *message,
                                      size_t message_capacity) {
  *result = NULL;
  message[0] = 0;
  colour_conversion *conversion = calloc(1, sizeof *conversion);
  if (conversion) conversion->context = cmsCreateContext(NULL, conversion);
  if (!conversion || !conversion->context) {
    free(conversion);
    snprintf(message, message_capacity, "out of memory");
    return COLOUR_UNREADABLE;
  }
  cmsSetLogErrorHandlerTHR(conversion->context, remember_complaint);
  const colour_outcome outcome = open_profile(conversion, profile, profile_size, message, message_capacity);
  if (outcome == COLOUR_UNREADABLE) snprintf(message, message_capacity, "%s", conversion->complaint);
  if (outcome == COLOUR_CONVERTS) *result = conversion;
  else colour_conversion_free(conversion);
  return outcome;
}

colour_channels colour_conversion_channels(const colour_conversion *conversion) { return conversion->channels; }

void colour_conversion_apply(const colour_conversion *conversion, const uint8_t *source, size_t offset, size_t count,
                             const uint8_t *buckets, const float *thresholds, uint8_t *target) {
  source += offset * 4;
  target += offset * 4;
  if (conversion->channels == COLOUR_GREY) {
    for (size_t index = 0; index < count; index++, source += 4, target += 4) {
      memcpy(target, conversion->grey_to_rgb + source[0] * 3, 3);
      target[3] = source[3];
    }
    return;
  }
  if (conversion->is_matrix) {
    colour_matrix_apply(&conversion->matrix, source, count, buckets, thresholds, target);
    return;
  }
  // The library counts pixels in 32 bits.
  const size_t portion = 1 << 20;
  while (count > 0) {
    const size_t part = count < portion ? count : portion;
    cmsDoTransform(conversion->transform, source, target, (cmsUInt32Number)part);
    source += part * 4;
    target += part * 4;
    count -= part;
  }
}

void colour_conversion_free(colour_conversion *conversion) {
  if (!conversion) return;
  if (conversion->transform) cmsDeleteTransform(conversion->transform);
  cmsDeleteContext(conversion->context);
  free(conversion);
}
