#ifndef COLOUR_DEFINITION_H
#define COLOUR_DEFINITION_H

#include <lcms2.h>

#include "colour_kernels.h"

/// Opens a profile with the primaries and the curve of a definition; returns null if they make none.
cmsHPROFILE colour_definition_open(cmsContext context, colour_definition definition);

#endif
