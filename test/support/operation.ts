import { createHash } from 'node:crypto';
import type {
  CopilotAnswerAction,
  CopilotPromptAction,
  McpCallAction,
  PromptPart,
} from '../../protocol/copilot.ts';
import type { GithubApiAction, GithubCall } from '../../protocol/github.ts';
import type {
  Action,
  Circumstances,
  Commit,
  FileChange,
  InspectedUpdate,
  Operation,
} from '../../protocol/operation.ts';
import type { Subject } from '../../protocol/subject.ts';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Where nothing is known but the operation. */
export const NO_CIRCUMSTANCES: Circumstances = Object.freeze({ atMs: null, claims: null, ci: null });

/** An operation of a developer's AI session, unless the subject says otherwise. */
export function operation(action: Action, subject: Partial<Subject> = {}): Operation {
  return {
    subject: { id: 'dev', groups: ['developers'], actor: 'ai', ...subject },
    session: { id: 's1', program: 'git' },
    action,
    circumstances: NO_CIRCUMSTANCES,
  };
}

/** A fast-forward of `ref` with what `update` says besides. */
export function push(
  ref: string,
  update: Partial<InspectedUpdate> = {},
  subject: Partial<Subject> = {},
): Operation {
  const repository = { id: 'github.com/octo/demo', host: 'github.com', path: 'octo/demo' };
  return operation({ kind: 'git.push', repository, update: { ...updateOf(ref), ...update } }, subject);
}

function updateOf(ref: string): InspectedUpdate {
  const [, family, name] = /^refs\/(heads|tags)\/(.*)$/su.exec(ref) ?? [];
  return {
    ref,
    kind: family === 'heads' ? 'branch' : family === 'tags' ? 'tag' : 'other',
    name: name ?? ref,
    change: 'update',
    oldId: '1'.repeat(40),
    newId: '2'.repeat(40),
    forced: false,
    commits: [commit()],
    changes: [change('src/index.ts')],
  };
}

export function change(path: string, more: Partial<FileChange> = {}): FileChange {
  return {
    commit: '2'.repeat(40),
    path,
    kind: 'modified',
    mode: 'file',
    addedLines: 3,
    removedLines: 1,
    size: 100,
    opaque: null,
    terms: [],
    secrets: [],
    aiLines: null,
    ...more,
  };
}

export function commit(more: Partial<Commit> = {}): Commit {
  const signature = { name: 'Dev', email: 'dev@example.com' };
  const base = {
    id: '2'.repeat(40),
    author: signature,
    committer: signature,
    message: 'Change',
    merge: false,
    signed: false,
    terms: [],
    secrets: [],
  };
  return { ...base, ...more };
}

export function chat(action: Partial<CopilotPromptAction> = {}, subject: Partial<Subject> = {}): Operation {
  return operation(
    {
      kind: 'copilot.chat',
      host: 'api.githubcopilot.com',
      surface: '/chat/completions',
      model: 'm-1',
      initiator: 'user',
      parts: [part('hello')],
      tools: [],
      opaqueAttachments: 0,
      secrets: [],
      ...action,
    },
    subject,
  );
}

export function part(text: string, more: Partial<PromptPart> = {}): PromptPart {
  return { origin: 'user', path: null, tool: null, text, ...more };
}

export function answer(piece: CopilotAnswerAction['piece'], subject: Partial<Subject> = {}): Operation {
  return operation({ kind: 'copilot.answer', host: 'api.githubcopilot.com', model: 'm-1', piece }, subject);
}

export function service(method: string, path: string): Operation {
  return operation({ kind: 'copilot.service', host: 'api.githubcopilot.com', method, path });
}

export function telemetry(path = '/telemetry'): Operation {
  return operation({ kind: 'copilot.telemetry', host: 'telemetry.individual.githubcopilot.com', path });
}

export function mcpCall(tool: string, args: string, more: Partial<McpCallAction> = {}): Operation {
  const host = 'api.githubcopilot.com';
  return operation({ kind: 'mcp.call', host, path: '/mcp', tool, arguments: args, secrets: [], ...more });
}

export function apiCall(call: Partial<GithubCall> = {}, more: Partial<GithubApiAction> = {}): Operation {
  const repository = { id: 'github.com/octo/demo', host: 'github.com', path: 'octo/demo' };
  return operation({
    kind: 'github.api',
    host: 'github.com',
    repository,
    call: { ...READ, ...call },
    ...more,
  });
}

const READ: GithubCall = {
  name: 'contents.read',
  access: 'read',
  route: 'rest',
  method: 'GET',
  path: '/repos/octo/demo/contents/a.ts',
  request: '',
  shown: '',
  head: '',
  secrets: [],
};

/** A call that changes `ref` as a push of `update` would. */
export function apiWrite(
  ref: string,
  call: Partial<GithubCall> = {},
  update: Partial<InspectedUpdate> = {},
): Operation {
  const repository = { id: 'github.com/octo/demo', host: 'github.com', path: 'octo/demo' };
  return operation({
    kind: 'github.write',
    host: 'github.com',
    repository,
    update: { ...updateOf(ref), ...update },
    call: { ...READ, name: 'contents.write', access: 'write', method: 'PUT', ...call },
  });
}

export function tunnel(host: string, subject: Partial<Subject> = {}, port = 443): Operation {
  return operation({ kind: 'tunnel', host, port, ipLiteral: /^[\d.]+$|:/u.test(host) }, subject);
}

export function fetchOf(path: string, subject: Partial<Subject> = {}): Operation {
  const repository = { id: `github.com/${path}`.toLowerCase(), host: 'github.com', path };
  return operation({ kind: 'git.fetch', repository }, subject);
}

export function read(method: string, path: string, subject: Partial<Subject> = {}): Operation {
  return operation({ kind: 'host.read', host: 'github.com', method, path }, subject);
}
