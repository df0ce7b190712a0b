import type { Detector } from '../../agent/core/secrets/detector.ts';
import type { Finding } from '../../agent/core/secrets/finding.ts';
import type { LabelledCase } from './labelled-case.ts';

export interface Score {
  readonly cases: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
  readonly recall: number;
  readonly precision: number;
  readonly f1: number;
  readonly spans: SpanScore;
  /** By the rule that names a finding. */
  readonly rules: Readonly<Record<string, RuleScore>>;
  /** Ids of secrets that were not found, and of texts without one in which something was. */
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
}

/** How the findings lie to the secrets that the file names. */
export interface SpanScore {
  readonly named: number;
  readonly exact: number;
  /** The whole secret, and something beside it. */
  readonly covered: number;
  readonly partly: number;
}

export interface RuleScore {
  readonly inSecrets: number;
  readonly elsewhere: number;
}

type Outcome = LabelledCase & { readonly findings: readonly Finding[]; readonly isFound: boolean };

/** A secret counts as found when a finding overlaps it or, if the file does not name it, when there is one. */
export function score(cases: readonly LabelledCase[], detector: Detector): Score {
  const outcomes = cases.map((each) => outcome(each, detector));
  const count = (isSecret: boolean, isFound: boolean): readonly Outcome[] =>
    outcomes.filter((each) => each.isSecret === isSecret && each.isFound === isFound);
  const found = count(true, true).length;
  const missed = count(true, false);
  const wrong = count(false, true);
  const recall = found / (found + missed.length);
  const precision = found / (found + wrong.length);
  return {
    cases: cases.length,
    truePositives: found,
    falsePositives: wrong.length,
    trueNegatives: count(false, false).length,
    falseNegatives: missed.length,
    recall,
    precision,
    f1: (2 * recall * precision) / (recall + precision),
    spans: spanScore(outcomes),
    rules: ruleScores(outcomes),
    missed: missed.map(({ id }) => id),
    wrong: wrong.map(({ id }) => id),
  };
}

function outcome(each: LabelledCase, detector: Detector): Outcome {
  const findings = detector.scan(each.text);
  const named = each.isSecret ? each.secrets : [];
  const isFound =
    named.length === 0
      ? findings.length > 0
      : named.some((secret) => findings.some((finding) => relation(each.text, secret, finding) !== 'apart'));
  return { ...each, findings, isFound };
}

type Relation = 'exact' | 'covered' | 'partly' | 'apart';

/** How a finding lies to the place of the secret that it is nearest to. */
function relation(text: string, secret: string, { start, end }: Finding): Relation {
  let best: Relation = 'apart';
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
    const to = at + secret.length;
    if (start === at && end === to) return 'exact';
    if (start <= at && end >= to) best = 'covered';
    else if (start < to && end > at && best === 'apart') best = 'partly';
  }
  return best;
}

function spanScore(outcomes: readonly Outcome[]): SpanScore {
  const named = outcomes
    .filter(({ isSecret }) => isSecret)
    .flatMap((each) => each.secrets.map((secret) => ({ each, secret })));
  const relations = named.map(({ each, secret }) => {
    const all = each.findings.map((finding) => relation(each.text, secret, finding));
    return (['exact', 'covered', 'partly'] as const).find((kind) => all.includes(kind)) ?? 'apart';
  });
  const count = (kind: Relation): number => relations.filter((each) => each === kind).length;
  return { named: named.length, exact: count('exact'), covered: count('covered'), partly: count('partly') };
}

function ruleScores(outcomes: readonly Outcome[]): Readonly<Record<string, RuleScore>> {
  const rules = new Map<string, RuleScore>();
  for (const { isSecret, findings } of outcomes)
    for (const { rule } of findings) {
      const { inSecrets, elsewhere } = rules.get(rule) ?? { inSecrets: 0, elsewhere: 0 };
      rules.set(rule, { inSecrets: inSecrets + Number(isSecret), elsewhere: elsewhere + Number(!isSecret) });
    }
  return Object.fromEntries([...rules].sort(([a], [b]) => (a < b ? -1 : 1)));
}
