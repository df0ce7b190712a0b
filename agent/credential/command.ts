import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { CredentialRequest } from './broker.ts';
import { CredentialError } from './credential-error.ts';
import type { CredentialProvider, Provided } from './provider.ts';

export interface CommandOptions {
  /** A program and its arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly maxAnswerBytes: number;
}

/** What a helper gets of the agent's environment. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'SystemRoot', 'APPDATA'];

/**
 * An external helper that speaks Git's protocol (git-credential(1)): it is run with `get`, reads what is wanted, and
 * answers with `username=` and `password=`. What a rule narrows it reads as `countersign-…` lines, and has to keep to.
 */
export function commandProvider(options: CommandOptions): CredentialProvider {
  return {
    name: 'command',
    provide: async (request, signal) => {
      if (request.scope?.within !== undefined) throw unknownPurpose();
      const answer = await run('get', question(request), options, signal);
      const given = readAnswer(answer);
      const end =
        request.scope === null
          ? null
          : async () => void (await run('erase', answer, options, AbortSignal.timeout(END_MS)));
      return { ...given, permissions: request.scope?.permissions ?? null, end };
    },
  };
}

const END_MS = 10_000;

/** What a helper gives for a purpose it alone knows, so that nobody can say what would be less. */
function unknownPurpose(): CredentialError {
  return new CredentialError(
    'cannot-narrow',
    'the repository’s own policy narrows a credential of which the organisation’s policy does not say what it is good for',
    'add a rule with effect scope to the policy of the organisation',
  );
}

/** Values come from requests: one with a line break in it would say more than it is. */
function question({ host, port, repository, purpose, scope }: CredentialRequest): string {
  const lines: [string, string][] = [
    ['protocol', 'https'],
    ['host', port === 443 ? host : `${host}:${port}`],
    ['countersign-purpose', purpose],
  ];
  if (repository !== null) lines.push(['path', `${repository}.git`]);
  if (scope !== null) {
    lines.push(['countersign-reach', scope.reach], ['countersign-lifetime-ms', String(scope.lifetimeMs)]);
    for (const [name, level] of Object.entries(scope.permissions)) {
      lines.push(['countersign-permission[]', `${name}:${level}`]);
    }
  }
  const text = lines.map(([name, value]) => `${name}=${value}\n`).join('');
  if (text.split('\n').length !== lines.length + 1 || text.includes('\0'))
    throw failed('it cannot be asked for this');
  return `${text}\n`;
}

function readAnswer(answer: string): Pick<Provided, 'user' | 'token'> {
  const values = new Map<string, string>();
  for (const line of answer.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) values.set(line.slice(0, equals), line.slice(equals + 1));
  }
  const [user, token] = [values.get('username'), values.get('password')];
  if (
    user === undefined ||
    token === undefined ||
    token === '' ||
    /[\r\0:]/.test(user) ||
    /[\r\0]/.test(token)
  ) {
    throw failed('its answer has no username and password');
  }
  return { user, token };
}

async function run(
  verb: 'get' | 'erase',
  input: string,
  { command: [program = '', ...before], environment, maxAnswerBytes }: CommandOptions,
  signal: AbortSignal,
): Promise<string> {
  const env = Object.fromEntries(
    PASSED_ON.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
  const child = spawn(program, [...before, verb], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env,
    signal,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'close').catch(() => {
    throw failed(signal.aborted ? 'it took too long' : 'it cannot be started');
  });
  ended.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  let answer = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
    if (answer.length > maxAnswerBytes) child.kill('SIGKILL');
  });
  const [code] = (await ended) as [number | null];
  if (code !== 0)
    throw failed(answer.length > maxAnswerBytes ? 'its answer is too long' : 'it ended with a failure');
  return answer;
}

function failed(what: string): CredentialError {
  return new CredentialError(
    'helper-failed',
    `the credential helper failed: ${what}`,
    'run it by hand with `get` and see',
  );
}
