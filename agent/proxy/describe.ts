import type { ApprovalClaim } from '../../protocol/approval.ts';
import type { CopilotAnswerAction, CopilotPromptAction, FoundSecret } from '../../protocol/copilot.ts';
import type { GithubCall } from '../../protocol/github.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Action, InspectedUpdate } from '../../protocol/operation.ts';
import { surfaceTemplate } from '../core/copilot/surface.ts';
import { lfsName } from './lfs/lfs-name.ts';
import type { ActionOutcome, Classified, JudgedUnder, Parsed, Route } from './stages.ts';

/** What a record says of a request: never its query, its body or its headers. */
export function describeRoute(classified: Pick<Classified, 'route'>): JsonObject {
  const { route } = classified;
  const { host, port } = route.client.target;
  switch (route.kind) {
    case 'git.advertise':
      return { kind: route.kind, host, port, repository: route.repository.id, service: route.service };
    case 'git.fetch': {
      const lfs = route.lfs === null ? {} : { lfs: route.lfs };
      return { kind: route.kind, host, port, repository: route.repository.id, ...lfs };
    }
    case 'git.push':
      return { kind: route.kind, host, port, repository: route.repository.id };
    case 'lfs':
      return { host, port, ...describeLfs(route) };
    case 'host.read':
      return { kind: route.kind, host, port, method: route.client.method, path: route.path };
    case 'copilot.prompt': {
      const surface = surfaceTemplate(route.surface);
      return { kind: route.kind, host, port, method: route.client.method, path: surface };
    }
    case 'copilot.attachment':
    case 'mcp':
    case 'copilot.service':
    case 'copilot.telemetry':
      return { kind: route.kind, host, port, method: route.client.method, path: route.path };
    case 'github': {
      const path = route.call?.path ?? (route.place.prefix || '/graphql');
      const name = route.call?.name ?? 'graphql';
      return { kind: route.kind, host, port, method: route.client.method, path, name };
    }
    case 'plain':
      return { kind: route.kind, host, port, method: route.client.method };
    case 'tunnel':
      return { kind: route.kind, host, port };
  }
}

function describeLfs({ client, repository, ask }: Extract<Route, { kind: 'lfs' }>): JsonObject {
  if (ask.kind === 'download') {
    return { kind: 'git.fetch', repository: repository.id, lfs: 'object', oid: ask.oid, size: ask.size };
  }
  const [path = ''] = client.path.split('?', 1);
  return { kind: 'github', method: client.method, path, name: lfsName(ask) };
}

/** What a record says of a file that could not be searched; nothing of any other body. */
export function describeAttachment(stage: Classified | Parsed): JsonObject {
  if (!('payload' in stage) || stage.payload.kind !== 'attachment') return {};
  const { payload } = stage;
  return { attachment: { type: payload.type, bytes: payload.bytes.length, sha256: payload.digest } };
}

/**
 * Which policy it was judged under; `policyVersion` is null for one that came from no feed. With what repositories'
 * own policies said of it, where there were any.
 */
export function describePolicy({ hash, version, workspaces }: JudgedUnder): JsonObject {
  const own = workspaces.map(({ repository, commit, policy }) => ({ repository, commit, policy }));
  return { policy: hash, policyVersion: version, ...(own.length === 0 ? {} : { workspace: own }) };
}

/** What a record says of an action's end: which rule, which approval, who gave it. */
export function describeOutcome(outcome: ActionOutcome): JsonObject {
  const action = describeAction(outcome.action);
  if (outcome.kind === 'refused') {
    const rule = outcome.rule === null ? null : { id: outcome.rule.id, hash: outcome.rule.hash };
    return { action, verdict: 'refused', code: outcome.code, reason: outcome.reason, rule };
  }
  const { claim } = outcome;
  return {
    action,
    verdict: 'accepted',
    rules: outcome.rules.map(({ id, hash }) => ({ id, hash })),
    approval: claim === null ? null : describeClaim(claim),
  };
}

/** With the rules that one person alone approved in an emergency, since somebody will want to ask why. */
export function describeClaim({ approval, digest, approvedBy, met }: ApprovalClaim): JsonObject {
  const alone = met.filter(({ how }) => how === 'break-glass').map(({ rule }) => rule.id);
  return { id: approval, digest, approvedBy: [...approvedBy], breakGlass: alone };
}

function describeAction(action: Action): JsonObject {
  switch (action.kind) {
    case 'git.push':
      return { kind: action.kind, ...describeUpdate(action.update) };
    case 'git.fetch':
      return { kind: action.kind, repository: action.repository.id };
    case 'host.read':
      return { kind: action.kind, path: action.path };
    case 'copilot.chat':
    case 'copilot.completion':
    case 'copilot.embedding':
    case 'copilot.agent':
      return describePrompt(action);
    case 'copilot.answer':
      return describeAnswer(action);
    case 'copilot.service':
      return { kind: action.kind, method: action.method, path: action.path };
    case 'copilot.telemetry':
      return { kind: action.kind, path: action.path };
    case 'mcp.call': {
      const { kind, path, tool, secrets } = action;
      return { kind, path, tool, argumentChars: action.arguments.length, secrets: describeSecrets(secrets) };
    }
    case 'github.api':
      return { kind: action.kind, repository: action.repository?.id ?? null, ...describeCall(action.call) };
    case 'github.write': {
      const update = describeUpdate(action.update);
      return { kind: action.kind, repository: action.repository.id, ...describeCall(action.call), ...update };
    }
    case 'tunnel':
      return { kind: action.kind, ipLiteral: action.ipLiteral };
  }
}

function describeUpdate(update: InspectedUpdate): JsonObject {
  const { ref, change, oldId, newId, forced, commits, changes } = update;
  const opaque = changes.filter((each) => each.opaque !== null).length;
  return { ref, change, oldId, newId, forced, commits: commits.length, changes: changes.length, opaque };
}

/** Which call it was and of which commit; what is asked besides by its length alone. */
function describeCall({ name, access, route, method, path, request, head, secrets }: GithubCall): JsonObject {
  const found = describeSecrets(secrets);
  return { name, access, route, method, path, head, requestChars: request.length, secrets: found };
}

/** How much was asked of which model, and what was found in it; never the text. */
function describePrompt(action: CopilotPromptAction): JsonObject {
  const { kind, surface, model, initiator, parts, tools, opaqueAttachments, secrets } = action;
  return {
    kind,
    surface,
    model,
    initiator,
    parts: parts.length,
    chars: parts.reduce((total, { text }) => total + text.length, 0),
    tools: tools.length,
    opaqueAttachments,
    secrets: describeSecrets(secrets),
  };
}

function describeAnswer({ kind, model, piece }: CopilotAnswerAction): JsonObject {
  switch (piece.kind) {
    case 'text':
      return { kind, model, chars: piece.text.length };
    case 'tool-call':
      return { kind, model, tool: piece.tool, argumentChars: piece.arguments.length };
  }
}

function describeSecrets(secrets: readonly FoundSecret[]): readonly JsonObject[] {
  return secrets.map(({ rule, placeholder, where, count }) => ({ rule, placeholder, where, count }));
}
