#include "colour_kernels.h"
#include "colour_deep.h"
#include "colour_definition.h"
#include "colour_matrix.h"
#include "colour_profile.h"
#include "tone_mapping.h"

#include <lcms2.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct colour_conversion {
  cmsContext context;
  /// Null if the conversion is one of the two below.
  cmsHTRANSFORM transform;
  bool is_matrix;
  colour_matrix matrix;
  /// For deep pixels, instead of `matrix`.
  colour_deep *deep;
  /// The curve of a definition; `COLOUR_CURVE_SRGB` for profiles.
  colour_curve curve;
  /// For PQ and HLG, instead of `matrix` and `deep`.
  tone_mapping *tone;
  colour_channels channels;
  colour_layout layout;
  uint8_t grey_to_rgb[256 * 3];
  /// 65,536 triples, for deep pixels.
  uint16_t *deep_grey_to_rgb;
  /// The library's first error message.
  char complaint[256];
};

/// Keeps an error message of the library; it only stores text, because unwinding across the library's frames is not allowed.
static void remember_complaint(cmsContext context, cmsUInt32Number code, const char *text) {
  (void)code;
  colour_conversion *conversion = cmsGetContextUserData(context);
  if (conversion && conversion->complaint[0] == 0) snprintf(conversion->complaint, sizeof conversion->complaint, "%s", text);
}

/// Returns whether a colorant tag is the one of sRGB. The tolerance admits the roundings found in profiles in use; at 0.0006 a pure primary
/// moves by at most two levels.
static bool is_colorant(cmsHPROFILE profile, cmsTagSignature signature, double x, double y, double z) {
  const double tolerance = 0.0006;
  const cmsCIEXYZ *value = cmsReadTag(profile, signature);
  return value && fabs(value->X - x) <= tolerance && fabs(value->Y - y) <= tolerance && fabs(value->Z - z) <= tolerance;
}

static double srgb_level(double light) {
  return 255.0 * (light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1.0 / 2.4) - 0.055);
}

/// Returns whether a curve yields every 8-bit level of the sRGB curve to within three quarters of a level.
static bool is_srgb_curve(cmsHPROFILE profile, cmsTagSignature signature) {
  const cmsToneCurve *curve = cmsReadTag(profile, signature);
  if (!curve) return false;
  for (int level = 0; level < 256; level++) {
    const double light = cmsEvalToneCurveFloat(curve, (float)level / 255.0f);
    if (!(fabs(srgb_level(light) - level) <= 0.75)) return false;
  }
  return true;
}

/// Returns whether a profile has sRGB's curves and its primaries adapted to D50, as ICC profiles hold them (IEC 61966-2-1 with the Bradford
/// adaptation of ICC.1).
static bool is_srgb(cmsHPROFILE profile) {
  return !colour_profile_has_tables(profile) && cmsIsMatrixShaper(profile) &&
         is_colorant(profile, cmsSigRedColorantTag, 0.43607, 0.22249, 0.01392) &&
         is_colorant(profile, cmsSigGreenColorantTag, 0.38515, 0.71687, 0.09708) &&
         is_colorant(profile, cmsSigBlueColorantTag, 0.14307, 0.06061, 0.71410) && is_srgb_curve(profile, cmsSigRedTRCTag) &&
         is_srgb_curve(profile, cmsSigGreenTRCTag) && is_srgb_curve(profile, cmsSigBlueTRCTag);
}

/// Writes the four characters of a signature as text, without padding.
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

/// Reads the columns of a profile's primaries in XYZ; returns false if one is missing.
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

/// Makes a conversion of primaries and curves alone: the library's own, in floats and without its fixed-point rounding.
static bool make_matrix(colour_conversion *conversion, cmsHPROFILE profile, cmsHPROFILE target) {
  if (colour_profile_has_tables(profile) || !cmsIsMatrixShaper(profile) || cmsGetPCS(profile) != cmsSigXYZData) return false;
  double source_primaries[3][3], target_primaries[3][3], light[3][256];
  if (!read_primaries(profile, source_primaries) || !read_primaries(target, target_primaries)) return false;
  if (conversion->curve == COLOUR_CURVE_PQ || conversion->curve == COLOUR_CURVE_HLG) {
    conversion->tone = tone_mapping_make(conversion->curve, source_primaries, target_primaries);
    return conversion->tone != NULL;
  }
  const cmsTagSignature signatures[3] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
  if (conversion->layout == COLOUR_LAYOUT_RGBA16) {
    float *levels = malloc(3 * 65536 * sizeof *levels);
    if (!levels) return false;
    const float *parts[3] = {levels, levels + 65536, levels + 2 * 65536};
    bool is_whole = true;
    for (int channel = 0; channel < 3; channel++) {
      const cmsToneCurve *curve = cmsReadTag(profile, signatures[channel]);
      is_whole = is_whole && curve;
      for (int level = 0; is_whole && level < 65536; level++)
        levels[channel * 65536 + level] = cmsEvalToneCurveFloat(curve, (float)level / 65535.0f);
    }
    if (is_whole) conversion->deep = colour_deep_make(source_primaries, target_primaries, parts);
    free(levels);
    return conversion->deep != NULL;
  }
  for (int channel = 0; channel < 3; channel++) {
    const cmsToneCurve *curve = cmsReadTag(profile, signatures[channel]);
    if (!curve) return false;
    for (int level = 0; level < 256; level++) light[channel][level] = cmsEvalToneCurveFloat(curve, (float)level / 255.0f);
  }
  colour_matrix_make(source_primaries, target_primaries, light, &conversion->matrix);
  return true;
}

/// Makes a table of the library's result for every grey level.
static bool make_grey(colour_conversion *conversion, cmsHPROFILE profile, cmsHPROFILE target, cmsUInt32Number flags) {
  const bool is_deep = conversion->layout == COLOUR_LAYOUT_RGBA16;
  cmsHTRANSFORM transform =
      cmsCreateTransformTHR(conversion->context, profile, is_deep ? TYPE_GRAY_16 : TYPE_GRAY_8, target,
                            is_deep ? TYPE_RGB_16 : TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC, flags);
  if (!transform) return false;
  if (is_deep) {
    uint16_t *levels = malloc(65536 * sizeof *levels);
    conversion->deep_grey_to_rgb = malloc(3 * 65536 * sizeof *levels);
    if (levels && conversion->deep_grey_to_rgb) {
      for (int level = 0; level < 65536; level++) levels[level] = (uint16_t)level;
      cmsDoTransform(transform, levels, conversion->deep_grey_to_rgb, 65536);
    }
    const bool is_made = levels != NULL && conversion->deep_grey_to_rgb != NULL;
    free(levels);
    cmsDeleteTransform(transform);
    return is_made;
  }
  uint8_t levels[256];
  for (int level = 0; level < 256; level++) levels[level] = (uint8_t)level;
  cmsDoTransform(transform, levels, conversion->grey_to_rgb, 256);
  cmsDeleteTransform(transform);
  return true;
}

static bool make_transform(colour_conversion *conversion, cmsHPROFILE profile) {
  cmsHPROFILE target = cmsCreate_sRGBProfileTHR(conversion->context);
  if (!target) return false;
  const cmsUInt32Number compensation = colour_profile_has_tables(profile) ? cmsFLAGS_BLACKPOINTCOMPENSATION : 0;
  bool is_made = false;
  if (conversion->channels == COLOUR_GREY) {
    is_made = make_grey(conversion, profile, target, compensation);
  } else if (conversion->layout == COLOUR_LAYOUT_CMYK8) {
    conversion->transform = cmsCreateTransformTHR(conversion->context, profile, TYPE_CMYK_8, target, TYPE_RGBA_8,
                                                  INTENT_RELATIVE_COLORIMETRIC, compensation);
    is_made = conversion->transform != NULL;
  } else {
    conversion->is_matrix = make_matrix(conversion, profile, target);
    const cmsUInt32Number type = conversion->layout == COLOUR_LAYOUT_RGBA16 ? TYPE_RGBA_16 : TYPE_RGBA_8;
    if (!conversion->is_matrix)
      conversion->transform = cmsCreateTransformTHR(conversion->context, profile, type, target, type, INTENT_RELATIVE_COLORIMETRIC,
                                                    cmsFLAGS_COPY_ALPHA | compensation);
    is_made = conversion->is_matrix || conversion->transform;
  }
  cmsCloseProfile(target);
  return is_made;
}

static colour_outcome judge_profile(colour_conversion *conversion, cmsHPROFILE profile, char *message, size_t message_capacity) {
  const cmsColorSpaceSignature space = cmsGetColorSpace(profile);
  const bool is_of_kind = conversion->layout == COLOUR_LAYOUT_CMYK8 ? space == cmsSigCmykData
                                                                    : space == cmsSigRgbData || space == cmsSigGrayData;
  if (!is_device_class(profile)) {
    write_signature(cmsGetDeviceClass(profile), message, message_capacity);
    return COLOUR_INAPPLICABLE;
  }
  if (!is_of_kind) {
    write_signature(space, message, message_capacity);
    return COLOUR_INAPPLICABLE;
  }
  if (space == cmsSigRgbData && is_srgb(profile)) return COLOUR_IS_SRGB;
  conversion->channels = space == cmsSigGrayData ? COLOUR_GREY : COLOUR_RGB;
  return make_transform(conversion, profile) ? COLOUR_CONVERTS : COLOUR_UNREADABLE;
}

static colour_conversion *make_conversion(colour_layout layout, char *message, size_t message_capacity) {
  message[0] = 0;
  colour_conversion *conversion = calloc(1, sizeof *conversion);
  if (conversion) conversion->context = cmsCreateContext(NULL, conversion);
  if (!conversion || !conversion->context) {
    free(conversion);
    snprintf(message, message_capacity, "out of memory");
    return NULL;
  }
  conversion->layout = layout;
  cmsSetLogErrorHandlerTHR(conversion->context, remember_complaint);
  return conversion;
}

/// Ends a conversion that failed, with a message; `profile` is closed, and may be null.
static colour_outcome settle(colour_conversion *conversion, cmsHPROFILE profile, colour_conversion **result, char *message,
                             size_t message_capacity) {
  const colour_outcome outcome =
      profile ? judge_profile(conversion, profile, message, message_capacity) : COLOUR_UNREADABLE;
  if (profile) cmsCloseProfile(profile);
  if (outcome == COLOUR_UNREADABLE) snprintf(message, message_capacity, "%s", conversion->complaint);
  if (outcome == COLOUR_CONVERTS) *result = conversion;
  else colour_conversion_free(conversion);
  return outcome;
}

colour_outcome colour_conversion_make(const uint8_t *profile, size_t profile_size, colour_layout layout,
                                      colour_conversion **result, char *message, size_t message_capacity) {
  *result = NULL;
  colour_conversion *conversion = make_conversion(layout, message, message_capacity);
  if (!conversion) return COLOUR_UNREADABLE;
  cmsHPROFILE opened =
      profile_size > UINT32_MAX ? NULL : cmsOpenProfileFromMemTHR(conversion->context, profile, (cmsUInt32Number)profile_size);
  return settle(conversion, opened, result, message, message_capacity);
}

colour_outcome colour_conversion_make_defined(colour_definition definition, colour_layout layout, colour_conversion **result,
                                              char *message, size_t message_capacity) {
  *result = NULL;
  colour_conversion *conversion = make_conversion(layout, message, message_capacity);
  if (!conversion) return COLOUR_UNREADABLE;
  conversion->curve = definition.curve;
  return settle(conversion, colour_definition_open(conversion->context, definition), result, message, message_capacity);
}

colour_channels colour_conversion_channels(const colour_conversion *conversion) { return conversion->channels; }

bool colour_conversion_parts(const colour_conversion *conversion, float *curves, float *matrix) {
  if (!conversion->is_matrix || conversion->tone || conversion->layout != COLOUR_LAYOUT_RGBA8) return false;
  memcpy(curves, conversion->matrix.light, sizeof conversion->matrix.light);
  memcpy(matrix, conversion->matrix.between, sizeof conversion->matrix.between);
  return true;
}

/// Converts grey pixels of 16 bits a sample.
static void apply_deep_grey(const uint16_t *grey_to_rgb, const uint8_t *source, size_t count, uint8_t *target) {
  for (size_t index = 0; index < count; index++, source += 8, target += 8) {
    uint16_t level;
    memcpy(&level, source, 2);
    memcpy(target, grey_to_rgb + (size_t)level * 3, 6);
    memcpy(target + 6, source + 6, 2);
  }
}

void colour_conversion_apply(const colour_conversion *conversion, const uint8_t *source, size_t offset, size_t count,
                             const uint8_t *buckets, const float *thresholds, uint8_t *target) {
  const size_t step = conversion->layout == COLOUR_LAYOUT_RGBA16 ? 8 : 4;
  source += offset * step;
  target += offset * step;
  if (conversion->deep_grey_to_rgb) {
    apply_deep_grey(conversion->deep_grey_to_rgb, source, count, target);
    return;
  }
  if (conversion->channels == COLOUR_GREY) {
    for (size_t index = 0; index < count; index++, source += 4, target += 4) {
      memcpy(target, conversion->grey_to_rgb + source[0] * 3, 3);
      target[3] = source[3];
    }
    return;
  }
  if (conversion->tone) {
    tone_mapping_apply(conversion->tone, conversion->layout == COLOUR_LAYOUT_RGBA16, source, count, target);
    return;
  }
  if (conversion->deep) {
    colour_deep_apply(conversion->deep, source, count, target);
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
    source += part * step;
    target += part * step;
    count -= part;
  }
}

void colour_conversion_free(colour_conversion *conversion) {
  if (!conversion) return;
  if (conversion->transform) cmsDeleteTransform(conversion->transform);
  cmsDeleteContext(conversion->context);
  colour_deep_free(conversion->deep);
  tone_mapping_free(conversion->tone);
  free(conversion->deep_grey_to_rgb);
  free(conversion);
}

int colour_library_version(void) { return cmsGetEncodedCMMversion(); }
