import type { JsonValue } from './json.ts';

/**
 * What an editor's extension changed outside COUNTERSIGN_HOME, so that anybody can undo it, also when the extension
 * is gone: the file `WIRING_FILE` below COUNTERSIGN_HOME, of mode 0600. A change is in it before it is made.
 */
export interface Wiring {
  readonly v: 1;
  readonly changes: readonly SettingChange[];
  /** What a person agreed to and is not done: whoever finds one carries it out. At most one of an editor. */
  readonly plans: readonly WiringPlan[];
}

/** `remove` takes back all changes of the editor; `set-up` makes those of its parts. */
export type WiringPlan =
  | { readonly kind: 'set-up'; readonly editor: string; readonly parts: readonly WiringPart[] }
  | { readonly kind: 'remove'; readonly editor: string };

/** What can be led through the agent, or made to believe it; each is agreed to by itself. */
export type WiringPart = (typeof WIRING_PARTS)[number];

export const WIRING_PARTS = ['proxy', 'proxy-support', 'git', 'terminals', 'trust-store'] as const;

export const WIRING_FILE = 'wiring.json';

/**
 * Beside `dist/agent.js` of an extension that changed something: names COUNTERSIGN_HOME for what the editor runs when
 * the extension was uninstalled, which gets neither its settings nor its environment.
 */
export const HOME_FILE = 'countersign-home';

/** One setting of one editor of this user. */
export interface SettingChange {
  /** Tells installations apart: two editors, or two profiles of one. */
  readonly editor: string;
  /** The editor's name, for people. */
  readonly name: string;
  /** The settings file; null where the editor keeps its settings elsewhere, as in a browser. */
  readonly file: string | null;
  /** The file was not there before: it goes when nothing else is in it. */
  readonly created?: boolean;
  readonly key: string;
  readonly before: Before;
  readonly after: After;
}

export type Before = { readonly kind: 'absent' } | { readonly kind: 'value'; readonly value: JsonValue };

/** A proxy is named by its session alone: its secret stands in no file of ours. */
export type After =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'proxy'; readonly session: string };

export const NO_WIRING: Wiring = Object.freeze({ v: 1, changes: [], plans: [] });

/** Reads the content of the file. Throws RangeError, which quotes nothing of it. */
export function parseWiring(text: string): Wiring {
  const value: unknown = parsed(text);
  if (isObject(value) && value['v'] === 1 && Array.isArray(value['changes'])) {
    const changes: readonly unknown[] = value['changes'];
    const plans: unknown = value['plans'] ?? [];
    if (changes.every(isChange) && Array.isArray(plans) && plans.every(isPlan))
      return { v: 1, changes, plans };
  }
  throw new RangeError('the file of what was changed is not one of this version');
}

/** What a person had agreed to, by what was changed: the rest is arranged in no file. */
export function agreedParts(changes: readonly SettingChange[]): readonly WiringPart[] {
  const isChanged = (key: string): boolean => changes.some((change) => change.key === key);
  const isOn = (part: 'git' | 'terminals'): boolean => !isChanged(`countersign.${part}.enabled`);
  const agreed: Readonly<Record<WiringPart, boolean>> = {
    proxy: isChanged('http.proxy'),
    'proxy-support': isChanged('http.proxySupport'),
    git: isOn('git'),
    terminals: isOn('terminals'),
    'trust-store': false,
  };
  return WIRING_PARTS.filter((part) => agreed[part]);
}

/** Whether a setting is still what was written: if not, somebody else has set it since, and it is left alone. */
export function isStillOurs(value: JsonValue | undefined, after: After): boolean {
  switch (after.kind) {
    case 'proxy':
      return proxySession(value) === after.session;
    case 'value':
      return JSON.stringify(value) === JSON.stringify(after.value);
  }
}

const PROXY_URL = /^http:\/\/([A-Za-z0-9_-]+):[A-Za-z0-9_-]+@(?:127\.0\.0\.1|\[::1\]):\d{1,5}\/?$/;

/** The session that a proxy URL of an agent belongs to; null for any other value. */
export function proxySession(value: unknown): string | null {
  return typeof value === 'string' ? (PROXY_URL.exec(value)?.[1] ?? null) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError('the file of what was changed is not JSON');
  }
}

function isChange(value: unknown): value is SettingChange {
  if (!isObject(value)) return false;
  const { editor, name, file, created, key, before, after } = value;
  if (created !== undefined && typeof created !== 'boolean') return false;
  const isNamed = [editor, name, key].every((word) => typeof word === 'string');
  return isNamed && (file === null || typeof file === 'string') && isBefore(before) && isAfter(after);
}

function isPlan(value: unknown): value is WiringPlan {
  if (!isObject(value) || typeof value['editor'] !== 'string') return false;
  const { kind, parts } = value;
  if (kind === 'remove') return true;
  return kind === 'set-up' && Array.isArray(parts) && parts.every((part) => WIRING_PARTS.includes(part));
}

function isBefore(value: unknown): value is Before {
  if (!isObject(value)) return false;
  return value['kind'] === 'absent' || (value['kind'] === 'value' && value['value'] !== undefined);
}

function isAfter(value: unknown): value is After {
  if (!isObject(value)) return false;
  if (value['kind'] === 'proxy') return typeof value['session'] === 'string';
  return value['kind'] === 'value' && value['value'] !== undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
