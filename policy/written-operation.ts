import type { CopilotAnswerAction, CopilotPromptAction, FoundSecret } from '../protocol/copilot.ts';
import type { GithubCall } from '../protocol/github.ts';
import type {
  Action,
  ActionKind,
  CiClaims,
  Commit,
  FileChange,
  InspectedUpdate,
  Operation,
  Repository,
  Signature,
} from '../protocol/operation.ts';
import { looksLikeAddress } from './address.ts';
import type { WrittenChange, WrittenCi, WrittenCommit, WrittenOperation, WrittenSecret } from './written.ts';

const NO_OBJECT = '0'.repeat(40);
const OLD_TIP = '1'.repeat(40);
const NEW_TIP = '2'.repeat(40);
const NOBODY: Signature = { name: 'Somebody', email: 'somebody@example.com' };

/**
 * The operation that is meant: an update of a topic branch by the AI session of somebody, a question to a model,
 * and so on, with what is written in its place. `diffTerms` are the words that an inspection would look for.
 */
export function operationOf(written: WrittenOperation, diffTerms: readonly string[]): Operation {
  const { subject = {}, session = {} } = written;
  return {
    subject: { id: subject.id ?? 'somebody', groups: subject.groups ?? [], actor: subject.actor ?? 'ai' },
    session: { id: session.id ?? 'session', program: session.program ?? 'program' },
    action: actionOf(written, diffTerms),
    circumstances: {
      atMs: written.time === undefined ? null : instantOf(written.time),
      claims: written.claims ?? null,
      ci: written.ci === undefined ? null : ciOf(written.ci),
    },
  };
}

/** A time without a date is one of an ordinary day. */
function instantOf({
  date = '2026-01-01',
  hour = 12,
  minute = 0,
}: NonNullable<WrittenOperation['time']>): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return Date.UTC(year, month - 1, day, hour, minute);
}

function ciOf(written: WrittenCi): CiClaims {
  const { repository_id: repositoryId = '', run_id: runId = '', ...claims } = written;
  return { ...NO_CLAIMS, ...claims, repositoryId, runId };
}

const NO_CLAIMS: CiClaims = {
  provider: 'other',
  repository: '',
  repositoryId: '',
  ref: '',
  environment: '',
  workflow: '',
  event: '',
  runId: '',
};

function actionOf(written: WrittenOperation, diffTerms: readonly string[]): Action {
  const { action: kind, method = 'GET', path = '/' } = written;
  const host = written.host ?? DEFAULT_HOSTS[kind];
  switch (kind) {
    case 'git.push':
      return { kind, repository: repositoryOf(written), update: updateOf(written, diffTerms) };
    case 'git.fetch':
      return { kind, repository: repositoryOf(written) };
    case 'host.read':
    case 'copilot.service':
      return { kind, host, method, path };
    case 'copilot.chat':
    case 'copilot.completion':
    case 'copilot.embedding':
    case 'copilot.agent':
      return promptOf(kind, host, written);
    case 'copilot.answer':
      return { kind, host, model: written.model ?? '', piece: pieceOf(written) };
    case 'copilot.telemetry':
      return { kind, host, path };
    case 'mcp.call': {
      const { tool = '', arguments: text = '{}', secrets = [] } = written.mcp ?? {};
      return { kind, host, path, tool, arguments: text, secrets: secrets.map(secretOf) };
    }
    case 'github.api': {
      const repository = written.repository === undefined ? null : repositoryOf(written);
      return { kind, host, repository, call: callOf(written) };
    }
    case 'github.write': {
      const repository = repositoryOf(written);
      return { kind, host, repository, update: updateOf(written, diffTerms), call: callOf(written) };
    }
    case 'tunnel':
      return { kind, host, port: written.port ?? 443, ipLiteral: looksLikeAddress(host) };
  }
}

const GIT_HOST = 'github.com';
const COPILOT_HOST = 'api.githubcopilot.com';

const DEFAULT_HOSTS: Readonly<Record<ActionKind, string>> = Object.freeze({
  'git.push': GIT_HOST,
  'git.fetch': GIT_HOST,
  'host.read': GIT_HOST,
  'copilot.chat': COPILOT_HOST,
  'copilot.completion': COPILOT_HOST,
  'copilot.embedding': COPILOT_HOST,
  'copilot.agent': COPILOT_HOST,
  'copilot.answer': COPILOT_HOST,
  'copilot.service': COPILOT_HOST,
  'copilot.telemetry': COPILOT_HOST,
  'mcp.call': COPILOT_HOST,
  'github.api': GIT_HOST,
  'github.write': GIT_HOST,
  tunnel: 'example.com',
});

function repositoryOf({ host = GIT_HOST, repository = {} }: WrittenOperation): Repository {
  const { path = 'octo/demo' } = repository;
  const where = repository.host ?? host;
  return { id: repository.id ?? `${where}/${path}`.toLowerCase(), host: where, path };
}

function updateOf(
  { ref = {}, changes = [], commits = [] }: WrittenOperation,
  diffTerms: readonly string[],
): InspectedUpdate {
  const { name: full = 'refs/heads/topic', change = 'update', forced = false } = ref;
  const [, family, name = full] = /^refs\/(heads|tags)\/(.*)$/su.exec(full) ?? [];
  return {
    ref: full,
    kind: family === 'heads' ? 'branch' : family === 'tags' ? 'tag' : 'other',
    name,
    change,
    oldId: ref.old ?? (change === 'create' ? NO_OBJECT : OLD_TIP),
    newId: ref.new ?? (change === 'delete' ? NO_OBJECT : NEW_TIP),
    forced,
    commits: commits.map((commit) => commitOf(commit, diffTerms)),
    changes: changes.map((each) => changeOf(each, diffTerms)),
  };
}

function changeOf(written: WrittenChange, diffTerms: readonly string[]): FileChange {
  const { text = '', secrets = [], opaque = '' } = written;
  return {
    commit: written.commit ?? NEW_TIP,
    path: written.path ?? 'file.txt',
    kind: written.kind ?? 'modified',
    mode: written.mode ?? (written.kind === 'deleted' ? 'none' : 'file'),
    addedLines: written.added ?? linesOf(text),
    removedLines: written.removed ?? 0,
    size: written.size ?? text.length,
    opaque: opaque === '' ? null : opaque,
    terms: termsIn(text, diffTerms),
    secrets: secrets.map((rule) => ({ rule, line: null })),
    aiLines: written.ai_lines ?? null,
  };
}

function commitOf(written: WrittenCommit, diffTerms: readonly string[]): Commit {
  const { message = 'Change a file' } = written;
  const author = { ...NOBODY, ...written.author };
  return {
    id: written.id ?? NEW_TIP,
    author,
    committer: { ...author, ...written.committer },
    message,
    merge: written.merge ?? false,
    signed: written.signed ?? false,
    terms: termsIn(message, diffTerms),
    secrets: (written.secrets ?? []).map((rule) => ({ rule, line: null })),
  };
}

function promptOf(
  kind: CopilotPromptAction['kind'],
  host: string,
  written: WrittenOperation,
): CopilotPromptAction {
  const { surface = '', model = '', initiator = 'unknown', tools = [], prompt = {} } = written;
  const { parts = [], secrets = [], opaque = 0 } = prompt;
  return {
    kind,
    host,
    surface,
    model,
    initiator,
    parts: parts.map(({ origin = 'user', path, tool, text = '' }) => ({
      origin,
      path: path ?? null,
      tool: tool ?? null,
      text,
    })),
    tools,
    opaqueAttachments: opaque,
    secrets: secrets.map(secretOf),
  };
}

function pieceOf({ answer = {} }: WrittenOperation): CopilotAnswerAction['piece'] {
  const { text = '', tool, arguments: args } = answer;
  if (tool === undefined && args === undefined) return { kind: 'text', text };
  return { kind: 'tool-call', tool: tool ?? '', arguments: args ?? '{}' };
}

function secretOf({ rule = 'secret', where = 'user', count = 1 }: WrittenSecret): FoundSecret {
  return { rule, placeholder: null, where, count };
}

function callOf({ action, api = {} }: WrittenOperation): GithubCall {
  const {
    access = action === 'github.write' ? 'write' : 'read',
    method = access === 'read' ? 'GET' : 'POST',
  } = api;
  const { name = '', route = 'rest', path = '/', head = '', secrets = [] } = api;
  return { name, access, route, method, path, head, request: '', shown: '', secrets: secrets.map(secretOf) };
}

function termsIn(text: string, diffTerms: readonly string[]): readonly string[] {
  const lower = text.toLowerCase();
  return diffTerms.filter((term) => lower.includes(term));
}

function linesOf(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/u, '').split('\n').length;
}
