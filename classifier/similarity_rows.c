/* Keys that stand in many documents, "of" and "technology", with a weight for each document: a list
 * of postings is stepped through one by one, a row many at once. */
#include "similarity_parts.h"

#include <stdlib.h>

static bool has_row(const similarity *index, size_t key) {
    size_t postings = index->first[key + 1] - index->first[key];
    return postings * SIMILARITY_ROW_FROM_A > index->document_count;
}

static void fill(const similarity *index, size_t key, float *row) {
    for (uint32_t i = index->first[key]; i < index->first[key + 1]; i++)
        row[index->postings[i].document] = index->postings[i].weight;
}

exportcat_status similarity_make_rows(similarity *index, exportcat_error *error) {
    size_t count = 0, keys = index->keys.count, row = index->document_count;
    for (size_t key = 0; key < keys; key++) count += has_row(index, key);
    index->row_keys = calloc(count + 1, sizeof *index->row_keys);
    index->rows = calloc(count * row + 1, sizeof *index->rows);
    if (!index->row_keys || !index->rows) return status_memory(error);
    for (size_t key = 0; key < keys; key++) {
        if (!has_row(index, key)) continue;
        fill(index, key, &index->rows[index->row_count * row]);
        index->row_keys[index->row_count++] = (uint32_t)key;
    }
    return EXPORTCAT_OK;
}

const float *similarity_find_row(const similarity *index, uint32_t key) {
    size_t low = 0, high = index->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->row_keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return &index->rows[low * index->document_count];
}
