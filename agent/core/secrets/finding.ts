/** A secret in a text, as UTF-16 offsets. It never holds the secret itself. */
export interface Finding {
  /** The id of the rule that says most about it. */
  readonly rule: string;
  /** 2 to 8 of `[A-Z0-9]`. */
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** A finding of one rule, which may overlap that of another. */
export interface Found extends Finding {
  readonly contextual: boolean;
  readonly general: boolean;
}

/**
 * Findings that overlap become one that covers them all, so that no part of any is shown. It is named after the
 * one that knows a vendor before those that know none, then a form before a name beside it, then after the longest,
 * then the first.
 */
export function mergeFound(found: readonly Found[]): readonly Finding[] {
  const sorted = found.toSorted((a, b) => a.start - b.start);
  const merged: Finding[] = [];
  let best: Found | null = null;
  for (const each of sorted) {
    const last = merged.at(-1);
    if (last === undefined || best === null || each.start >= last.end) {
      best = each;
      merged.push(finding(each, each));
    } else {
      best = saysMore(each, best) ? each : best;
      merged[merged.length - 1] = finding(best, { start: last.start, end: Math.max(last.end, each.end) });
    }
  }
  return merged;
}

function finding({ rule, label }: Finding, { start, end }: Pick<Finding, 'start' | 'end'>): Finding {
  return { rule, label, start, end };
}

function saysMore(one: Found, other: Found): boolean {
  if (one.general !== other.general) return other.general;
  if (one.contextual !== other.contextual) return other.contextual;
  const longer = one.end - one.start - (other.end - other.start);
  if (longer !== 0) return longer > 0;
  return one.start !== other.start ? one.start < other.start : one.rule < other.rule;
}
