#include "verdict_course.h"

#include "days.h"

/* The limits run one after the other, but for those that lie within another. */
static void add_steps(const course *from, exportcat_date start, exportcat_step *steps,
                      exportcat_course *out) {
    exportcat_date begun = start, done = start;
    for (size_t i = 0; i < from->steps.count; i++) {
        const course_step *step = course_steps(from, i);
        steps[i] = (exportcat_step){.act = step->act,
                                    .who = step->who,
                                    .working_days = step->working_days,
                                    .within = step->within,
                                    .rule = step->rule,
                                    .grade = (exportcat_grade)step->grade};
        if (!step->working_days) continue;
        if (!step->within) {
            out->working_days += step->working_days;
            begun = done;
            if (start) done = days_add_working(begun, step->working_days);
            steps[i].earliest = done;
        }
    }
    out->earliest = out->working_days ? done : 0;
}

static int add_course(const course *from, arena *memory, exportcat_verdict *out,
                      exportcat_course *to) {
    const question *sentences = from->notes.items;
    exportcat_step *steps = arena_new(memory, from->steps.count, sizeof *steps);
    exportcat_words *notes = arena_new(memory, from->notes.count, sizeof *notes);
    if (!steps || !notes) return -1;
    *to = (exportcat_course){.name = catalogue_courses[from->part],
                             .summary = from->summary,
                             .rule = from->rule,
                             .grade = (exportcat_grade)from->grade,
                             .steps = steps,
                             .step_count = from->steps.count,
                             .notes = notes,
                             .note_count = from->notes.count};
    add_steps(from, out->start, steps, to);
    for (size_t i = 0; i < from->notes.count; i++) notes[i] = sentences[i].text;
    out->course_count++;
    return 0;
}

static bool applies(const exportcat_verdict *of, int part) {
    if (part == COURSE_FREE) return of->outcome == EXPORTCAT_NONE_FOUND;
    for (size_t i = 0; i < of->candidate_count; i++)
        if ((int)of->candidates[i].part == part) return true;
    return false;
}

int verdict_add_courses(const catalogue *laws, arena *memory, exportcat_verdict *out) {
    exportcat_course *courses = arena_new(memory, COURSES, sizeof *courses);
    if (!courses) return -1;
    out->courses = courses;
    for (int part = 0; part < COURSES; part++) {
        const course *from = applies(out, part) ? catalogue_course(laws, part) : NULL;
        if (from && add_course(from, memory, out, &courses[out->course_count])) return -1;
    }
    return 0;
}
