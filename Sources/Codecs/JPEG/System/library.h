// jpeglib.h needs FILE and size_t to be declared before it.
#include <stdio.h>

#include <jpeglib.h>
