// The cells that a character takes on a terminal, or -1. The C library declares it only for programs that ask for X/Open's functions:
// https://man7.org/linux/man-pages/man3/wcwidth.3.html
extern int wcwidth(__WCHAR_TYPE__ character);
