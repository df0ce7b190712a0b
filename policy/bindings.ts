import { type CelInput, celList, celMap } from '@bufbuild/cel';
import type {
  CopilotAnswerAction,
  CopilotPromptAction,
  FoundSecret,
  PromptPart,
} from '../protocol/copilot.ts';
import type {
  Commit,
  FileChange,
  InspectedUpdate,
  Operation,
  Repository,
  Signature,
} from '../protocol/operation.ts';
import type { GroupMembers } from './document.ts';
import { groupsOf } from './membership.ts';
import { isOddPath, isOddRefName } from './odd-name.ts';
import { plainJson } from './plain-json.ts';

export type Bindings = Readonly<Record<string, CelInput>>;

/** The values of an operation's attributes. What the operation does not have is not there. */
export function bindingsOf(operation: Operation, groups: Readonly<Record<string, GroupMembers>>): Bindings {
  const { subject, session, action } = operation;
  return {
    // Without a prototype, or `constructor` would be an attribute.
    __proto__: null as never,
    subject: fields({ id: subject.id, groups: celList(groupsOf(subject, groups)), actor: subject.actor }),
    session: fields({ id: session.id, program: session.program }),
    action: action.kind,
    ...actionBindings(operation),
  };
}

function actionBindings({ action }: Operation): Bindings {
  switch (action.kind) {
    case 'git.push':
      return {
        ...repositoryBindings(action.repository),
        ref: refValue(action.update),
        changes: celList(action.update.changes.map(changeValue)),
        commits: celList(action.update.commits.map(commitValue)),
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
  return { host, repository: fields({ id, host, path }) };
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

function changeValue(change: FileChange): CelInput {
  return fields({
    commit: change.commit,
    path: change.path,
    kind: change.kind,
    mode: change.mode,
    added: BigInt(change.addedLines),
    removed: BigInt(change.removedLines),
    size: BigInt(change.size),
    opaque: change.opaque ?? '',
    odd: isOddPath(change.path),
    terms: celList(change.terms),
    secrets: celList([...new Set(change.secrets.map(({ rule }) => rule))]),
  });
}

function commitValue(commit: Commit): CelInput {
  return fields({
    id: commit.id,
    author: signatureValue(commit.author),
    committer: signatureValue(commit.committer),
    message: commit.message,
    merge: commit.merge,
    terms: celList(commit.terms),
  });
}

function signatureValue({ name, email }: Signature): CelInput {
  return fields({ name, email });
}

function fields(values: Readonly<Record<string, CelInput>>): CelInput {
  return celMap(new Map(Object.entries(values)));
}
