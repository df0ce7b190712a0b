import { canonicalJson } from '../protocol/canonical-json.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { type Policy, policyContent, type Rule, ruleContent } from './document.ts';

/** One thing in which two policies differ. */
export interface PolicyChange {
  /** What it is about: `rules`, `hosts`, `groups`, or a key of the document. */
  readonly part: string;
  /** Id of a rule, suffix of a host, name of a group; empty for a key that is one value. */
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** In words, on one line each: what it is, or from what to what each of its keys went. */
  readonly details: readonly string[];
}

/**
 * What `after` says otherwise than `before`, in the order of the document. Comments, the order of keys, defaults
 * that are written out and tests make no difference. Rules that stand in another order do: the first that refuses
 * is the one that is told.
 */
export function diffPolicies(before: Policy, after: Policy): readonly PolicyChange[] {
  const [old, young] = [before, after].map(policyContent);
  if (old === undefined || young === undefined) return [];
  return [
    ...listChanges('hosts', namedBy(before.hosts, 'suffix'), namedBy(after.hosts, 'suffix')),
    ...listChanges('groups', entriesOf(old['groups']), entriesOf(young['groups'])),
    ...VALUES.flatMap((key) => valueChange(key, old[key] ?? null, young[key] ?? null)),
    ...ruleChanges(before.rules, after.rules),
  ];
}

/** Keys of the document that are compared as one value. */
const VALUES = [
  'tunnels',
  'secrets',
  'capture',
  'unknownPaths',
  'opaqueAttachments',
  'default',
  'claims',
  'contentExclusions',
  'retention',
];

type Named = ReadonlyMap<string, JsonValue>;

function namedBy<Key extends string>(
  list: readonly (Readonly<Record<Key, string>> & object)[],
  key: Key,
): Named {
  return new Map(list.map((each) => [each[key], { ...each } as JsonObject]));
}

function entriesOf(value: JsonValue | undefined): Named {
  return new Map(Object.entries(value ?? {}));
}

function ruleChanges(before: readonly Rule[], after: readonly Rule[]): readonly PolicyChange[] {
  const named = (rules: readonly Rule[]) => new Map(rules.map((rule) => [rule.id, ruleContent(rule)]));
  const changes = listChanges('rules', named(before), named(after));
  const kept = (rules: readonly Rule[], others: readonly Rule[]) =>
    rules.map(({ id }) => id).filter((id) => others.some((other) => other.id === id));
  const [oldOrder, newOrder] = [kept(before, after), kept(after, before)];
  const moved = newOrder.filter((id, index) => oldOrder[index] !== id);
  if (moved.length === 0) return changes;
  const details = [`the order is ${newOrder.join(', ')}`];
  return [...changes, { part: 'rules', name: '', kind: 'moved', details }];
}

function listChanges(part: string, before: Named, after: Named): readonly PolicyChange[] {
  const removed = [...before].flatMap(([name, value]): readonly PolicyChange[] =>
    after.has(name) ? [] : [{ part, name, kind: 'removed', details: describe(value) }],
  );
  const others = [...after].flatMap(([name, value]): readonly PolicyChange[] => {
    const old = before.get(name);
    if (old === undefined) return [{ part, name, kind: 'added', details: describe(value) }];
    const details = differences(old, value);
    return details.length === 0 ? [] : [{ part, name, kind: 'changed', details }];
  });
  return [...removed, ...others];
}

function valueChange(part: string, before: JsonValue, after: JsonValue): readonly PolicyChange[] {
  const details = differences(before, after);
  return details.length === 0 ? [] : [{ part, name: '', kind: 'changed', details }];
}

function describe(value: JsonValue): readonly string[] {
  if (!isObject(value)) return [words(value)];
  return Object.entries(value).map(([key, each]) => `${key}: ${words(each)}`);
}

function differences(before: JsonValue, after: JsonValue): readonly string[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (!isObject(before) || !isObject(after)) return [`${words(before)} → ${words(after)}`];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => {
    const [old, young] = [before[key] ?? null, after[key] ?? null];
    return canonicalJson(old) === canonicalJson(young) ? [] : [`${key}: ${words(old)} → ${words(young)}`];
  });
}

/** Strings as they are, everything else as JSON; white space of folded conditions is one space. */
function words(value: JsonValue): string {
  if (value === null) return 'nothing';
  return typeof value === 'string' ? value.replaceAll(/\s+/gu, ' ') : JSON.stringify(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
