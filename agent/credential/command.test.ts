import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CredentialScope } from '../../protocol/verdict.ts';
import type { CredentialRequest } from './broker.ts';
import { commandProvider } from './command.ts';

const SOON = { timeout: 30_000 };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-helper-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;

async function helper(script: string) {
  count += 1;
  const path = join(folder, `helper-${count}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o700);
  return commandProvider({
    command: [path, '--store', 'a b'],
    environment: { PATH: process.env['PATH'], HOME: folder, SECRET: 'of somebody else' },
    maxAnswerBytes: 1000,
  });
}

const SCOPE: CredentialScope = {
  reach: 'repository',
  permissions: { contents: 'write' },
  lifetimeMs: 60_000,
};

function request(change: Partial<CredentialRequest> = {}): CredentialRequest {
  return {
    host: 'git.example',
    port: 443,
    purpose: 'git.write',
    repository: 'team/demo',
    scope: null,
    session: 's1',
    exchange: 'x1',
    ...change,
  };
}

const ANSWER = 'printf "username=robin\\npassword=s3cret=with=signs\\n"';
const signal = () => AbortSignal.timeout(10_000);

test('it is asked as Git asks, and answers as Git has it', async () => {
  const provider = await helper(
    `cat > ${folder}/asked; echo "$@" > ${folder}/args; env > ${folder}/env; ${ANSWER}`,
  );
  const provided = await provider.provide(request(), signal());
  expect(provided).toEqual({ user: 'robin', token: 's3cret=with=signs', permissions: null, end: null });
  expect(await readFile(join(folder, 'asked'), 'utf8')).toBe(
    'protocol=https\nhost=git.example\ncountersign-purpose=git.write\npath=team/demo.git\n\n',
  );
  expect(await readFile(join(folder, 'args'), 'utf8')).toBe('--store a b get\n');
  expect(await readFile(join(folder, 'env'), 'utf8')).not.toContain('SECRET');
});

test('it reads what a rule narrows, and is told when that is over', async () => {
  const provider = await helper(`cat > ${folder}/"$3"; ${ANSWER}`);
  const provided = await provider.provide(request({ scope: SCOPE, port: 8443 }), signal());
  expect(await readFile(join(folder, 'get'), 'utf8')).toBe(
    'protocol=https\nhost=git.example:8443\ncountersign-purpose=git.write\npath=team/demo.git\n' +
      'countersign-reach=repository\ncountersign-lifetime-ms=60000\ncountersign-permission[]=contents:write\n\n',
  );
  await provided.end?.();
  expect(await readFile(join(folder, 'erase'), 'utf8')).toContain('password=s3cret=with=signs');
});

test('a helper that alone knows what a purpose takes is not told to give less', async () => {
  const provider = await helper(`touch ${folder}/ran; ${ANSWER}`);
  await expect(
    provider.provide(request({ scope: { ...SCOPE, within: 'purpose' } }), signal()),
  ).rejects.toMatchObject({ code: 'cannot-narrow' });
  await expect(readFile(join(folder, 'ran'))).rejects.toMatchObject({ code: 'ENOENT' });
});

describe('refused, and nothing that it said is repeated', () => {
  test.each([
    ['a failure', `${ANSWER}; exit 1`],
    ['no answer', ':'],
    ['no password', 'echo username=robin'],
    ['an empty password', 'printf "username=robin\\npassword=\\n"'],
    ['a name that would be read as name and password', 'printf "username=ro:bin\\npassword=s3cret\\n"'],
    ['an answer without end', 'while :; do echo username=s3cret; done'],
  ])('%s', async (_name, script) => {
    const failure = (await helper(script)).provide(request(), signal());
    await expect(failure).rejects.toMatchObject({ code: 'helper-failed' });
    await expect(failure).rejects.not.toThrow(/s3cret|robin/);
  });

  test('one that takes too long is ended', async () => {
    const pidFile = join(folder, 'pid');
    const provider = await helper(`echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; exec sleep 600`);
    const deadline = new AbortController();
    const failure = expect(provider.provide(request(), deadline.signal)).rejects.toMatchObject({
      code: 'helper-failed',
    });
    const pid = Number(await vi.waitFor(() => readFile(pidFile, 'utf8'), SOON));
    deadline.abort();
    await failure;
    await vi.waitFor(
      () => expect(() => process.kill(pid, 0)).toThrow(expect.objectContaining({ code: 'ESRCH' })),
      SOON,
    );
  });

  test('a program that is not there', async () => {
    const options = { command: [join(folder, 'none')], environment: {}, maxAnswerBytes: 1000 };
    await expect(commandProvider(options).provide(request(), signal())).rejects.toMatchObject({
      code: 'helper-failed',
    });
  });

  test('a request that would say more than it is', async () => {
    const provider = await helper(ANSWER);
    const repository = 'team/demo\nhost=evil.example';
    await expect(provider.provide(request({ repository }), signal())).rejects.toMatchObject({
      code: 'helper-failed',
    });
  });
});
