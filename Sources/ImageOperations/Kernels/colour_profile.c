#include "colour_profile.h"
#include "colour_kernels.h"

bool colour_profile_has_tables(cmsHPROFILE profile) {
  return cmsIsTag(profile, cmsSigAToB0Tag) || cmsIsTag(profile, cmsSigAToB1Tag) || cmsIsTag(profile, cmsSigDToB0Tag) ||
         cmsIsTag(profile, cmsSigDToB1Tag);
}

static bool read_curves(cmsHPROFILE profile, size_t count, float *light) {
  if (cmsGetColorSpace(profile) != cmsSigRgbData || colour_profile_has_tables(profile) || !cmsIsMatrixShaper(profile)) return false;
  const cmsTagSignature signatures[3] = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
  for (size_t channel = 0; channel < 3; channel++) {
    const cmsToneCurve *curve = cmsReadTag(profile, signatures[channel]);
    if (!curve) return false;
    for (size_t index = 0; index < count; index++)
      light[channel * count + index] = cmsEvalToneCurveFloat(curve, (float)((double)index / (double)(count - 1)));
  }
  return true;
}

bool colour_profile_curves(const uint8_t *profile, size_t profile_size, size_t count, float *light) {
  if (count < 2 || profile_size > UINT32_MAX) return false;
  cmsContext context = cmsCreateContext(NULL, NULL);
  if (!context) return false;
  cmsHPROFILE opened = cmsOpenProfileFromMemTHR(context, profile, (cmsUInt32Number)profile_size);
  const bool is_read = opened && read_curves(opened, count, light);
  if (opened) cmsCloseProfile(opened);
  cmsDeleteContext(context);
  return is_read;
}
