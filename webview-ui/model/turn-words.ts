import type { Turn, TurnState } from '../../protocol/panel-view.ts';

/** What an exchange was, in few words; as its peers named things, so not printable yet. */
export function turnTitle({ operation, what, where }: Pick<Turn, 'operation' | 'what' | 'where'>): string {
  const named = what.map(shortRef).join(', ');
  switch (operation) {
    case 'git.push':
      return named === '' ? 'Push' : `Push to ${named}`;
    case 'git.fetch':
    case 'git.advertise':
      return 'Fetch';
    case 'copilot.chat':
      return named === '' ? 'Question' : `Question to ${named}`;
    case 'copilot.agent':
      return named === '' ? 'Agent run' : `Agent run with ${named}`;
    case 'copilot.completion':
      return 'Completion';
    case 'copilot.prompt':
      return 'Question';
    case 'mcp.call':
    case 'mcp':
      return named === '' ? 'Tool call' : `Call of ${named}`;
    case 'tunnel':
    case 'plain':
      return `Connection to ${where}`;
    default:
      return operation;
  }
}

/** How a kind of operation is drawn. */
export type TurnGlyph = 'push' | 'chat' | 'tool' | 'web';

export function turnGlyph(operation: string): TurnGlyph {
  if (operation.startsWith('git.')) return 'push';
  if (operation.startsWith('copilot.')) return 'chat';
  return operation.startsWith('mcp') ? 'tool' : 'web';
}

export function turnStateWords(state: TurnState): string {
  switch (state.kind) {
    case 'open':
      return 'under way';
    case 'held':
      return 'held';
    case 'passed':
      return 'done';
    case 'failed':
      return 'failed';
    case 'refused':
      return 'refused';
  }
}

/** `main` for `refs/heads/main`; any other name as it is. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, '');
}

/** Exchanges of a kind that were counted only: `12 completions`. */
export function quietWords(operation: string, count: number): string {
  const [one, many] = QUIET[operation] ?? [operation, operation];
  return `${count} ${count === 1 ? one : many}`;
}

const QUIET: Readonly<Record<string, readonly [string, string]>> = {
  'copilot.completion': ['completion', 'completions'],
  'copilot.embedding': ['embedding', 'embeddings'],
  'copilot.service': ['Copilot service call', 'Copilot service calls'],
  'copilot.telemetry': ['telemetry report', 'telemetry reports'],
  'git.fetch': ['fetch', 'fetches'],
  'git.advertise': ['look at a repository', 'looks at a repository'],
  'git.push': ['probe of a push', 'probes of a push'],
  'host.read': ['page read', 'page reads'],
  plain: ['plain request', 'plain requests'],
  tunnel: ['other connection', 'other connections'],
};
