/* Keys that stand in many documents, "of" and "technology", with a weight for each document: a list
 * of postings is stepped through one by one, a row many at once. */
#include "similarity_parts.h"

#include <stdlib.h>

static bool has_row(const similarity *index, size_t key) {
    return index->first[key + 1] - index->first[key] > similarity_longest_list(index);
}

static void fill(const similarity *index, size_t key, double *row) {
    for (uint32_t g = index->first[key]; g < index->first[key + 1]; g++)
        for (size_t i = 0; i < POSTINGS; i++)
            row[index->groups[g].document[i]] = (double)index->groups[g].weight[i];
}

exportcat_status similarity_make_rows(similarity *index, exportcat_error *error) {
    size_t count = 0, keys = index->keys.count;
    for (size_t key = 0; key < keys; key++) count += has_row(index, key);
    index->row_length = (index->document_count / SIMILARITY_STRIP + 1) * (size_t)SIMILARITY_STRIP;
    index->row_of = calloc(keys + 1, sizeof *index->row_of);
    index->rows = lines_new(count * index->row_length, sizeof *index->rows);
    if (!index->row_of || !index->rows) return status_memory(error);
    for (size_t key = 0; key < keys; key++) {
        if (!has_row(index, key)) continue;
        fill(index, key, &index->rows[index->row_count * index->row_length]);
        index->row_of[key] = (uint32_t)index->row_count++;
    }
    return EXPORTCAT_OK;
}
