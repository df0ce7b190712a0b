import { Command } from 'commander';
import { ACTION_KINDS, ALL_KINDS, expandKind } from '../../policy/action-kind.ts';
import { type AttributeRow, attributeRows } from '../../policy/attributes.ts';
import { functionForms, MACROS } from '../../policy/signatures.ts';
import type { CliContext } from '../context.ts';
import { jsonLine } from '../json-line.ts';
import { table } from '../table.ts';

/** `countersign policy docs`: what rules can be about, what they can look at and what they can call. */
export function docsCommand(context: CliContext): Command {
  return new Command('docs')
    .description('list the kinds of operation, their attributes, and the functions of conditions')
    .argument('[kind]', 'only what this kind of operation has')
    .option('--json', 'print it as JSON')
    .action((kind: string | undefined, options: { readonly json?: true }) => {
      const reference = referenceOf(kind);
      context.out(options.json ? jsonLine(reference) : asWords(reference));
    });
}

export class DocsError extends Error {
  readonly code = 'unknown-kind';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'DocsError';
    this.hint = hint;
  }
}

interface Reference {
  readonly kinds: readonly { readonly kind: string; readonly description: string }[];
  readonly attributes: readonly AttributeRow[];
  readonly functions: readonly string[];
  readonly macros: readonly string[];
}

function referenceOf(kind: string | undefined): Reference {
  const kinds = kind === undefined ? [] : expandKind(kind);
  if ('code' in kinds) throw new DocsError(kinds.message, kinds.hint);
  const shown = ALL_KINDS.filter((each) => kinds.length === 0 || kinds.includes(each));
  return {
    kinds: shown.map((each) => ({ kind: each, description: ACTION_KINDS[each] })),
    attributes: attributeRows(kinds),
    functions: functionForms(),
    macros: MACROS,
  };
}

function asWords({ kinds, attributes, functions, macros }: Reference): string {
  return [
    table(
      ['kind', 'is'],
      kinds.map(({ kind, description }) => [kind, description]),
    ),
    table(
      ['attribute', 'type', 'on', 'is'],
      attributes.map(({ name, type, kinds: on, description }) => [name, short(type), on, description]),
    ),
    `functions\n${functions.map((each) => `  ${each}\n`).join('')}`,
    `and of lists: ${macros.filter((name) => name !== 'has').join(', ')}\n`,
  ].join('\n');
}

/** Long lists of values would push the columns apart; the kinds are listed above. */
function short(type: string): string {
  return type.length > 60 ? 'string' : type;
}
