/* How far a batch run is, in a small file beside its output. */
#ifndef CMD_BATCH_STATE_H
#define CMD_BATCH_STATE_H

#include "cmd_batch_parts.h"

/* All that the output depends on but the input's bytes; NULL when memory runs out. */
json_t *state_settings(const exportcat *program, const batch_options *options,
                       const batch_layout *layout);

exportcat_status state_save(const batch_files *files, const batch_progress *at,
                            exportcat_error *error);

/* The state of a stopped run; *out: NULL where there is none. The caller releases it with
 * json_decref. */
exportcat_status state_read(const batch_files *files, json_t **out, exportcat_error *error);

/* Fills the files' progress and entries. EXPORTCAT_E_USAGE where the settings are not this run's.
 */
exportcat_status state_take(batch_files *files, json_t *state, exportcat_error *error);

/* The day that a stopped run was judged for, or 0 where there is none: a run that goes on the next
 * day keeps it. */
exportcat_date state_day_of_stopped(const char *output);

#endif
