/* Plots of `exportcat evaluate` as inline SVG. */
#ifndef CMD_EVALUATE_PLOT_H
#define CMD_EVALUATE_PLOT_H

#include "cmd_evaluate.h"

void plot_reliability(buffer *out, const reliability *of);
/* False where memory runs out. */
bool plot_curves(buffer *out, const evaluation *of);

#endif
