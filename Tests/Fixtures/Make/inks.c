// Writes a JPEG of four inks: inks cmyk|ycck < picture.ppm > picture.jpg. Stores 255 for no ink, as Photoshop does.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

int main(int count, char **arguments) {
  int width, height;
  if (count != 2 || scanf("P6 %d %d 255", &width, &height) != 2) return 1;
  getchar();
  struct jpeg_compress_struct object;
  struct jpeg_error_mgr errors;
  object.err = jpeg_std_error(&errors);
  jpeg_create_compress(&object);
  jpeg_stdio_dest(&object, stdout);
  object.image_width = width;
  object.image_height = height;
  object.input_components = 4;
  object.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&object);
  jpeg_set_colorspace(&object, strcmp(arguments[1], "ycck") == 0 ? JCS_YCCK : JCS_CMYK);
  jpeg_set_quality(&object, 92, TRUE);
  jpeg_start_compress(&object, TRUE);
  unsigned char *row = malloc((size_t)width * 4);
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      int rgb[3], largest = 1;
      for (int channel = 0; channel < 3; channel++) {
        rgb[channel] = getchar();
        if (rgb[channel] > largest) largest = rgb[channel];
      }
      for (int channel = 0; channel < 3; channel++) row[x * 4 + channel] = (unsigned char)(rgb[channel] * 255 / largest);
      row[x * 4 + 3] = (unsigned char)largest;
    }
    jpeg_write_scanlines(&object, &row, 1);
  }
  jpeg_finish_compress(&object);
  jpeg_destroy_compress(&object);
  free(row);
  return 0;
}
