import type { CompiledPolicy } from '../../../policy/compile.ts';
import type { Approvers, Rule } from '../../../policy/document.ts';
import { hostKind } from '../../../policy/hosts.ts';
import type { WrittenOperation } from '../../../policy/written.ts';
import { operationOf } from '../../../policy/written-operation.ts';
import type { PolicyOutcome, PolicyQuestion, RuleView, WorkspaceView } from '../../../protocol/panel-view.ts';
import { ageWords } from '../../../protocol/quorum.ts';
import type { Subject } from '../../../protocol/subject.ts';
import { repositoryId } from '../git/git-path.ts';
import { repositoryOf } from '../git/repository-path.ts';

export function ruleViews(policy: CompiledPolicy): readonly RuleView[] {
  return policy.rules.map((rule) => ({
    id: rule.id,
    effect: rule.effect,
    mode: rule.mode,
    on: rule.on,
    message: rule.message,
    approvers: approverWordsOf(rule),
  }));
}

/**
 * What this policy would say of usual things in the workspace; null where its remote is on no host that the policy
 * governs as a Git host. What depends on the content of a change is judged when there is one.
 */
export function workspaceView(
  policy: CompiledPolicy,
  { remote, branch }: PolicyQuestion,
  subject: Subject,
): WorkspaceView | null {
  const place = remote === null ? null : placeOf(remote);
  if (place === null || hostKind(policy.hosts, place.hostname) !== 'git') return null;
  const id = repositoryId(place.host, place.path);
  const repository = { id, host: place.host, path: place.path };
  const outcomes = samplesOf(branch).map(({ what, written }) => {
    const operation = operationOf({ ...written, repository, subject }, policy.diffTerms);
    return outcomeOf(what, policy.evaluate(operation));
  });
  return { repository: id, branch, outcomes };
}

interface Sample {
  readonly what: string;
  readonly written: WrittenOperation;
}

const MAIN = 'main';

function samplesOf(branch: string | null): readonly Sample[] {
  const branches = [...new Set([MAIN, ...(branch === null ? [] : [branch])])];
  const push = (name: string, more: object = {}): WrittenOperation => ({
    action: 'git.push',
    ref: { name: `refs/heads/${name}`, ...more },
  });
  return [
    ...branches.map((name) => ({ what: `Push to ${name}`, written: push(name) })),
    { what: `Force-push to ${branch ?? MAIN}`, written: push(branch ?? MAIN, { forced: true }) },
    { what: 'Fetch', written: { action: 'git.fetch' } },
    { what: 'Ask Copilot', written: { action: 'copilot.chat', model: 'gpt-4.1' } },
  ];
}

function outcomeOf(
  what: string,
  { verdict, obligations, matched }: ReturnType<CompiledPolicy['evaluate']>,
): PolicyOutcome {
  const masking = matched.filter(({ effect, mode }) => effect === 'mask' && mode === 'enforce');
  const common = { what, verdict: verdict.kind, masked: obligations.mask.kind !== 'nothing' } as const;
  const masks = masking.map(({ rule }) => rule.id);
  switch (verdict.kind) {
    case 'allow':
      return { ...common, rules: [verdict.rule.id, ...masks], reason: '' };
    case 'deny':
      return { ...common, rules: verdict.rule === null ? [] : [verdict.rule.id], reason: verdict.reason };
    case 'require_approval': {
      const { requirements } = verdict;
      const reason = requirements.map(({ message }) => message).join('; ');
      return { ...common, rules: requirements.map(({ rule }) => rule.id), reason };
    }
  }
}

interface Place {
  readonly host: string;
  readonly hostname: string;
  readonly path: string;
}

/** A remote as Git writes it: a URL, or `user@host:path` of SSH. */
function placeOf(remote: string): Place | null {
  const scp = /^(?:[^@/]+@)?([^:/@]+):(?!\/)(.+)$/.exec(remote);
  const written = scp === null ? remote : `ssh://${scp[1] ?? ''}/${scp[2] ?? ''}`;
  const url = URL_OF_GIT.exec(written);
  if (url === null) return null;
  const [, scheme = '', hostname = '', port = '', rest = ''] = url;
  const path = repositoryOf(rest.replace(/\/$/, ''));
  const host = scheme === 'https' && port !== '' ? `${hostname}:${port}` : hostname;
  return path === null ? null : { host: host.toLowerCase(), hostname: hostname.toLowerCase(), path };
}

const URL_OF_GIT = /^(https|ssh):\/\/(?:[^@/]*@)?([^@:/]+)(?::(\d+))?(\/[^?#]*)$/;

function approverWordsOf(rule: Rule): string {
  return rule.effect === 'require_approval' ? approversInWords(rule.approvers) : '';
}

function approversInWords({ anyOf, allOf, count, breakGlass, freshLoginMs }: Approvers): string {
  const parts = [
    anyOf.length === 0 ? '' : `any of ${anyOf.join(', ')}`,
    allOf.length === 0 ? '' : `each of ${allOf.join(', ')}`,
    count < 2 ? '' : `${count} people`,
    freshLoginMs === undefined ? '' : `logged in at most ${ageWords(freshLoginMs)} before`,
    breakGlass.length === 0 ? '' : `alone in an emergency: ${breakGlass.join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
