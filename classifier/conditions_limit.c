/* Stated numbers against a limit. */
#include "conditions_parts.h"

#include <math.h>

/* Two numbers that differ by less than this share are one: conversion rounds. */
static const double EXACT = 1e-9;

int limit_compare(double a, double b) {
    double most = fmax(fabs(a), fabs(b)), slack = isfinite(most) ? EXACT * most : 0;
    return a > b + slack ? 1 : a < b - slack ? -1 : 0;
}

enum { AT_LEAST, MORE, AT_MOST, LESS, EQUAL };

exportcat_threshold_state limit_hold(const quantity *figure, const limit *against) {
    int low = limit_compare(figure->low, against->value),
        high = limit_compare(figure->high, against->value);
    bool all = false, none = false;
    switch (against->relation) {
    case AT_LEAST:
        all = low >= 0;
        none = high < 0 || (high == 0 && figure->below);
        break;
    case MORE:
        all = low > 0 || (low == 0 && figure->above);
        none = high <= 0;
        break;
    case AT_MOST:
        all = high <= 0;
        none = low > 0 || (low == 0 && figure->above);
        break;
    case LESS:
        all = high < 0 || (high == 0 && figure->below);
        none = low >= 0;
        break;
    case EQUAL:
        all = low == 0 && high == 0;
        none = low > 0 || high < 0;
        break;
    }
    return all ? EXPORTCAT_MET : none ? EXPORTCAT_NOT_MET : EXPORTCAT_UNCLEAR;
}
