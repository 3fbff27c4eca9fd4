/* A batch run from its input to its files. */
#ifndef CMD_BATCH_RUN_H
#define CMD_BATCH_RUN_H

#include "cmd_batch.h"

/* *code: the exit code of the worst outcome. Tells on standard error how it goes, and at the end
 * what came out. EXPORTCAT_OK with `batch_stop` set: it was stopped, and what was written is whole.
 */
exportcat_status batch_run(const exportcat *program, const batch_options *options, int *code,
                           exportcat_error *error);

#endif
