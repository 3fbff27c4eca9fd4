/* Text in, answer out, for libFuzzer: any bytes give an answer whose spans lie inside the text and
 * which renders. */
#include "exportcat.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check_spans(const exportcat_evidence *items, size_t count, size_t length) {
    for (size_t i = 0; i < count; i++)
        if (items[i].start >= items[i].end || items[i].end > length) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static exportcat *program;
    static exportcat_scratch *scratch;
    exportcat_error error;
    if (!program) {
        if (exportcat_open(NULL, &program, &error)) abort();
        scratch = exportcat_scratch_new(program);
        if (!scratch) abort();
    }
    const exportcat_verdict *verdict;
    exportcat_date day = length % 2 ? 20240101 : 20260101;
    if (exportcat_classify(program, scratch, (const char *)bytes, length,
                           (exportcat_when){.as_of = day, .detail = EXPORTCAT_FILED}, &verdict,
                           &error))
        abort();
    for (size_t c = 0; c < verdict->candidate_count; c++) {
        const exportcat_candidate *item = &verdict->candidates[c];
        check_spans(item->evidence, item->evidence_count, length);
        check_spans(item->against, item->against_count, length);
        check_spans(item->behind, item->behind_count, length);
    }
    for (size_t i = 0; i < verdict->set_aside_count; i++)
        check_spans(verdict->set_aside[i].evidence, verdict->set_aside[i].evidence_count, length);
    for (int format = EXPORTCAT_TEXT; format <= EXPORTCAT_RECORD; format++) {
        char *out;
        if (exportcat_render(verdict, (exportcat_format)format, &out, NULL, &error)) abort();
        exportcat_string_free(out);
    }
    return 0;
}
