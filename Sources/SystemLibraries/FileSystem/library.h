// Which kind of file system a folder lies on, and giving freed memory back; Swift's own module of the C library leaves both out.
#include <malloc.h>
#include <sys/vfs.h>
