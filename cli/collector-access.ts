import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type CollectorClient, createCollectorClient } from '../agent/collector-client/client.ts';
import { CollectorError } from '../agent/collector-client/collector-error.ts';
import type { Role } from '../collector/identity/caller.ts';
import { localTokenPaths } from '../collector/identity/local-tokens.ts';
import { printable } from '../protocol/printable.ts';
import type { CliContext } from './context.ts';
import { keptLogin } from './login/kept-login.ts';
import { keptSession } from './login/kept-session.ts';

export interface CollectorOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly json?: true;
}

export type CollectorAccessErrorCode = 'no-collector' | 'no-token' | 'no-login' | 'not-found' | 'ambiguous';

export class CollectorAccessError extends Error {
  readonly code: CollectorAccessErrorCode;
  readonly hint: string;

  constructor(code: CollectorAccessErrorCode, message: string, hint: string) {
    super(message);
    this.name = 'CollectorAccessError';
    this.code = code;
    this.hint = hint;
  }
}

const DONE = 0;
const FAILED = 1;
const NOT_FOUND = 3;
const REFUSED = 4;
const AWAY = 5;

const COLLECTOR_EXIT_CODES = `
Exit codes: ${DONE} done; ${FAILED} failed; 2 wrong usage; ${NOT_FOUND} nothing has this id, or more than one thing; ${REFUSED} the collector refused; ${AWAY} no collector can be reached.`;

/** Above the collector's keep-alive, so that only a dead stream is given up. */
export const COLLECTOR_TIMEOUT_MS = 30_000;

/** Exit codes belong to the help of the whole command as well as to each of its parts. */
export function withExitCodes(command: Command): Command {
  return command.addHelpText('after', COLLECTOR_EXIT_CODES);
}

export function withCollectorOptions(command: Command, role: Role): Command {
  return withExitCodes(command)
    .addOption(new Option('--url <url>', 'the collector (default: the one of this COUNTERSIGN_HOME)'))
    .option('--token-file <file>', `file that holds the token (default: the ${role}'s of that collector)`)
    .option('--json', 'print JSON, one object a line');
}

/** Does `work` with a client of this role, and turns what goes wrong into words and an exit code. */
export async function withCollector(
  context: CliContext,
  { role, options }: { readonly role: Role; readonly options: CollectorOptions },
  work: (client: CollectorClient) => Promise<void>,
): Promise<void> {
  try {
    const client = await openClient(context.home, role, options);
    try {
      await work(client);
    } finally {
      client.close();
    }
    process.exitCode = DONE;
  } catch (fault) {
    const failure = failureOf(fault);
    if (failure === null) throw fault;
    const hint = failure.hint === '' ? '' : `\n  ${printable(failure.hint)}`;
    context.err(`countersign: ${printable(failure.message)}${hint}\n`);
    process.exitCode = failure.exitCode;
  }
}

async function openClient(home: string, role: Role, options: CollectorOptions): Promise<CollectorClient> {
  const login = options.url === undefined && options.tokenFile === undefined ? keptLogin(home) : null;
  if (login !== null) return clientOfPerson(home, login.collector);
  const directory = join(home, 'collector');
  const start = 'start one with: countersign collector';
  const url = options.url ?? (await readLine(join(directory, 'url')));
  if (url === null) {
    throw new CollectorAccessError('no-collector', `no collector was ever started in ${home}`, start);
  }
  const file = options.tokenFile ?? localTokenPaths(directory)[role];
  const token = await readLine(file);
  if (token === null) {
    const hint = options.tokenFile === undefined ? start : 'name a file that holds one';
    throw new CollectorAccessError('no-token', `there is no token in ${file}`, hint);
  }
  return createCollectorClient({ url, token, timeoutMs: COLLECTOR_TIMEOUT_MS });
}

/** The agent's own token decides nothing: a person acts with a login of their own. */
async function clientOfPerson(home: string, collector: string): Promise<CollectorClient> {
  const session = await keptSession({ home }, new Date());
  if (session?.collector !== collector) {
    const message = `nobody has logged in at ${new URL(collector).host} a short while ago`;
    throw new CollectorAccessError('no-login', message, 'log in again: countersign login --fresh');
  }
  return createCollectorClient({ url: collector, token: session.token, timeoutMs: COLLECTOR_TIMEOUT_MS });
}

async function readLine(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

const EXIT_CODES: Readonly<Record<CollectorAccessErrorCode, number>> = {
  'no-collector': AWAY,
  'no-token': AWAY,
  'no-login': REFUSED,
  'not-found': NOT_FOUND,
  ambiguous: NOT_FOUND,
};

interface Failure {
  readonly message: string;
  readonly hint: string;
  readonly exitCode: number;
}

function failureOf(fault: unknown): Failure | null {
  if (fault instanceof CollectorAccessError) {
    const { code, message, hint } = fault;
    return { message, hint, exitCode: EXIT_CODES[code] };
  }
  if (!(fault instanceof CollectorError)) return null;
  const { code, refusal, message, hint } = fault;
  if (refusal === 'not-found') return { message, hint, exitCode: NOT_FOUND };
  if (code === 'refused') return { message, hint, exitCode: REFUSED };
  return { message, hint, exitCode: code === 'malformed' ? FAILED : AWAY };
}
