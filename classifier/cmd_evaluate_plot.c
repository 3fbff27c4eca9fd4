#include "cmd_evaluate_plot.h"

/* The plot's square, and the room around it for its words, in the SVG's own units. */
enum { SIDE = 320, LEFT = 56, TOP = 16, WHOLE_WIDTH = 400, WHOLE_HEIGHT = 392, TICKS = 5 };

typedef struct {
    buffer *out;
    double highest; /* the value at the top of the y axis; that of the x axis goes to 1 */
} plot;

static void put_number(const plot *on, const char *before, double value, const char *after) {
    buffer_text(on->out, before);
    buffer_decimal(on->out, value, 1);
    buffer_text(on->out, after);
}

static double x_of(double value) {
    return LEFT + value * SIDE;
}

static double y_of(const plot *on, double value) {
    return TOP + SIDE - value / on->highest * SIDE;
}

static void put_point(const plot *on, double x, double y) {
    put_number(on, "", x_of(x), ",");
    put_number(on, "", y_of(on, y), " ");
}

static void put_line(const plot *on, const char *class, double x1, double y1, double x2,
                     double y2) {
    buffer_format(on->out, "<line class=\"%s\"", class);
    put_number(on, " x1=\"", x_of(x1), "\"");
    put_number(on, " y1=\"", y_of(on, y1), "\"");
    put_number(on, " x2=\"", x_of(x2), "\"");
    put_number(on, " y2=\"", y_of(on, y2), "\"/>\n");
}

/* Words on an axis: `class` says how they are anchored. */
static void put_tick(const plot *on, const char *class, double x, double y, double value,
                     int decimals) {
    buffer_format(on->out, "<text class=\"%s\"", class);
    put_number(on, " x=\"", x, "\"");
    put_number(on, " y=\"", y, "\">");
    buffer_decimal(on->out, value, decimals);
    buffer_text(on->out, "</text>\n");
}

static void begin(const plot *on, const char *title, const char *x_axis, const char *y_axis) {
    buffer_format(on->out,
                  "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n<title>%s</title>\n",
                  WHOLE_WIDTH, WHOLE_HEIGHT, title, title);
    for (int i = 0; i <= TICKS; i++) {
        double at = i / (double)TICKS, value = at * on->highest;
        put_line(on, "grid", at, 0, at, on->highest);
        put_line(on, "grid", 0, value, 1, value);
        put_tick(on, "below", x_of(at), TOP + SIDE + 18, at, 1);
        put_tick(on, "beside", LEFT - 8, y_of(on, value) + 4, value, on->highest < 0.5 ? 2 : 1);
    }
    buffer_format(on->out, "<text class=\"below\" x=\"%d\" y=\"%d\">%s</text>\n", LEFT + SIDE / 2,
                  TOP + SIDE + 42, x_axis);
    buffer_format(on->out,
                  "<text class=\"below\" transform=\"translate(14 %d) rotate(-90)\">%s</text>\n",
                  TOP + SIDE / 2, y_axis);
}

static void put_curve(const plot *on, const char *class, const double *x, const double *y,
                      size_t count) {
    buffer_format(on->out, "<polyline class=\"curve %s\" points=\"", class);
    for (size_t i = 0; i < count; i++) put_point(on, x[i], y[i]);
    buffer_text(on->out, "\"/>\n");
}

static void put_dot(const plot *on, double x, double y, size_t texts) {
    buffer_text(on->out, "<circle class=\"dot\" r=\"4\"");
    put_number(on, " cx=\"", x_of(x), "\"");
    put_number(on, " cy=\"", y_of(on, y), "\">");
    buffer_format(on->out, "<title>%zu texts</title></circle>\n", texts);
}

void plot_reliability(buffer *out, const reliability *of) {
    plot on = {out, 1};
    double x[BINS], y[BINS];
    size_t count = 0;
    begin(&on, "Reliability of the first candidate", "mean probability", "share that is right");
    put_line(&on, "ideal", 0, 0, 1, 1);
    for (int bin = 0; bin < BINS; bin++) {
        if (!of->count[bin]) continue;
        x[count] = of->sum[bin] / (double)of->count[bin];
        y[count++] = of->yes[bin] / (double)of->count[bin];
    }
    if (count) put_curve(&on, "all", x, y, count);
    for (size_t i = 0, bin = 0; i < count; i++, bin++) {
        while (!of->count[bin]) bin++;
        put_dot(&on, x[i], y[i], of->count[bin]);
    }
    buffer_text(out, "</svg>\n");
}

/* The least of some round numbers that all errors fit under. */
static double highest_error(curve_point curves[LANGUAGE_SLICES][CURVE_POINTS]) {
    static const double round[] = {0.05, 0.1, 0.2, 0.5};
    double most = 0;
    for (int i = 0; i < LANGUAGE_SLICES; i++)
        for (int k = 0; k < CURVE_POINTS; k++)
            if (curves[i][k].error > most) most = curves[i][k].error;
    for (size_t i = 0; i < sizeof round / sizeof *round; i++)
        if (most <= round[i]) return round[i];
    return 1;
}

static void put_legend(const plot *on, int slice) {
    int y = TOP + 16 + 18 * slice;
    const char *name = evaluation_slice_names[slice];
    buffer_format(on->out, "<line class=\"curve %s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
                  name, LEFT + 10, y, LEFT + 38, y);
    buffer_format(on->out, "<text x=\"%d\" y=\"%d\">%s</text>\n", LEFT + 44, y + 4, name);
}

bool plot_curves(buffer *out, const evaluation *of) {
    curve_point curves[LANGUAGE_SLICES][CURVE_POINTS];
    for (int i = 0; i < LANGUAGE_SLICES; i++)
        if (!evaluation_curve(of, i, curves[i])) return false;
    plot on = {out, highest_error(curves)};
    begin(&on, "Error by coverage", "share of texts kept", "share that is wrong");
    for (int i = 0; i < LANGUAGE_SLICES; i++) {
        double x[CURVE_POINTS], y[CURVE_POINTS];
        for (int k = 0; k < CURVE_POINTS; k++) {
            x[k] = (k + 1) / (double)CURVE_POINTS;
            y[k] = curves[i][k].error;
        }
        if (curves[i][CURVE_POINTS - 1].texts)
            put_curve(&on, evaluation_slice_names[i], x, y, CURVE_POINTS);
        put_legend(&on, i);
    }
    buffer_text(out, "</svg>\n");
    return true;
}
