/* Text in, answer out, for libFuzzer: any bytes give an answer whose spans lie inside the text and
 * which renders. */
#include "exportcat.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

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
                           (exportcat_when){.as_of = day}, &verdict, &error))
        abort();
    for (size_t c = 0; c < verdict->candidate_count; c++)
        for (size_t i = 0; i < verdict->candidates[c].evidence_count; i++) {
            const exportcat_evidence *item = &verdict->candidates[c].evidence[i];
            if (item->start >= item->end || item->end > length) abort();
        }
    for (int format = EXPORTCAT_TEXT; format <= EXPORTCAT_JSON_LINE; format++) {
        char *out;
        if (exportcat_render(verdict, (exportcat_format)format, &out, NULL, &error)) abort();
        exportcat_string_free(out);
    }
    return 0;
}
