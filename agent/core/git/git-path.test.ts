import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classifyGitPath, repositoryId } from './git-path.ts';

const FETCH = 'git-upload-pack';
const PUSH = 'git-receive-pack';

describe('what git-lfs sends', () => {
  const OID = 'a'.repeat(64);
  test.each<[string, string, object]>([
    ['POST', '/objects/batch', { kind: 'batch' }],
    ['GET', `/objects/${OID}`, { kind: 'object' }],
    ['GET', `/objects/${OID}/0`, { kind: 'download', oid: OID, size: 0 }],
    ['PUT', `/objects/${OID}/123`, { kind: 'upload', oid: OID, size: 123 }],
    ['GET', '/locks', { kind: 'locks', call: 'read' }],
    ['GET', '/locks?path=a%2Fb&limit=2', { kind: 'locks', call: 'read' }],
    ['POST', '/locks', { kind: 'locks', call: 'create' }],
    ['POST', '/locks/verify', { kind: 'locks', call: 'verify' }],
    ['POST', '/locks/12/unlock', { kind: 'locks', call: 'delete' }],
    ...[
      ['PUT', `/objects/${OID}`],
      ['PUT', `/objects/${OID}/01`],
      ['PUT', `/objects/${OID}/-1`],
      ['PUT', `/objects/${OID}/1e3`],
      ['PUT', `/objects/${OID.toUpperCase()}/1`],
      ['PUT', `/objects/${OID}/1/2`],
      ['DELETE', `/objects/${OID}/1`],
      ['GET', `/objects/${OID}?x`],
      ['PUT', `/objects/${OID}/1?x`],
      ['PUT', '/objects/batch'],
      ['POST', '/objects/batch?x'],
      ['POST', '/verify'],
      ['GET', '/locks?path=a&path=b'],
      ['GET', '/locks?_method=delete'],
      ['GET', '/locks?path=a%'],
      ['GET', '/locks?path=a&'],
      ['DELETE', '/locks'],
      ['GET', '/locks/verify'],
      ['POST', '/locks?x'],
    ].map(([method = '', rest = '']) => [method, rest, { kind: 'other' }] as [string, string, object]),
  ])('%s %s', (method, rest, part) => {
    expect(classifyGitPath(method, `/o/r.git/info/lfs${rest}`)).toEqual({
      kind: 'lfs',
      part,
      repository: 'o/r',
    });
  });
});

describe('what git sends', () => {
  test.each([
    ['GET', `/o/r.git/info/refs?service=${FETCH}`, { kind: 'advertise', service: FETCH, repository: 'o/r' }],
    ['GET', `/o/r/info/refs?service=${PUSH}`, { kind: 'advertise', service: PUSH, repository: 'o/r' }],
    ['POST', `/O/R.git/${FETCH}`, { kind: 'rpc', service: FETCH, repository: 'O/R' }],
    ['POST', `/group/sub/r/${PUSH}`, { kind: 'rpc', service: PUSH, repository: 'group/sub/r' }],
    ['POST', `/r.git/${PUSH}`, { kind: 'rpc', service: PUSH, repository: 'r' }],
    ['GET', '/o/r.git/info/refs', { kind: 'dumb' }],
    ['GET', '/o/r.git/HEAD', { kind: 'dumb' }],
    ['GET', '/o/r.git/objects/info/packs', { kind: 'dumb' }],
    ['GET', '/o/r/objects/info/http-alternates', { kind: 'dumb' }],
    ['GET', `/o/r.git/objects/ab/${'c'.repeat(38)}`, { kind: 'dumb' }],
    ['GET', `/o/r.git/objects/pack/pack-${'c'.repeat(40)}.idx`, { kind: 'dumb' }],
    ['PROPFIND', '/o/r.git/', { kind: 'dumb' }],
    ['MKCOL', '/o/r.git/objects/ab/', { kind: 'dumb' }],
    ['LOCK', '/o/r.git/refs/heads/main', { kind: 'dumb' }],
    ['PUT', `/o/r.git/objects/ab/${'c'.repeat(38)}_${'d'.repeat(40)}`, { kind: 'dumb' }],
    ['MOVE', '/anything', { kind: 'dumb' }],
  ])('%s %s', (method, target, expected) => {
    expect(classifyGitPath(method, target)).toEqual(expected);
  });
});

describe('what has nothing to do with Git', () => {
  test.each([
    ['OPTIONS', '*'],
    ['GET', '/'],
    ['GET', '/o/r'],
    ['GET', '/o/r.git'],
    ['GET', '/o/r.git/'],
    ['GET', '/o/r/info'],
    ['GET', '/o/r/blob/HEAD/x.txt'],
    ['GET', '/o/r/commits/HEAD'],
    ['GET', '/o/r/issues?q=is%3Aopen+label%3A%22a%2Fb%22'],
    ['GET', '/git/git/blob/master/Documentation/git-receive-pack.txt'],
    ['GET', '/search?q=git-receive-pack'],
    ['GET', '/docs/objects/overview'],
    ['GET', '/o/r/tree/feature%2Fx?path=..%2F'],
    ['POST', '/login/oauth/access_token'],
    ['POST', '/session'],
    ['PUT', '/o/r/settings'],
  ])('%s %s', (method, target) => {
    expect(classifyGitPath(method, target)).toEqual({ kind: 'other' });
  });
});

describe('refuses what some server may take for Git', () => {
  const NOT_PLAIN = 'its repository is not spelled plainly';
  const QUERY = 'git sends another query';
  const METHOD = 'git sends another method';
  const RESEMBLES = 'a server may read it as a Git request';
  test.each([
    ['GET', `/o/r.git/info/refs?service=${PUSH}&x=1`, QUERY],
    ['GET', `/o/r.git/info/refs?x=1&service=${PUSH}`, QUERY],
    ['GET', `/o/r.git/info/refs?service=${PUSH}&service=${FETCH}`, QUERY],
    ['GET', `/o/r.git/info/refs?service=${FETCH}?`, QUERY],
    ['GET', '/o/r.git/info/refs?service=git-upload-archive', QUERY],
    ['GET', '/o/r.git/info/refs?service=git%2dreceive-pack', QUERY],
    ['GET', `/o/r.git/info/refs?SERVICE=${PUSH}`, QUERY],
    ['GET', `/o/r.git/info/refs?service=${PUSH.toUpperCase()}`, QUERY],
    ['GET', '/o/r.git/info/refs?service=', QUERY],
    ['GET', '/o/r.git/info/refs?', QUERY],
    ['POST', `/o/r.git/${PUSH}?`, QUERY],
    ['POST', `/o/r.git/${PUSH}?x=1`, QUERY],
    ['HEAD', `/o/r.git/info/refs?service=${PUSH}`, METHOD],
    ['POST', `/o/r.git/info/refs?service=${PUSH}`, METHOD],
    ['get', `/o/r.git/info/refs?service=${PUSH}`, METHOD],
    ['GET', `/o/r.git/${PUSH}`, METHOD],
    ['PUT', `/o/r.git/${PUSH}`, METHOD],
    ['post', `/o/r.git/${PUSH}`, METHOD],
    ['POST', `/o/r.GIT/${PUSH}`, NOT_PLAIN],
    ['POST', `/o/r.git.git/${PUSH}`, NOT_PLAIN],
    ['POST', `/o/r/.git/${PUSH}`, NOT_PLAIN],
    ['POST', `/o/r.git//${PUSH}`, NOT_PLAIN],
    ['POST', `//o/r.git/${PUSH}`, NOT_PLAIN],
    ['POST', `/o//r.git/${PUSH}`, NOT_PLAIN],
    ['POST', `/o/./r.git/${PUSH}`, NOT_PLAIN],
    ['POST', `/x/../o/r.git/${PUSH}`, NOT_PLAIN],
    ['POST', `/o/%72.git/${PUSH}`, NOT_PLAIN],
    ['POST', `/o%2fr.git/${PUSH}`, NOT_PLAIN],
    ['POST', `/o/r.git;x=1/${PUSH}`, NOT_PLAIN],
    ['POST', `/o/r.git%20/${PUSH}`, NOT_PLAIN],
    ['POST', `/o/r.git./${PUSH}`, NOT_PLAIN],
    ['POST', `/o/r.git\\x/${PUSH}`, NOT_PLAIN],
    ['POST', `/login/../o/r.git/${PUSH}`, NOT_PLAIN],
    ['POST', `/o/r.git/${FETCH}/${PUSH}`, NOT_PLAIN],
    ['GET', `/o/r.git/info/refs/info/refs?service=${PUSH}`, NOT_PLAIN],
    ['POST', `/${PUSH}`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH}/`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH}/.`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH}/x/..`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH};x=1`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH}#x`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH}%0a`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH}%00.html`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH}%20`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH}.`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH}::$DATA`, RESEMBLES],
    ['POST', `/o/r.git/${PUSH}.html`, RESEMBLES],
    ['POST', '/O/R.GIT/GIT-RECEIVE-PACK', RESEMBLES],
    ['POST', '/O/R.GIT/git%2dreceive%2dpack', RESEMBLES],
    ['POST', '/o/r.git/git%252dreceive-pack', RESEMBLES],
    ['POST', '/o/r.git%2fgit-receive-pack', RESEMBLES],
    ['POST', '/o/r.git%5cgit-receive-pack', RESEMBLES],
    ['POST', '/o/r.git\\git-receive-pack', RESEMBLES],
    ['POST', '/o/r.git%c0%afgit-receive-pack', RESEMBLES],
    ['POST', '/o/r.git/git-receive-pac%e2%84%aa', RESEMBLES],
    ['POST', '/o/r.git/git%ef%bc%8dreceive%e2%80%90pack', RESEMBLES],
    ['POST', '/o/r.git/git-rece%e2%80%8bive-pack', RESEMBLES],
    ['POST', '/o/r.git/git-receive%00-pack', RESEMBLES],
    ['POST', '/o/r.git/git-upload-archive', RESEMBLES],
    ['POST', `/login?next=/o/r.git/${PUSH}`, RESEMBLES],
    ['POST', `/session?path=%2Fo%2Fr.git%2F${PUSH}`, RESEMBLES],
    ['POST', '/session/info%2Frefs', RESEMBLES],
    ['GET', `/o/r.git/info/refs/?service=${PUSH}`, RESEMBLES],
    ['GET', `/o/r.git/info//refs?service=${PUSH}`, RESEMBLES],
    ['GET', `/o/r.git/info/./refs?service=${PUSH}`, RESEMBLES],
    ['GET', `/o/r.git/info/x/../refs?service=${PUSH}`, RESEMBLES],
    ['GET', `/o/r.git/info%2frefs?service=${PUSH}`, RESEMBLES],
    ['GET', `/o/r.git/INFO/refs?service=${PUSH}`, RESEMBLES],
    ['GET', `/o/r.git/info;a/refs;b?service=${PUSH}`, RESEMBLES],
    ['GET', '/o/r.git/info/x/%2e%2e;/refs', RESEMBLES],
    ['GET', `/info/refs?service=${PUSH}`, RESEMBLES],
    ['GET', `/index.php?path=/o/r.git&service=${PUSH}`, RESEMBLES],
    ['GET', `/o/r.git/info/refs%3fservice=${PUSH}`, RESEMBLES],
    ['POST', '/o/r.git/info/lfs', RESEMBLES],
    ['POST', '/o/r.git/info/lfs/', RESEMBLES],
    ['POST', '/o/r.git/info/lfs//objects/batch', RESEMBLES],
    ['POST', '/o/r.git/info/lfs/../../git-receive-pack', NOT_PLAIN],
    ['POST', '/o/r.git/info/%6cfs/objects/batch', RESEMBLES],
    ['POST', '/o/r.GIT/info/lfs/objects/batch', RESEMBLES],
    ['POST', `o/r.git/${PUSH}`, 'it is no absolute path'],
    ['POST', `https://host/o/r.git/${PUSH}`, 'it is no absolute path'],
    ['GET', '', 'it is no absolute path'],
    ['GET', `/%${'25'.repeat(9)}41`, 'it is escaped again and again'],
  ])('%s %s', (method, target, reason) => {
    expect(classifyGitPath(method, target)).toEqual({ kind: 'malformed', reason });
  });
});

describe('a real git http-backend', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'countersign-backend-'));
    for (const name of ['r.git', 'plain', 'R.GIT']) {
      spawnSync('git', ['init', '--quiet', '--bare', join(root, 'o', name)]);
    }
    spawnSync('git', ['init', '--quiet', join(root, 'o', 'worktree')]);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  /** Whether it takes the target for a Git request, with the path unescapedd once as web servers do. */
  async function serves(method: string, target: string): Promise<boolean> {
    const [path = '', query = ''] = target.split(/\?(.*)/s);
    const child = spawn('git', ['http-backend'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        REMOTE_USER: 'dev',
        REQUEST_METHOD: method,
        PATH_INFO: unescaped(path),
        QUERY_STRING: query,
        CONTENT_TYPE: `application/x-${PUSH}-request`,
      },
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end('0000');
    const answer = await text(child.stdout);
    return answer !== '' && !/^Status: [45]/m.test(answer);
  }

  const unescaped = (path: string): string => {
    try {
      return decodeURIComponent(path).replaceAll('\0', '');
    } catch {
      return path;
    }
  };

  test('serves what is classified as its own', async () => {
    expect(await serves('POST', `/o/r.git/${PUSH}`)).toBe(true);
    expect(await serves('GET', `/o/r.git/info/refs?service=${PUSH}`)).toBe(true);
    expect(await serves('GET', '/o/r.git/HEAD')).toBe(true);
    expect(await serves('GET', '/o/nothing')).toBe(false);
  });

  /** But for HEAD without `.git` before it: pages end so, and it tells no more than they do. */
  test('serves nothing that passes as a page', async () => {
    const plain = fc.constantFrom(
      ['POST', `/o/r.git/${PUSH}`],
      ['POST', `/o/r/${FETCH}`],
      ['POST', `/o/worktree/.git/${PUSH}`],
      ['GET', `/o/plain/info/refs?service=${PUSH}`],
      ['GET', `/o/r.git/info/refs?service=${FETCH}`],
      ['GET', '/o/plain/objects/info/packs'],
      ['GET', '/o/R.GIT/HEAD'],
    );
    const odd = fc.constantFrom(
      '',
      '/',
      '/./',
      '/x/../',
      '%2f',
      '%252f',
      '%5c',
      '.',
      '%2e',
      ';',
      '%00',
      '%0a',
      'A',
      '%',
    );
    const edit = fc.record({ at: fc.nat({ max: 60 }), removed: fc.nat({ max: 2 }), odd });
    await fc.assert(
      fc.asyncProperty(
        plain,
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        async ([method = '', target = ''], edits) => {
          const edited = edits.reduce(
            (whole, { at, removed, odd: put }) => whole.slice(0, at) + put + whole.slice(at + removed),
            target,
          );
          if (classifyGitPath(method, edited).kind !== 'other') return;
          expect({ edited, served: await serves(method, edited) }).toEqual({ edited, served: false });
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('nothing makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (method, target) => {
      expect(classifyGitPath(method, `/${target}`).kind).toBeTypeOf('string');
    }),
  );
});

test.each([
  ['github.com', 'Octo-Org/Demo', 'github.com/octo-org/demo'],
  ['git.example:8443', 'demo', 'git.example:8443/demo'],
])('the id on %s of %s is %s', (host, path, id) => {
  expect(repositoryId(host, path)).toBe(id);
});
