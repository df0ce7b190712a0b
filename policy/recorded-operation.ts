import { type CelInput, celList, celMap } from '@bufbuild/cel';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { ActionKind } from '../protocol/operation.ts';
import { ACTORS } from '../protocol/subject.ts';
import { ALL_KINDS } from './action-kind.ts';
import type { Bindings } from './bindings.ts';
import type { GroupMembers } from './document.ts';
import { groupsOf } from './membership.ts';
import { isOddPath, isOddRefName } from './odd-name.ts';

/** One operation as a record tells of it: attributes that it holds, and no others. */
export interface RecordedOperation {
  readonly kind: ActionKind;
  readonly bindings: Bindings;
  /** For people: the ref, the host, the tool. */
  readonly what: string;
  /** What became of it then. */
  readonly before: 'allow' | 'require_approval' | 'deny';
}

/**
 * The operations of one record's detail (`exchange.intent` and `exchange.refused` of the audit format), in its
 * order; empty for a record of anything else, and for what was refused for another reason than a rule. Texts are not in records: what needs them is left out, so that a condition on it is an error.
 */
export function recordedOperations(
  session: string | null,
  detail: JsonObject,
  groups: Readonly<Record<string, GroupMembers>>,
): readonly RecordedOperation[] {
  const operation = objectIn(detail, 'operation');
  const common = {
    ...subjectOf(detail, groups),
    session: fields({ id: session ?? undefined, program: textIn(detail, 'program') }),
    host: textIn(operation, 'host'),
  };
  return decisionsOf(detail, operation).flatMap((decision) => {
    const action = objectIn(decision, 'action');
    const kind = ALL_KINDS.find((each) => each === action['kind']);
    if (kind === undefined) return [];
    const bindings = present({ ...common, action: kind, ...attributesOf(kind, action, operation) });
    return [{ kind, bindings, what: whatOf(action, operation), before: endOf(decision) }];
  });
}

/** A refusal has no decisions: it tells of the request, and of each ref of a push. */
function decisionsOf(detail: JsonObject, operation: JsonObject): readonly JsonObject[] {
  if (Array.isArray(detail['decisions'])) return listIn(detail, 'decisions');
  const code = textIn(detail, 'code') ?? '';
  if (code !== 'denied' && !code.startsWith('approval-')) return [];
  const [kind, path] = [
    ROUTES[textIn(operation, 'kind') ?? ''] ?? operation['kind'] ?? null,
    operation['path'] ?? null,
  ];
  const repository = operation['repository'] ?? null;
  if (kind !== 'git.push') return [{ action: { kind, path, repository }, code }];
  return listIn(detail, 'refs').map(({ ref }) => ({ action: { kind, ref: ref ?? null }, code }));
}

/** Routes of a request that are not called as what they ask. */
const ROUTES: Readonly<Record<string, ActionKind>> = Object.freeze({
  'git.advertise': 'git.fetch',
  plain: 'tunnel',
});

function endOf(decision: JsonObject): RecordedOperation['before'] {
  if (decision['verdict'] !== 'accepted') {
    return textIn(decision, 'code')?.startsWith('approval-') === true ? 'require_approval' : 'deny';
  }
  return decision['approval'] === null || decision['approval'] === undefined ? 'allow' : 'require_approval';
}

/** The groups are recorded as the identity provider calls them, and are those of the document here as ever. */
function subjectOf(detail: JsonObject, defined: Readonly<Record<string, GroupMembers>>): Given {
  const [id, recorded] = [textIn(detail, 'subject'), detail['groups']];
  const actor = ACTORS.find((each) => each === detail['actor']);
  const isKnown = id !== undefined && actor !== undefined && Array.isArray(recorded);
  const groups = isKnown ? groupsOf({ id, actor, groups: recorded.map(String) }, defined) : null;
  return { subject: fields({ id, actor, groups: groups === null ? undefined : celList(groups) }) };
}

function attributesOf(kind: ActionKind, action: JsonObject, operation: JsonObject): Given {
  const [method, path] = ['method', 'path'].map((name) => textIn(action, name) ?? textIn(operation, name));
  switch (kind) {
    case 'git.push':
      return { ...repositoryOf(operation), ...updateOf(action) };
    case 'git.fetch':
      return repositoryOf(action);
    case 'github.api':
      return { ...repositoryOf(action), api: callOf(action) };
    case 'github.write':
      return { ...repositoryOf(action), ...updateOf(action), api: callOf(action) };
    case 'host.read':
    case 'copilot.service':
      return { method, path };
    case 'copilot.telemetry':
      return { path };
    case 'copilot.chat':
    case 'copilot.completion':
    case 'copilot.embedding':
    case 'copilot.agent':
      return promptOf(action);
    case 'copilot.answer':
      return { model: textIn(action, 'model') };
    case 'mcp.call':
      return { path, mcp: fields({ tool: textIn(action, 'tool'), secrets: secretsOf(action) }) };
    case 'tunnel': {
      const literal = action['ipLiteral'];
      return {
        port: intIn(operation, 'port'),
        ip_literal: typeof literal === 'boolean' ? literal : undefined,
      };
    }
  }
}

/** The path is that of the id, in lower case. */
function repositoryOf(from: JsonObject): Given {
  const id = textIn(from, 'repository');
  if (id === undefined) return {};
  const slash = id.indexOf('/');
  return { repository: fields({ id, host: id.slice(0, slash), path: id.slice(slash + 1) }) };
}

/** How many changes and commits there were is recorded; nothing of each. */
function updateOf(action: JsonObject): Given {
  const name = textIn(action, 'ref');
  const [, family, short = name] = /^refs\/(heads|tags)\/(.*)$/su.exec(name ?? '') ?? [];
  const kind = family === 'heads' ? 'branch' : family === 'tags' ? 'tag' : 'other';
  const forced = action['forced'];
  const ref = {
    ...{ name, kind, short, change: textIn(action, 'change') },
    branch: kind === 'branch' ? short : '',
    tag: kind === 'tag' ? short : '',
    forced: typeof forced === 'boolean' ? forced : undefined,
    old: textIn(action, 'oldId'),
    new: textIn(action, 'newId'),
    odd: short === undefined ? undefined : kind === 'other' ? isOddPath(short) : isOddRefName(short),
  };
  return { ref: fields(ref), changes: blanks(action, 'changes'), commits: blanks(action, 'commits') };
}

function callOf(action: JsonObject): CelInput {
  const names = ['name', 'access', 'route', 'method', 'path', 'head'];
  const texts = Object.fromEntries(names.map((name) => [name, textIn(action, name)]));
  return fields({ ...texts, secrets: secretsOf(action) });
}

function promptOf(action: JsonObject): Given {
  const prompt = {
    parts: blanks(action, 'parts'),
    size: intIn(action, 'chars'),
    secrets: secretsOf(action),
    opaque: intIn(action, 'opaqueAttachments'),
  };
  const [surface, model, initiator] = ['surface', 'model', 'initiator'].map((name) => textIn(action, name));
  return { surface, model, initiator, tools: blanks(action, 'tools'), prompt: fields(prompt) };
}

function secretsOf(action: JsonObject): CelInput | undefined {
  if (!Array.isArray(action['secrets'])) return undefined;
  return celList(
    listIn(action, 'secrets').map((each) =>
      fields({ rule: textIn(each, 'rule'), where: textIn(each, 'where'), count: intIn(each, 'count') }),
    ),
  );
}

/** A list of which only the length is known. */
function blanks(action: JsonObject, name: string): CelInput | undefined {
  const count = action[name];
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0 || count > MAX_BLANKS)
    return undefined;
  return celList(Array.from({ length: count }, () => fields({})));
}

const MAX_BLANKS = 100_000;

function whatOf(action: JsonObject, operation: JsonObject): string {
  const where = textIn(operation, 'repository') ?? textIn(operation, 'host') ?? '';
  const detail = ['ref', 'tool', 'name', 'model', 'path'].map((name) => textIn(action, name));
  return [where, detail.find((each) => each !== undefined)].filter((each) => each !== undefined).join(' ');
}

type Given = Readonly<Record<string, CelInput | undefined>>;

function present(values: Given): Bindings {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return { __proto__: null as never, ...(Object.fromEntries(known) as Bindings) };
}

function fields(values: Given): CelInput {
  return celMap(new Map(Object.entries(present(values))));
}

function objectIn(from: JsonObject, name: string): JsonObject {
  const value = from[name];
  return isObject(value) ? value : {};
}

function listIn(from: JsonObject, name: string): readonly JsonObject[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textIn(from: JsonObject, name: string): string | undefined {
  const value = from[name];
  return typeof value === 'string' ? value : undefined;
}

function intIn(from: JsonObject, name: string): bigint | undefined {
  const value = from[name];
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
