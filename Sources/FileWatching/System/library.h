// Which kind of file system a folder lies on; Swift's own module of the C library leaves it out.
#include <sys/vfs.h>
