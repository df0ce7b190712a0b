import { type CelInput, celList, celMap } from '@bufbuild/cel';
import type {
  CopilotAnswerAction,
  CopilotPromptAction,
  FoundSecret,
  PromptPart,
} from '../protocol/copilot.ts';
import { type GithubCall, isWideRead } from '../protocol/github.ts';
import type {
  Action,
  CiClaims,
  Circumstances,
  Commit,
  FileChange,
  InspectedUpdate,
  Operation,
  Repository,
  Signature,
} from '../protocol/operation.ts';
import type { GroupMembers } from './document.ts';
import { type FieldsOf, lazyRecord } from './lazy-record.ts';
import { groupsOf } from './membership.ts';
import { momentOf } from './moment.ts';
import { isOddPath, isOddRefName } from './odd-name.ts';
import { plainJson } from './plain-json.ts';

export type Bindings = Readonly<Record<string, CelInput>>;

/** The values of an operation's attributes. What the operation does not have is not there. */
export function bindingsOf(
  operation: Operation,
  groups: Readonly<Record<string, GroupMembers>>,
  claims: Readonly<Record<string, string>> = {},
): Bindings {
  const { subject, session, action, circumstances } = operation;
  const bindings = {
    // Without a prototype, or `constructor` would be an attribute.
    __proto__: null as never,
    subject: fields({
      id: subject.id,
      groups: celList(groupsOf(subject, groups)),
      actor: subject.actor,
      ...claimsValue(circumstances, claims),
    }),
    session: fields({ id: session.id, program: session.program }),
    action: action.kind,
    ...circumstanceBindings(circumstances),
    ...actionBindings(operation),
  };
  if (updateIn(action) !== null) defineLists(bindings, operation);
  return bindings;
}

/** What `claim()` reads: under the document's names, the values in the token; nothing where there is no token. */
function claimsValue(
  { claims }: Circumstances,
  named: Readonly<Record<string, string>>,
): Readonly<Record<string, CelInput>> {
  if (claims === null) return {};
  const known = Object.entries(named).map(([name, inToken]) => {
    const values = Object.hasOwn(claims, inToken) ? claims[inToken] : undefined;
    return [name, celList(values ?? [])] as const;
  });
  return { claims: celMap(new Map(known)) };
}

/** What is not known is not there: to read it is an error, and so is a condition that needs it. */
function circumstanceBindings({ atMs, ci }: Circumstances): Bindings {
  return {
    ...(ci === null ? {} : { ci: ciValue(ci) }),
    ...(atMs === null ? {} : { time: timeValue(atMs) }),
  };
}

function ciValue({ repositoryId, runId, ...claims }: CiClaims): CelInput {
  return fields({ ...claims, repository_id: repositoryId, run_id: runId });
}

function timeValue(atMs: number): CelInput {
  const { hour, minute, weekday, date } = momentOf(atMs);
  return fields({ hour: BigInt(hour), minute: BigInt(minute), weekday, date });
}

/** Lists of a write are made when the engine reads them: they are long, and most conditions do without it. */
function defineLists(bindings: Bindings, operation: Operation): void {
  for (const [name, { elementsOf, fields: made }] of LONG_LISTS) {
    let list: CelInput | undefined;
    const get = (): CelInput => {
      list ??= celList(elementsOf(operation).map((element) => lazyRecord(made, element as never)));
      return list;
    };
    Object.defineProperty(bindings, name, { enumerable: true, get });
  }
}

function actionBindings({ action }: Operation): Bindings {
  switch (action.kind) {
    case 'git.push':
      return {
        ...repositoryBindings(action.repository),
        ref: refValue(action.update),
      };
    case 'github.write':
      return {
        ...repositoryBindings(action.repository),
        ref: refValue(action.update),
        api: apiValue(action.call),
      };
    case 'github.api':
      return {
        ...(isOfAnyRepository(action)
          ? {}
          : repositoryBindings(action.repository ?? { id: '', host: '', path: '' })),
        host: action.host,
        api: apiValue(action.call),
      };
    case 'git.fetch':
      return repositoryBindings(action.repository);
    case 'host.read':
      return { host: action.host, method: action.method, path: action.path };
    case 'copilot.chat':
    case 'copilot.completion':
    case 'copilot.embedding':
    case 'copilot.agent':
      return promptBindings(action);
    case 'copilot.answer':
      return { host: action.host, model: action.model, answer: answerValue(action.piece) };
    case 'copilot.service':
      return { host: action.host, method: action.method, path: action.path };
    case 'copilot.telemetry':
      return { host: action.host, path: action.path };
    case 'mcp.call': {
      const { tool, arguments: text, secrets } = action;
      const found = celList(secrets.map(secretValue));
      const mcp = fields({ tool, arguments: plainJson(text), secrets: found });
      return { host: action.host, path: action.path, mcp };
    }
    case 'tunnel':
      return { host: action.host, port: BigInt(action.port), ip_literal: action.ipLiteral };
  }
}

function repositoryBindings({ id, host, path }: Repository): Bindings {
  // Hosts take any letter case for the same repository, and a rule must not be escaped by writing another one.
  const [lowId, lowHost, lowPath] = [id, host, path].map((text) => text.toLowerCase());
  return { host, repository: fields({ id: lowId ?? '', host: lowHost ?? '', path: lowPath ?? '' }) };
}

function apiValue({ name, access, route, method, path, head, secrets }: GithubCall): CelInput {
  return fields({ name, access, route, method, path, head, secrets: celList(secrets.map(secretValue)) });
}

/** A condition that asks of which repository it is cannot be evaluated. */
export function isOfAnyRepository(action: Action): boolean {
  return action.kind === 'github.api' && isWideRead(action.call);
}

/** What happens to a ref, whichever way it is written. */
export function updateIn(action: Action): InspectedUpdate | null {
  return action.kind === 'git.push' || action.kind === 'github.write' ? action.update : null;
}

/** Lists of an operation whose elements have fields that are made when they are read. */
export interface ListField {
  readonly elementsOf: (operation: Operation) => readonly unknown[];
  readonly fields: FieldsOf<never>;
}

function promptBindings(action: CopilotPromptAction): Bindings {
  const { host, surface, model, initiator, parts, tools, opaqueAttachments, secrets } = action;
  const prompt = fields({
    parts: celList(parts.map(partValue)),
    size: BigInt(parts.reduce((total, { text }) => total + text.length, 0)),
    secrets: celList(secrets.map(secretValue)),
    opaque: BigInt(opaqueAttachments),
  });
  return { host, surface, model, initiator, tools: celList(tools), prompt };
}

function partValue({ origin, path, tool, text }: PromptPart): CelInput {
  return fields({ origin, path: path ?? '', tool: tool ?? '', text, size: BigInt(text.length) });
}

function secretValue({ rule, where, count }: FoundSecret): CelInput {
  return fields({ rule, where, count: BigInt(count) });
}

function answerValue(piece: CopilotAnswerAction['piece']): CelInput {
  switch (piece.kind) {
    case 'text':
      return fields({ kind: piece.kind, text: piece.text, tool: '', arguments: '' });
    case 'tool-call':
      return fields({ kind: piece.kind, text: '', tool: piece.tool, arguments: plainJson(piece.arguments) });
  }
}

function refValue(update: InspectedUpdate): CelInput {
  return fields({
    name: update.ref,
    kind: update.kind,
    short: update.name,
    branch: update.kind === 'branch' ? update.name : '',
    tag: update.kind === 'tag' ? update.name : '',
    change: update.change,
    forced: update.forced,
    old: update.oldId,
    new: update.newId,
    odd: update.kind === 'other' ? isOddPath(update.ref) : isOddRefName(update.name),
  });
}

const CHANGE: FieldsOf<FileChange> = fieldsOf({
  commit: ({ commit }) => commit,
  path: ({ path }) => path,
  kind: ({ kind }) => kind,
  mode: ({ mode }) => mode,
  added: ({ addedLines }) => BigInt(addedLines),
  removed: ({ removedLines }) => BigInt(removedLines),
  size: ({ size }) => BigInt(size),
  opaque: ({ opaque }) => opaque ?? '',
  odd: ({ path }) => isOddPath(path),
  terms: ({ terms }) => celList(terms),
  secrets: ({ secrets }) => celList([...new Set(secrets.map(({ rule }) => rule))]),
  ai_lines: ({ aiLines }) => known(aiLines, 'ai_lines'),
});

const COMMIT: FieldsOf<Commit> = fieldsOf({
  id: ({ id }) => id,
  author: ({ author }) => signatureValue(author),
  committer: ({ committer }) => signatureValue(committer),
  message: ({ message }) => message,
  merge: ({ merge }) => merge,
  signed: ({ signed }) => signed,
  terms: ({ terms }) => celList(terms),
  secrets: ({ secrets }) => celList([...new Set(secrets.map(({ rule }) => rule))]),
});

function fieldsOf<Source>(fields: Readonly<Record<string, (source: Source) => CelInput>>): FieldsOf<Source> {
  return new Map(Object.entries(fields));
}

function known(count: number | null, name: string): CelInput {
  if (count === null) throw new TypeError(`nobody knows ${name} of this`);
  return BigInt(count);
}

function signatureValue({ name, email }: Signature): CelInput {
  return fields({ name, email });
}

function fields(values: Readonly<Record<string, CelInput>>): CelInput {
  return celMap(new Map(Object.entries(values)));
}

/** By the name of the attribute: those that a write has, since they are long. */
export const LONG_LISTS: ReadonlyMap<string, ListField> = new Map<string, ListField>([
  [
    'changes',
    {
      elementsOf: ({ action }) => updateIn(action)?.changes ?? [],
      fields: CHANGE,
    },
  ],
  [
    'commits',
    {
      elementsOf: ({ action }) => updateIn(action)?.commits ?? [],
      fields: COMMIT,
    },
  ],
]);
