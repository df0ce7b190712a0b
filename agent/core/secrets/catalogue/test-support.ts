import type { SecretRule } from '../rule.ts';
import { unmarked } from '../test-support.ts';

/** How far before its secret a keyword may stand. */
const REACH = 80;
const MARK = '‸';

/** What is wrong with a rule by itself; empty when nothing is. */
export function faultsOf(rule: SecretRule): readonly string[] {
  return [
    ...(/^[a-z0-9]+(?:-[a-z0-9]+)+$/.test(rule.id) ? [] : ['the id is not lower-case words joined by -']),
    ...(/^[A-Z0-9]{2,8}$/.test(rule.label) ? [] : ['the label is not 2 to 8 of A-Z and 0-9']),
    ...(rule.keywords.length > 0 ? [] : ['there is no keyword']),
    ...rule.keywords.flatMap((keyword) => keywordFaults(rule, keyword)),
    ...patternFaults(rule.pattern),
    ...(rule.examples.length < 2
      ? ['fewer than two examples']
      : rule.examples.flatMap((text) => exampleFaults(rule, text))),
    ...(rule.counterExamples.length < 2 ? ['fewer than two counter-examples'] : []),
    ...rule.counterExamples
      .filter((text) => secretsIn(rule, text).length > 0)
      .map((text) => `found in the counter-example ${text}`),
  ];
}

/** Where the secrets of a kind are in a text (its marks are taken out), by the whole text and nothing but the rule. */
export function secretsIn(rule: SecretRule, marked: string): readonly Found[] {
  const text = unmarked(marked);
  const found: Found[] = [];
  for (const match of text.matchAll(new RegExp(rule.pattern, rule.caseless ? 'dgi' : 'dg'))) {
    const [start, end] = match.indices?.groups?.['secret'] ?? match.indices?.[0] ?? [0, 0];
    if (rule.accepts?.(text.slice(start, end)) ?? true) found.push({ start, end });
  }
  return found;
}

export interface Found {
  readonly start: number;
  readonly end: number;
}

function keywordFaults(rule: SecretRule, keyword: string): readonly string[] {
  if (!/^[\x20-\x7e]{3,}$/.test(keyword)) return [`the keyword ${keyword} is not three or more of ASCII`];
  return rule.caseless && keyword !== keyword.toLowerCase()
    ? [`the keyword ${keyword} is not in lower case`]
    : [];
}

function exampleFaults(rule: SecretRule, marked: string): readonly string[] {
  if (!marked.includes(MARK)) return [`the example ${marked} has no mark`];
  const found = secretsIn(rule, marked);
  const [secret] = found;
  if (secret === undefined || found.length > 1) return [`${found.length} secrets in the example ${marked}`];
  return hasKeyword(rule, unmarked(marked), secret) ? [] : [`no keyword in reach in the example ${marked}`];
}

function hasKeyword(rule: SecretRule, text: string, { start, end }: Found): boolean {
  const reach = text.slice(Math.max(0, start - REACH), end);
  const searched = rule.caseless ? reach.toLowerCase() : reach;
  return rule.keywords.some((keyword) => searched.includes(keyword));
}

/** A repetition without end, or one of another: neither is ever needed, and both can make a matcher slow. */
function patternFaults(pattern: string): readonly string[] {
  const bare = pattern.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_');
  const unbounded = /[*+]|\{\d+,\}/.test(bare) ? ['a quantifier has no bound'] : [];
  const foreign = /\(\?(?!:|<secret>|<!_\)|!_\))/.test(bare) ? ['a group of a kind that is not allowed'] : [];
  return [...unbounded, ...foreign];
}
