#ifndef COLOUR_DEFINITION_H
#define COLOUR_DEFINITION_H

#include <lcms2.h>

#include "colour_kernels.h"

/// A profile with the primaries and the curve of a definition; null where they make none.
cmsHPROFILE colour_definition_open(cmsContext context, colour_definition definition);

#endif
