#include "CRevision.h"

// The only file that is compiled anew when the revision changes.
const char *repro_revision(void) { return REPRO_REVISION; }
