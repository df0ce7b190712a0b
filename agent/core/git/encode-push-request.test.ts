import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startGitOverHttp } from '../../../test/support/git-over-http.ts';
import { concatBytes, encodeUtf8 } from './bytes.ts';
import { encodePushRequest } from './encode-push-request.ts';
import { encodePktLine, FLUSH } from './pkt-line.ts';
import { type PushRequest, PushRequestError, type RefUpdateCommand } from './push-request.ts';
import { createPushRequestReader, type ReadRequest } from './receive-pack-request.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const MAIN: RefUpdateCommand = { oldId: A, newId: B, ref: 'refs/heads/main' };
const TAG: RefUpdateCommand = { oldId: B, newId: A, ref: 'refs/tags/v1' };
const REQUEST: PushRequest = {
  commands: [MAIN, TAG],
  capabilities: new Map<string, string | true>([
    ['report-status', true],
    ['agent', 'git/2'],
  ]),
  shallow: [],
  options: [],
  objectFormat: 'sha1',
  certificate: null,
  expectsPack: true,
};

const lines = (...texts: readonly string[]): Uint8Array =>
  concatBytes(texts.map((text) => (text === '' ? FLUSH : encodePktLine(encodeUtf8(text)))));
const code = (expected: string) => expect.objectContaining({ constructor: PushRequestError, code: expected });

function readBody(bytes: Uint8Array): ReadRequest {
  const reader = createPushRequestReader({ maxCommands: 10, maxHeaderBytes: 10_000 });
  const read = reader.push(bytes);
  if (read.kind === 'request') return read;
  const ended = reader.end();
  if (ended.kind === 'request') return ended;
  throw new Error('a probe');
}

describe('the header for', () => {
  const withOptions: PushRequest = {
    ...REQUEST,
    shallow: [A],
    options: ['x'],
    capabilities: new Map([...REQUEST.capabilities, ['push-options', true]]),
  };
  test.each([
    [
      'all commands',
      REQUEST,
      [MAIN, TAG],
      lines(`${A} ${B} refs/heads/main\0 report-status agent=git/2`, `${B} ${A} refs/tags/v1`, ''),
    ],
    ['the second alone', REQUEST, [TAG], lines(`${B} ${A} refs/tags/v1\0 report-status agent=git/2`, '')],
    [
      'a shallow clone with options',
      withOptions,
      [MAIN],
      lines(
        `shallow ${A}`,
        `${A} ${B} refs/heads/main\0 report-status agent=git/2 push-options`,
        '',
        'x',
        '',
      ),
    ],
    ['a signed push', { ...REQUEST, certificate: lines('push-cert') }, [MAIN, TAG], lines('push-cert', '')],
  ])('%s', (_, request, commands, expected) => {
    expect(encodePushRequest(request, commands)).toEqual(expected);
  });

  test('commands given in another order keeps that of the client', () => {
    expect(encodePushRequest(REQUEST, [TAG, MAIN])).toEqual(encodePushRequest(REQUEST, [MAIN, TAG]));
  });

  test('a request reads as that request', () => {
    expect(readBody(encodePushRequest(withOptions, [MAIN, TAG])).request).toEqual(withOptions);
  });
});

describe('refuses', () => {
  test.each<[string, PushRequest, readonly RefUpdateCommand[], string]>([
    ['no command', REQUEST, [], 'not-requested'],
    ['a command that is not part of it', REQUEST, [{ ...MAIN, ref: 'refs/heads/other' }], 'not-requested'],
    ['a command with another new id', REQUEST, [{ ...MAIN, newId: A }], 'not-requested'],
    ['a command with another old id', REQUEST, [{ ...MAIN, oldId: B }], 'not-requested'],
    ['a command twice', REQUEST, [MAIN, MAIN], 'not-requested'],
    [
      'part of an atomic push',
      { ...REQUEST, capabilities: new Map([...REQUEST.capabilities, ['atomic', true]]) },
      [MAIN],
      'cannot-split',
    ],
    ['part of a signed push', { ...REQUEST, certificate: lines('push-cert') }, [MAIN], 'cannot-split'],
  ])('%s', (_, request, commands, expected) => {
    expect(() => encodePushRequest(request, commands)).toThrow(code(expected));
  });
});

describe('the real git-receive-pack takes', () => {
  const whole = (bytes: Uint8Array): Uint8Array => {
    const { request, rest } = readBody(bytes);
    return concatBytes([encodePushRequest(request, request.commands), rest]);
  };

  test.each([
    ['a branch and a tag', ['main', 'v1']],
    ['an atomic push', ['--atomic', 'main', 'v1']],
    ['push options', ['--push-option=a', 'main', 'v1']],
  ])('%s', async (_, args) => {
    await using http = await startGitOverHttp({ request: whole });
    await http.serverGit('config', 'receive.advertisePushOptions', 'true');
    const id = await http.dev.commit('one');
    await http.dev.must('tag', 'v1');
    await http.dev.must('push', '--quiet', 'origin', ...args);
    expect(await http.serverGit('rev-parse', 'main', 'v1')).toBe(`${id}\n${id}`);
    await http.dev.must('push', '--quiet', 'origin', ':v1');
    expect(await http.serverGit('tag')).toBe('');
  });

  test('one ref of two, and git says so', async () => {
    const request = (bytes: Uint8Array): Uint8Array => {
      const read = readBody(bytes);
      const tags = read.request.commands.filter((command) => command.ref.startsWith('refs/tags/'));
      return concatBytes([encodePushRequest(read.request, tags), read.rest]);
    };
    await using http = await startGitOverHttp({ request });
    const id = await http.dev.commit('one');
    await http.dev.must('tag', 'v1');
    const pushed = await http.dev.git('push', 'origin', 'main', 'v1');
    expect(pushed.code).not.toBe(0);
    expect(pushed.stderr).toContain('[remote failure]');
    expect(await http.serverGit('for-each-ref', '--format=%(refname) %(objectname)')).toBe(
      `refs/tags/v1 ${id}`,
    );
  });

  test('a push from a shallow clone', async () => {
    const seen: PushRequest[] = [];
    const request = (bytes: Uint8Array): Uint8Array => {
      seen.push(readBody(bytes).request);
      return whole(bytes);
    };
    await using http = await startGitOverHttp({ request });
    await http.serverGit('config', 'receive.shallowUpdate', 'true');
    await http.dev.commit('one');
    const second = await http.dev.commit('two');
    await http.dev.write('../clone/.git/shallow', `${second}\n`);
    await http.dev.must('push', '--quiet', 'origin', 'main');
    expect(seen).toMatchObject([{ shallow: [second] }]);
    expect(await http.serverGit('rev-parse', 'main')).toBe(second);
  });

  test('a signed push with its certificate untouched', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-sign-'));
    const signer = join(folder, 'sign');
    await writeFile(signer, SIGNER);
    await chmod(signer, 0o700);
    const certificates: (Uint8Array | null)[] = [];
    const request = (bytes: Uint8Array): Uint8Array => {
      certificates.push(readBody(bytes).request.certificate);
      return whole(bytes);
    };
    await using http = await startGitOverHttp({ request });
    await http.serverGit('config', 'receive.certNonceSeed', 'seed');
    const id = await http.dev.commit('one');
    await http.dev.must('-c', `gpg.program=${signer}`, 'push', '--quiet', '--signed', 'origin', 'main');
    await rm(folder, { recursive: true });
    expect(new TextDecoder().decode(certificates[0] ?? undefined)).toContain(`${id} refs/heads/main`);
    expect(await http.serverGit('rev-parse', 'main')).toBe(id);
  });
});

/** Stands in for gpg: a signature that nobody checks, and the status line that git waits for. */
const SIGNER = `#!/bin/sh
cat >/dev/null
echo '[GNUPG:] SIG_CREATED ' >&2
printf -- '-----BEGIN PGP SIGNATURE-----\\n\\nAAAA\\n-----END PGP SIGNATURE-----\\n'
`;
