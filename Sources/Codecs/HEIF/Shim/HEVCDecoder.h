#ifndef HEVC_DECODER_H
#define HEVC_DECODER_H

#include <libheif/heif_plugin.h>

// The HEVC decoder that libheif is given for each of our contexts, in place of its own around the same libde265.
//
// libheif 1.15.1's own ignores what libde265 says of damage, so a picture that is cut inside comes out with whatever the
// memory held before; it also lets a stream open as many pictures as it likes. This one fails on damage, hands out cleared
// memory, decodes one picture, and starts no thread.
const heif_decoder_plugin *hevc_decoder();

#endif
