/* Stage 9: what is another answer on another day. */
#include "memory.h"
#include "status.h"

#include <string.h>

static const exportcat_candidate *find(const exportcat_verdict *of, const char *entry) {
    for (size_t i = 0; i < of->candidate_count; i++)
        if (strcmp(of->candidates[i].entry, entry) == 0) return &of->candidates[i];
    return NULL;
}

static bool differ(const char *a, const char *b) {
    return a && b && strcmp(a, b) != 0;
}

static void begin(buffer *out, const char *entry) {
    buffer_format(out, "%s%s ", out->length ? "; " : "", entry);
}

static void name(buffer *out, const exportcat_candidate *item) {
    buffer_format(out, "%s%s%s%s", out->length ? "; " : "", item->entry, item->point ? "/" : "",
                  item->point ? item->point : "");
}

static void tell_entered(buffer *out, const exportcat_candidate *item) {
    name(out, item);
    buffer_format(out, " entered (%s)", exportcat_part_name(item->part));
}

static void tell_left(buffer *out, const exportcat_candidate *item) {
    name(out, item);
    buffer_format(out, " left (was %s)", exportcat_part_name(item->part));
}

/* Codes and numbers only where both are confirmed: what is not known has not changed. */
static void tell_moved(buffer *out, const exportcat_candidate *was, const exportcat_candidate *is) {
    if (was->part != is->part) {
        begin(out, is->entry);
        buffer_format(out, "moved from %s to %s", exportcat_part_name(was->part),
                      exportcat_part_name(is->part));
    }
    if (differ(was->code, is->code)) {
        begin(out, is->entry);
        buffer_format(out, "code %s became %s", was->code, is->code);
    }
    bool same_point = was->point && is->point && strcmp(was->point, is->point) == 0;
    if (is->point && !was->point) {
        begin(out, is->entry);
        buffer_format(out, "point %s entered", is->point);
    } else if (was->point && !is->point) {
        begin(out, is->entry);
        buffer_format(out, "point %s left", was->point);
    } else if (differ(was->point, is->point)) {
        begin(out, is->entry);
        buffer_format(out, "point %s instead of %s", is->point, was->point);
    } else if (same_point && was->number && is->number && was->number != is->number) {
        begin(out, is->entry);
        buffer_format(out, "point number %d became %d", was->number, is->number);
    }
}

exportcat_status exportcat_what_changed(const exportcat_verdict *before,
                                        const exportcat_verdict *after, char **out,
                                        exportcat_error *error) {
    buffer told = {0};
    *out = NULL;
    if (before->outcome != after->outcome)
        buffer_format(&told, "outcome %s became %s", exportcat_outcome_name(before->outcome),
                      exportcat_outcome_name(after->outcome));
    for (size_t i = 0; i < after->candidate_count; i++) {
        const exportcat_candidate *is = &after->candidates[i], *was = find(before, is->entry);
        if (was)
            tell_moved(&told, was, is);
        else
            tell_entered(&told, is);
    }
    for (size_t i = 0; i < before->candidate_count; i++)
        if (!find(after, before->candidates[i].entry)) tell_left(&told, &before->candidates[i]);
    if (told.failed) {
        buffer_free(&told);
        return status_memory(error);
    }
    *out = told.bytes;
    return EXPORTCAT_OK;
}
