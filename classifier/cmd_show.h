/* show: what its text and its JSON share. */
#ifndef CMD_SHOW_H
#define CMD_SHOW_H

#include "catalogue.h"

/* Prints the entry as one JSON object; EXPORTCAT_E_MEMORY. */
exportcat_status show_json(const catalogue *laws, const entry *of, exportcat_error *error);

#endif
