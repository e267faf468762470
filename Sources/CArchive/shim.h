#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

// Variadic in C, which Swift does not import.
static inline void repro_archive_complain(struct archive *reader, const char *reason) {
  archive_set_error(reader, EINVAL, "%s", reason);
}
