#include "colour_definition.h"

#include <string.h>

static cmsToneCurve *make_curve(cmsContext context, colour_definition definition) {
  switch (definition.curve) {
    case COLOUR_CURVE_SRGB: {
      const cmsFloat64Number parameters[5] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
      return cmsBuildParametricToneCurve(context, 4, parameters);
    }
    case COLOUR_CURVE_POWER: return cmsBuildGamma(context, definition.exponent);
    case COLOUR_CURVE_PQ:
    case COLOUR_CURVE_HLG:
      // Only the primaries are taken from the profile; the light is for `tone_mapping`.
      return cmsBuildGamma(context, 1);
  }
  return NULL;
}

cmsHPROFILE colour_definition_open(cmsContext context, colour_definition definition) {
  cmsToneCurve *curve = make_curve(context, definition);
  if (!curve) return NULL;
  const cmsCIExyY white = {definition.white.x, definition.white.y, 1};
  const cmsCIExyYTRIPLE primaries = {{definition.red.x, definition.red.y, 1},
                                     {definition.green.x, definition.green.y, 1},
                                     {definition.blue.x, definition.blue.y, 1}};
  cmsToneCurve *const curves[3] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfileTHR(context, &white, &primaries, curves);
  cmsFreeToneCurve(curve);
  return profile;
}

size_t colour_definition_write(colour_definition definition, uint8_t *bytes, size_t capacity) {
  cmsContext context = cmsCreateContext(NULL, NULL);
  if (!context) return 0;
  cmsHPROFILE profile = colour_definition_open(context, definition);
  cmsUInt32Number size = 0;
  if (profile) {
    if (!cmsSaveProfileToMem(profile, NULL, &size)) size = 0;
    if (size > 0 && bytes && (size > capacity || !cmsSaveProfileToMem(profile, bytes, &size))) size = 0;
    // The time of making (ICC.1, 7.2.10) would differ from run to run.
    if (size >= 36 && bytes) memset(bytes + 24, 0, 12);
    cmsCloseProfile(profile);
  }
  cmsDeleteContext(context);
  return size;
}
