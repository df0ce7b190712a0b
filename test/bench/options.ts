import { parseArgs } from 'node:util';
import { CONTENDERS, type ContenderName } from './contender.ts';

export interface BenchOptions {
  /** The suites to run. */
  readonly suites: readonly string[];
  readonly contenders: readonly ContenderName[];
  /** Part of a scenario's name; empty runs all. */
  readonly only: string;
  readonly rounds: number;
  /** 1 in full; less is quicker and noisier. */
  readonly scale: number;
  readonly json: boolean;
  /** Where the log of the searches is kept for the next run; null: nowhere. */
  readonly keep: string | null;
}

const SUITES: readonly string[] = ['proxy', 'push', 'policy', 'mask', 'stream', 'collector'];

export const USAGE = `usage: npm run bench -- [proxy] [push] [policy] [mask] [stream] [collector] [options]
  --quick                 a tenth of the load where that can be measured, 2 rounds: to see that it runs, not to quote
  --rounds N              rounds of each scenario (5)
  --only TEXT             scenarios whose name holds this
  --contenders A,B        of ${CONTENDERS.join(', ')}
  --keep DIR              keep the million records of the searches there, and use them again
  --json                  figures and targets as JSON
`;

/** Throws TypeError when the arguments make no sense. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', default: '' },
      contenders: { type: 'string' },
      keep: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    suites: positionals.length === 0 ? [...SUITES] : positionals.map(suite),
    contenders: values.contenders?.split(',').map(contender) ?? CONTENDERS,
    only: values.only,
    rounds: rounds(values.rounds ?? (values.quick ? '2' : '5')),
    scale: values.quick ? 0.1 : 1,
    json: values.json,
    keep: values.keep ?? null,
  };
}

function suite(name: string): string {
  if (SUITES.includes(name)) return name;
  throw new TypeError(`saw the suite ${name}, expected one of ${SUITES.join(', ')}`);
}

function contender(name: string): ContenderName {
  const known = CONTENDERS.find((each) => each === name);
  if (known === undefined)
    throw new TypeError(`saw the contender ${name}, expected one of ${CONTENDERS.join(', ')}`);
  return known;
}

function rounds(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new TypeError(`saw ${text} rounds, expected 1 to 99`);
}
