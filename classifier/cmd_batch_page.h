/* The page for people, once all rows are written. */
#ifndef CMD_BATCH_PAGE_H
#define CMD_BATCH_PAGE_H

#include "cmd_batch_parts.h"

/* So many rows of each outcome, and of those in error, stand on a page: more than a person reads,
 * and a browser still opens it. */
enum { PAGE_ROWS = 1000 };

/* Puts head, rows and foot together and gives the page its name. */
exportcat_status page_write(const exportcat *program, const batch_options *options,
                            const batch_files *files, const batch_progress *at,
                            exportcat_error *error);

#endif
