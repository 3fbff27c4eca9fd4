/*
 * Stage 12b: one label's support vector machine: trained by libsvm, folded into one weight vector.
 * The only file that sees libsvm.
 *
 * C-SVC with the linear kernel (Cortes and Vapnik 1995; Chang and Lin 2011). Where memory allows,
 * the kernel's values are computed once and shared by all machines as libsvm's "precomputed"
 * kernel: the same sums in the same order as its own linear kernel, so the machines are the same to
 * the last bit.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include "products.h"
#include "status.h"

typedef struct machine_data machine_data;

/* Takes `count` rows, which must stay in place; `wanted[i]` tells those that machines are trained
 * on, NULL: all. Computes the shared kernel on `threads` threads if it fits into `kernel_bytes`: 8
 * bytes a pair of wanted rows. NULL when memory runs out. The caller frees it with
 * machine_data_free. */
machine_data *machine_data_new(const row_view *rows, const unsigned char *wanted, size_t count,
                               size_t features, size_t kernel_bytes, int threads);
void machine_data_free(machine_data *data);
bool machine_data_shared(const machine_data *data); /* whether the kernel is shared */

typedef struct {
    double cost;            /* C */
    double positive_weight; /* C is multiplied by it for the label's own texts */
} machine_settings;

/*
 * Trains on the wanted rows with `use[i]` true; `positive[i]` tells the label's own. `weights`
 * holds one zeroed double a feature. Where all used rows are of one kind the machine always answers
 * that: no weights, bias 1 or -1. Thread safe on one machine_data.
 */
exportcat_status machine_train(const machine_data *data, const machine_settings *settings,
                               const unsigned char *use, const unsigned char *positive,
                               double *weights, double *bias, exportcat_error *error);

/* The same machine asked through libsvm's svm_predict_values, for tests: one decision value a row,
 * of all rows. */
exportcat_status machine_predict(const machine_data *data, const machine_settings *settings,
                                 const unsigned char *use, const unsigned char *positive,
                                 double *decisions, exportcat_error *error);

#endif
