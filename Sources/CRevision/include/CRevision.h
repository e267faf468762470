/// The revision that the tool was built from, as `.ci/revision` prints it: twelve digits of the
/// commit, with `+` where sources differed from it; `unknown` where the build was not told.
const char *repro_revision(void);
