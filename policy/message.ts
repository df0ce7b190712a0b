import type { FoundSecret } from '../protocol/copilot.ts';
import type { Action, ActionKind, Commit, FileChange } from '../protocol/operation.ts';
import { printable } from '../protocol/printable.ts';
import { PROMPT_KINDS } from './action-kind.ts';
import { updateIn } from './bindings.ts';

/** What stands in a message for the places where secrets were found. */
export const SECRETS_SLOT = '{secrets}';

/** Kinds of operation in which secrets are looked for before the verdict. */
export const KINDS_WITH_SECRETS: readonly ActionKind[] = Object.freeze([
  'git.push',
  ...PROMPT_KINDS,
  'mcp.call',
  'github.api',
  'github.write',
]);

const MAX_PLACES = 5;
const MAX_PLACE_CHARS = 120;

/** The message of a rule for one operation: `{secrets}` becomes files, lines and detectors; never a value. */
export function messageFor(message: string, action: Action): string {
  if (!message.includes(SECRETS_SLOT)) return message;
  const places = [...new Set(placesIn(action))];
  const more = places.length > MAX_PLACES ? ` and ${places.length - MAX_PLACES} more` : '';
  const told = places.length === 0 ? 'none found' : `${places.slice(0, MAX_PLACES).join(', ')}${more}`;
  return message.replaceAll(SECRETS_SLOT, () => told);
}

function placesIn(action: Action): readonly string[] {
  const { changes, commits } = updateIn(action) ?? { changes: [], commits: [] };
  return [
    ...changes.flatMap(placesInChange),
    ...commits.flatMap(placesInCommit),
    ...secretsIn(action).map(placeInText),
  ];
}

/** What was found in the text of a request. */
export function secretsIn(action: Action): readonly FoundSecret[] {
  if ('call' in action) return action.call.secrets;
  return 'secrets' in action ? action.secrets : [];
}

function placesInChange({ path, secrets }: FileChange): readonly string[] {
  return secrets.map(({ rule, line }) => `${shown(path)}${line === null ? '' : `:${line}`} (${rule})`);
}

function placesInCommit({ id, secrets }: Commit): readonly string[] {
  return secrets.map(
    ({ rule, line }) => `commit ${id.slice(0, 12)}${line === null ? '' : `:${line}`} (${rule})`,
  );
}

function placeInText({ where, rule }: FoundSecret): string {
  return `${shown(where)} (${rule})`;
}

function shown(text: string): string {
  return printable(text.length > MAX_PLACE_CHARS ? `…${text.slice(-MAX_PLACE_CHARS)}` : text);
}
