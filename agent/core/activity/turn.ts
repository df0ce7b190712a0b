import type { AuditRecord } from '../../../protocol/audit-record.ts';
import type { JsonObject, JsonValue } from '../../../protocol/json.ts';
import { objectIn, objectsIn } from '../../../protocol/json-read.ts';
import type { SaidText, Turn, TurnDecision } from '../../../protocol/panel-view.ts';
import { excerpt } from './excerpt.ts';

/** A record as it was written down; `at` is when. */
export type SeenRecord = Pick<AuditRecord, 'at' | 'event' | 'detail'>;

/** A turn of which nothing is known yet. Its operation is empty until a record says what it is. */
export function newTurn(exchange: string, at: string): Turn {
  return {
    exchange,
    at,
    operation: '',
    where: '',
    what: [],
    said: [],
    secrets: 0,
    decisions: [],
    state: { kind: 'open' },
  };
}

/** The turn once this record of its exchange was written, too. */
export function turnAfter(turn: Turn, { event, detail, at }: SeenRecord): Turn {
  return AFTER[event]?.(turn, detail, at) ?? turn;
}

type After = (turn: Turn, detail: JsonObject, at: string) => Turn;

/** Any other record says nothing of how an exchange went. */
const AFTER: Readonly<Partial<Record<SeenRecord['event'], After>>> = {
  'exchange.content': (turn, detail) => ({ ...turn, said: saidAfter(turn.said, detail) }),
  'exchange.held': heldTurn,
  'exchange.intent': (turn, detail) => ({ ...intended(turn, detail), state: { kind: 'open' } }),
  'exchange.refused': (turn, detail, at) => ({
    ...named(turn, objectIn(detail['operation'])),
    state: refused(detail, at),
  }),
  'exchange.outcome': (turn, detail, at) => ({ ...turn, state: ended(detail, at) }),
};

/**
 * Kinds that a client repeats by itself, so that a turn for each would bury what a person did. Those that were held
 * or refused are told all the same.
 */
const QUIET: ReadonlySet<string> = new Set([
  'copilot.completion',
  'copilot.embedding',
  'copilot.service',
  'git.advertise',
  'git.fetch',
  'host.read',
  'plain',
  'tunnel',
]);

/** Whether the turn is counted, and not told. What is dropped of telemetry is no news. */
export function isQuiet({ operation, what, state }: Turn): boolean {
  if (operation === 'copilot.telemetry') return true;
  if (state.kind === 'held' || state.kind === 'refused') return false;
  return QUIET.has(operation) || (operation === 'git.push' && what.length === 0);
}

const MAX_SAID = 4;
const MAX_NAMED = 20;

/** The last pieces that somebody wrote or a tool gave; system prompts and files are what clients add. */
function saidAfter(said: readonly SaidText[], detail: JsonObject): readonly SaidText[] {
  const side = detail['side'] === 'answer' ? 'answer' : 'prompt';
  const more = objectsIn(detail['parts']).flatMap(({ origin, text, at }) => {
    const isTold = side === 'answer' || origin === 'user' || origin === 'tool';
    if (!isTold || typeof text !== 'string' || text === '' || at !== 0) return [];
    return [{ side, origin: word(origin), text: excerpt(text) } as const];
  });
  const [mine, other] = [
    [...said, ...more].filter((each) => each.side === side),
    said.filter((each) => each.side !== side),
  ];
  const kept = side === 'prompt' ? mine.slice(-MAX_SAID) : mine.slice(0, MAX_SAID);
  return side === 'prompt' ? [...kept, ...other] : [...other, ...kept];
}

function heldTurn(turn: Turn, detail: JsonObject): Turn {
  const binding = objectIn(detail['binding']);
  const what = [...new Set([...turn.what, word(binding['ref'] ?? binding['path'])])];
  return {
    ...turn,
    operation: turn.operation === '' ? word(binding['action']) : turn.operation,
    where: turn.where === '' ? word(binding['repository'] ?? binding['host']) : turn.where,
    what: what.slice(0, MAX_NAMED),
    state: { kind: 'held', approval: word(detail['approval']) },
  };
}

function intended(turn: Turn, detail: JsonObject): Turn {
  const operation = objectIn(detail['operation']);
  const decisions = objectsIn(detail['decisions']);
  const actions = decisions.map((decision) => objectIn(decision['action']));
  const named = actions.flatMap(({ ref, model, tool }) => [tool ?? model ?? ref].filter(isText));
  return {
    ...turn,
    operation: word(actions[0]?.['kind'] ?? operation['kind']),
    where: word(operation['repository'] ?? operation['host']),
    what: [...new Set(named)].slice(0, MAX_NAMED),
    secrets: actions.reduce((total, action) => total + countSecrets(action), 0),
    decisions: decisions.slice(0, MAX_NAMED).map(decisionOf),
  };
}

function named(turn: Turn, operation: JsonObject): Turn {
  if (turn.operation !== '') return turn;
  const path = operation['path'];
  return {
    ...turn,
    operation: word(operation['kind']),
    where: word(operation['repository'] ?? operation['host']),
    what: isText(path) ? [path] : [],
  };
}

function refused(detail: JsonObject, at: string): Turn['state'] {
  const rule = objectIn(detail['rule'])['id'];
  return {
    kind: 'refused',
    at,
    step: word(detail['step']),
    code: word(detail['code']),
    reason: excerpt(word(detail['reason'])),
    rule: isText(rule) ? rule : null,
  };
}

/** What broke off after the intent has the code of a refusal; a server's no has only its status. */
function ended(detail: JsonObject, at: string): Turn['state'] {
  if (detail['result'] === 'succeeded') return { kind: 'passed', at };
  if (isText(detail['code'])) return refused(detail, at);
  const status = detail['status'];
  const reason = typeof status === 'number' ? `the server answered ${status}` : 'it did not get through';
  return { kind: 'failed', at, reason };
}

function decisionOf(decision: JsonObject): TurnDecision {
  const action = objectIn(decision['action']);
  const approval = objectIn(decision['approval']);
  const rules = [...objectsIn(decision['rules']), objectIn(decision['rule'])]
    .map(({ id }) => id)
    .filter(isText);
  const by = approval['approvedBy'];
  return {
    what: word(action['ref'] ?? action['tool'] ?? action['model'] ?? action['kind']),
    verdict: decision['verdict'] === 'accepted' ? 'accepted' : 'refused',
    rules: rules.slice(0, MAX_NAMED),
    reason: isText(decision['reason']) ? excerpt(decision['reason']) : '',
    approval: isText(approval['id']) ? approval['id'] : null,
    approvedBy: Array.isArray(by) ? by.filter(isText) : [],
  };
}

function countSecrets(action: JsonObject): number {
  return objectsIn(action['secrets']).reduce(
    (total, { count }) => total + (typeof count === 'number' ? count : 0),
    0,
  );
}

function word(value: JsonValue | undefined): string {
  return isText(value) ? value.slice(0, MAX_WORD) : '';
}

const MAX_WORD = 1000;

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
