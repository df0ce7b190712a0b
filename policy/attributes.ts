import type { ActionKind } from '../protocol/operation.ts';
import { ACTORS } from '../protocol/subject.ts';
import { ALL_KINDS, kindNames, PROMPT_KINDS, WRITE_KINDS } from './action-kind.ts';
import { WEEKDAYS } from './moment.ts';
import {
  BOOL,
  type Field,
  INT,
  LOWER,
  listOf,
  oneOf,
  record,
  type Shape,
  STRING,
  shapeName,
} from './shape.ts';

/** What a rule can look at. The one source for the checker, the evaluation's test and the documentation. */
export interface Variable extends Field {
  /** The operations that have it. */
  readonly kinds: readonly ActionKind[];
}

const ON_API: readonly ActionKind[] = ['github.api', 'github.write'];
const ON_REPOSITORY: readonly ActionKind[] = ['git.fetch', 'git.push', ...ON_API];
const ON_MODEL: readonly ActionKind[] = [...PROMPT_KINDS, 'copilot.answer'];
const ON_PATH: readonly ActionKind[] = ['host.read', 'copilot.service', 'copilot.telemetry', 'mcp.call'];

const SIGNATURE = record('signature', {
  name: field(STRING, 'name as the commit gives it; nobody has checked it'),
  email: field(STRING, 'address as the commit gives it; nobody has checked it'),
});

const SUBJECT = record('subject', {
  id: field(STRING, 'stable name of the person or service account'),
  groups: field(
    listOf(STRING),
    "the document's groups the subject is in, and the identity provider's others",
  ),
  actor: field(oneOf(...ACTORS), 'what drives the session; mixed is an editor and its terminals'),
});

const SESSION = record('session', {
  id: field(STRING, 'the program tree, editor window or CI job'),
  program: field(STRING, 'name of the program that was started'),
});

const REPOSITORY = record('repository', {
  id: field(LOWER, 'one for all spellings: `host/path` in lower case, or the immutable id of the host'),
  host: field(LOWER, 'host in lower case, with its port when that is not 443'),
  path: field(LOWER, 'path on the host in lower case, without a leading slash and without `.git`'),
});

const REF = record('ref', {
  name: field(STRING, 'full name, `refs/heads/main`'),
  kind: field(oneOf('branch', 'tag', 'other'), 'what the name says it is'),
  short: field(STRING, 'name below `refs/heads/` or `refs/tags/`; the full name of any other ref'),
  branch: field(STRING, 'short name of a branch; empty for any other ref'),
  tag: field(STRING, 'short name of a tag; empty for any other ref'),
  change: field(oneOf('create', 'update', 'delete'), 'what the push does to it'),
  forced: field(BOOL, 'the old tip is not an ancestor of the new one, or that could not be told'),
  old: field(STRING, 'object id before, all zeros for a new ref'),
  new: field(STRING, 'object id after, all zeros for a deletion'),
  odd: field(BOOL, 'the name can be taken for another one (look-alike letters, `refs/` twice, `HEAD`)'),
});

const CHANGE = record('change', {
  commit: field(STRING, 'id of the commit that makes the change, or `net` for old tip against new tip'),
  path: field(STRING, 'path of the file; bytes that are not UTF-8 are written `\\xhh`'),
  kind: field(oneOf('added', 'modified', 'deleted', 'type-changed'), 'what happens to the file'),
  mode: field(oneOf('file', 'executable', 'symlink', 'submodule', 'none'), 'what it is afterwards'),
  added: field(INT, 'added lines'),
  removed: field(INT, 'removed lines'),
  size: field(INT, 'bytes of the new content, 0 for a deletion'),
  opaque: field(
    oneOf('', 'binary', 'lfs', 'submodule', 'archive', 'large'),
    'why the content cannot be judged by its text; empty when it can',
  ),
  odd: field(BOOL, 'the path can be taken for another one (`DEPLOY~1`, `deploy.`, look-alike letters)'),
  terms: field(listOf(STRING), 'the words of `adds()` that the added lines hold'),
  secrets: field(listOf(STRING), 'ids of the detectors that found a secret in the added lines, each once'),
  ai_lines: maybe(INT, 'added lines that are known to come from an assistant'),
});

const COMMIT = record('commit', {
  id: field(STRING, 'object id'),
  author: field(SIGNATURE, 'who wrote it'),
  committer: field(SIGNATURE, 'who committed it'),
  message: field(STRING, 'message, cut when it is very long'),
  merge: field(BOOL, 'has more than one parent'),
  signed: field(BOOL, 'carries a signature; nobody has checked whose'),
  terms: field(listOf(STRING), 'the words of `says()` that the message holds'),
  secrets: field(listOf(STRING), 'ids of the detectors that found a secret in what it says, each once'),
});

const FOUND_SECRET = record('found secret', {
  rule: field(STRING, 'id of the rule that found it'),
  where: field(STRING, 'where it stands, for people: `user`, `file src/a.ts`, `tool bash`'),
  count: field(INT, 'how often it stands there'),
});

const PART = record('part', {
  origin: field(
    oneOf('system', 'user', 'assistant', 'file', 'tool', 'attachment'),
    'where it comes from, as the client says',
  ),
  path: field(STRING, 'path of the file it is of, as the client says; empty when it says none'),
  tool: field(STRING, 'tool whose arguments or output it is; empty for anything else'),
  text: field(STRING, 'the text as the client sent it; to look for a word, `says()` costs least'),
  size: field(INT, 'length of the text in UTF-16 code units'),
});

const PROMPT = record('prompt', {
  parts: field(listOf(PART), 'what the model is shown, in the order of the request'),
  size: field(INT, 'length of all its texts in UTF-16 code units'),
  secrets: field(listOf(FOUND_SECRET), 'what the detectors found in it; never a value'),
  opaque: field(INT, 'attachments of which no text could be read: images, documents'),
});

const ANSWER = record('answer', {
  kind: field(oneOf('text', 'tool-call'), 'what the piece is'),
  text: field(STRING, 'text for people; empty for a tool call'),
  tool: field(STRING, 'tool that the model wants called; empty for text'),
  arguments: field(STRING, 'its arguments as the JSON text that the model wrote; empty for text'),
});

const MCP = record('mcp', {
  tool: field(STRING, 'name of the tool'),
  arguments: field(STRING, 'its arguments as the JSON text that the client sent'),
  secrets: field(listOf(FOUND_SECRET), 'what the detectors found in the arguments; never a value'),
});

const API = record('api', {
  name: field(STRING, 'stable name, the same for REST and GraphQL: `pulls.merge`, `contents.write`'),
  access: field(oneOf('read', 'write'), 'whether it only reads'),
  route: field(oneOf('rest', 'graphql'), 'how it is called'),
  method: field(STRING, 'HTTP method'),
  path: field(STRING, 'path of the request in one spelling, without its query'),
  head: field(STRING, 'commit that a merge is of; empty where there is none'),
  secrets: field(listOf(FOUND_SECRET), 'what the detectors found in what is asked; never a value'),
});

const CI = record('pipeline', {
  provider: field(oneOf('github-actions', 'gitlab-ci', 'azure-pipelines', 'other'), 'who vouches for it'),
  repository: field(STRING, 'the repository whose pipeline it is, as its provider writes it'),
  repository_id: field(STRING, 'the same, immutable'),
  ref: field(STRING, 'the ref that it runs on, `refs/heads/main`'),
  environment: field(STRING, 'the environment it deploys to; empty when there is none'),
  workflow: field(STRING, 'the workflow that the job was defined in, with its ref'),
  event: field(STRING, 'what set it off: `push`, `schedule`'),
  run_id: field(STRING, 'this run'),
});

const TIME = record('time', {
  hour: field(INT, '0 to 23'),
  minute: field(INT, '0 to 59'),
  weekday: field(oneOf(...WEEKDAYS), 'day of the week'),
  date: field(STRING, '`2026-11-21`'),
});

export const VARIABLES: Readonly<Record<string, Variable>> = Object.freeze({
  subject: { shape: SUBJECT, kinds: ALL_KINDS, description: 'who is behind the operation' },
  session: { shape: SESSION, kinds: ALL_KINDS, description: 'where it comes from' },
  ci: {
    shape: CI,
    kinds: ALL_KINDS,
    optional: true,
    description: 'what the provider of a pipeline vouches for',
  },
  time: { shape: TIME, kinds: ALL_KINDS, optional: true, description: 'when it is judged, in UTC' },
  action: { shape: oneOf(...ALL_KINDS), kinds: ALL_KINDS, description: 'the kind of operation' },
  host: {
    shape: STRING,
    kinds: ALL_KINDS,
    description: 'the host it goes to; for GitHub’s API that of the repositories',
  },
  repository: {
    shape: REPOSITORY,
    kinds: ON_REPOSITORY,
    description:
      'what is read or written; its fields are empty where a call of an API concerns none; absent for `api.name` `*.read_any`, of which nobody knows',
  },
  ref: { shape: REF, kinds: WRITE_KINDS, description: 'the ref update' },
  changes: {
    shape: listOf(CHANGE),
    kinds: WRITE_KINDS,
    description: 'of every new commit against its first parent, and net from old tip to new tip',
  },
  commits: {
    shape: listOf(COMMIT),
    kinds: WRITE_KINDS,
    description: 'reachable from the new tip and not from the old one, wherever they came from',
  },
  surface: {
    shape: STRING,
    kinds: PROMPT_KINDS,
    description: 'the path with what varies in braces: `/v1/engines/{model}/completions`',
  },
  model: { shape: STRING, kinds: ON_MODEL, description: 'name of the model; empty when none is named' },
  initiator: {
    shape: oneOf('user', 'agent', 'unknown'),
    kinds: PROMPT_KINDS,
    description: 'what set it off, a person or the result of a tool, as the client says',
  },
  tools: {
    shape: listOf(STRING),
    kinds: PROMPT_KINDS,
    description: 'names of the tools that the model is offered',
  },
  prompt: { shape: PROMPT, kinds: PROMPT_KINDS, description: 'what the model is shown, before masking' },
  answer: { shape: ANSWER, kinds: ['copilot.answer'], description: 'a piece of what the model answers' },
  mcp: { shape: MCP, kinds: ['mcp.call'], description: 'the call' },
  api: { shape: API, kinds: ON_API, description: 'the call of GitHub’s API' },
  method: { shape: STRING, kinds: ['host.read', 'copilot.service'], description: 'HTTP method' },
  path: { shape: STRING, kinds: ON_PATH, description: 'path of the request, without its query' },
  port: { shape: INT, kinds: ['tunnel'], description: 'port of the tunnel' },
  ip_literal: { shape: BOOL, kinds: ['tunnel'], description: 'the host is an address, not a name' },
});

export interface AttributeRow {
  readonly name: string;
  readonly type: string;
  readonly kinds: string;
  readonly description: string;
}

/** One row for each variable that all of `on` have and each field below it, as the documentation shows them. */
export function attributeRows(on: readonly ActionKind[] = []): readonly AttributeRow[] {
  const variables = Object.entries(VARIABLES).filter(([, { kinds }]) =>
    on.every((kind) => kinds.includes(kind)),
  );
  return variables.flatMap(([name, variable]) => {
    const kinds = variable.kinds.length === ALL_KINDS.length ? 'all' : kindNames(variable.kinds).join(', ');
    return rowsOf(name, variable).map((row) => ({ ...row, kinds }));
  });
}

function rowsOf(
  name: string,
  { shape, description, optional }: Field,
): readonly Omit<AttributeRow, 'kinds'>[] {
  const told = optional === true ? `${description}; may be absent` : description;
  return [{ name, type: typeText(shape), description: told }, ...fieldRows(name, shape)];
}

function fieldRows(name: string, shape: Shape): readonly Omit<AttributeRow, 'kinds'>[] {
  if (shape.kind === 'list') return fieldRows(`${name}[]`, shape.of);
  if (shape.kind !== 'record') return [];
  return Object.entries(shape.fields).flatMap(([key, each]) => rowsOf(`${name}.${key}`, each));
}

function typeText(shape: Shape): string {
  if (shape.kind !== 'string' || shape.values === null) return shapeName(shape);
  return shape.values.map((value) => `"${value}"`).join(', ');
}

function field(shape: Shape, description: string): Field {
  return Object.freeze({ shape, description });
}

function maybe(shape: Shape, description: string): Field {
  return Object.freeze({ shape, description, optional: true });
}
