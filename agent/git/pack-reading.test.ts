import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { madePack, type PackedObject } from '../../test/support/made-pack.ts';
import { compileTerms } from '../core/git/terms.ts';
import { WrittenSecrets } from '../core/git/written-secrets.ts';
import { policyDetector } from '../masking/policy-detector.ts';
import { DEFAULT_GIT_LIMITS, type GitLimits } from './limits.ts';
import { PackReading } from './pack-reading.ts';
import { COMMITS_READ_BY_CONTENT } from './passing-objects.ts';
import { PassingThread } from './passing-thread.ts';

const KIB = 1024;
const LIMITS: GitLimits = { ...DEFAULT_GIT_LIMITS, asideBytes: 4 * KIB };
const WAIT = { timeout: 30_000, interval: 5 };

const terms = ['password'];
const detector = policyDetector({
  secrets: { patterns: [], allowed: { salt: '', hmacs: [] }, internalDomains: ['corp.example'] },
  limits: { maxText: 1024 * KIB, maxFindings: 100 },
});
const SEARCHING = {
  search: { automaton: compileTerms(terms), detector },
  written: new WrittenSecrets(detector),
};
const SEARCH = { terms, detector: detector.settings };

const DEV = 'Dev \u00e9 <dev@example.org> 1767225600 +0000';
const commits: readonly PackedObject[] = Array.from({ length: COMMITS_READ_BY_CONTENT }, (_, index) => {
  const tree = createHash('sha1').update(String(index)).digest('hex');
  const text = `tree ${tree}\nparent ${tree}\nauthor ${DEV}\ncommitter ${DEV}\n\nthe password ${index}\n`;
  return { kind: 'commit', bytes: Buffer.from(text) };
});
const contents: readonly PackedObject[] = [
  { kind: 'blob', bytes: Buffer.from('one\nthe password\nsee https://db.corp.example/x\n') },
  { kind: 'blob', bytes: Buffer.alloc(0) },
  ...Array.from({ length: 8 }, () => ({ kind: 'blob', bytes: randomBytes(100 * KIB) }) as const),
  { kind: 'blob', bytes: Buffer.from('no line end') },
];
const PACK = madePack([...commits, ...contents]);

let folder: string;
let faults: unknown[] = [];
let taken = 0;
let thread: PassingThread;

let here: PackReading['passed'];

beforeAll(async () => {
  here = (await read(PACK.length, { ...LIMITS, asideBytes: Number.POSITIVE_INFINITY })).passed;
});

beforeEach(() => {
  faults = [];
  taken = 0;
});

function open(body?: URL, limits: Partial<GitLimits> = {}): PassingThread {
  const ports = { limits: { ...LIMITS, ...limits }, fault: (cause: unknown) => void faults.push(cause) };
  return new PassingThread(body === undefined ? ports : { ...ports, body });
}

function reading(limits: GitLimits = LIMITS): PackReading {
  const take: PassingThread['take'] = (...asked) => {
    const pack = thread.take(...asked);
    if (pack !== null) taken += 1;
    return pack;
  };
  return new PackReading({ searching: SEARCHING, format: 'sha1', search: SEARCH, thread: { take }, limits });
}

async function read(pieceBytes = 16 * KIB, limits = LIMITS): Promise<PackReading> {
  const pack = reading(limits);
  for (let at = 0; at < PACK.length; at += pieceBytes) await pack.push(PACK.subarray(at, at + pieceBytes));
  await pack.end();
  return pack;
}

/** Reads until the thread is ready and has a part in it. */
async function readAside(pieceBytes?: number): Promise<PackReading> {
  return vi.waitFor(async () => {
    const pack = await read(pieceBytes);
    expect(taken).toBeGreaterThan(0);
    return pack;
  }, WAIT);
}

/** A thread with another body. It is ready at once; `TAKE` is what it does with a pack. */
async function withBody(take: string, limits: Partial<GitLimits> = {}): Promise<void> {
  const path = join(folder, 'body.mjs');
  const text = `import { parentPort } from 'node:worker_threads';
    const read = (memory) => ({ kind: 'read', found: '[]', memory, isReading: true });
    parentPort.on('message', ({ kind, memory }) => {
      if (kind === 'search') parentPort.postMessage({ kind: 'ready' });
      else { ${take} }
    });`;
  await writeFile(path, text);
  thread = open(pathToFileURL(path), limits);
}

describe('a large pack is read on a thread', () => {
  beforeAll(async () => {
    thread = open();
    await readAside();
  });

  afterAll(() => thread.close());

  test('and what is found is what would be found here', async () => {
    expect(here.commits.size).toBe(commits.length);
    expect(here.contents.size).toBe(contents.length);
    for (const pieceBytes of [1000, 16 * KIB, 700 * KIB, PACK.length]) {
      taken = 0;
      expect((await readAside(pieceBytes)).passed).toEqual(here);
    }
    expect(faults).toEqual([]);
  });

  test('one pack at a time: another one is read here meanwhile', async () => {
    const first = reading();
    await first.push(PACK.subarray(0, 64 * KIB));
    expect((await read()).passed).toEqual(here);
    expect(taken).toBe(1);
    await first.push(PACK.subarray(64 * KIB));
    await first.end();
    expect(first.passed).toEqual(here);
  });

  test('not where nobody can tell it what to look for', async () => {
    const pack = new PackReading({
      searching: SEARCHING,
      format: 'sha1',
      search: null,
      thread,
      limits: LIMITS,
    });
    await pack.push(PACK);
    await pack.end();
    expect(pack.passed).toEqual(here);
    expect(taken).toBe(0);
  });

  test('up to the limits, counted with what was read here', async () => {
    const { passed } = await read(8 * KIB, { ...LIMITS, maxChanges: 5 });
    expect(taken).toBe(1);
    expect(passed.contents.size).toBe(5);
  });
});

describe('a thread that fails costs time and nothing else:', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-pack-'));
  });

  afterEach(async () => {
    await thread.close();
    await rm(folder, { recursive: true });
  });

  test.each([
    ['dies in the middle of a pack', 'if (kind === "piece") process.exit(3);'],
    ['throws', 'throw new Error("no");'],
    ['runs out of memory', 'const all = []; for (;;) all.push(new Array(1e6).fill({}));'],
    ['hangs', 'for (;;);'],
    ['says nothing', ''],
    [
      'dies at the end',
      'if (kind === "end") process.exit(0); else parentPort.postMessage(read(memory), [memory]);',
    ],
  ])('one that %s', async (_, take) => {
    await withBody(take, { asideMs: 200, maxAsideMb: 32 });
    const pack = await readAside();
    expect([...here.contents]).toEqual(expect.arrayContaining([...pack.passed.contents]));
    expect(pack.passed.contents.size).toBeLessThan(here.contents.size);
    expect(faults).toHaveLength(1);
  });

  test('one that cannot be started', async () => {
    thread = open(pathToFileURL(join(folder, 'missing.mjs')));
    await vi.waitFor(async () => {
      expect((await read()).passed).toEqual(here);
      expect(faults).not.toEqual([]);
    }, WAIT);
    expect(taken).toBe(0);
  });
});

describe('a thread that is in the middle of a pack', () => {
  const LATER = 100_000;
  const MANY = Buffer.alloc(5 * 1024 * KIB);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-pack-'));
    await withBody('', { asideMs: LATER });
  });

  afterEach(async () => {
    await thread.close();
    await rm(folder, { recursive: true });
  });

  const begun = async (): Promise<PackReading> => {
    return vi.waitFor(async () => {
      const pack = reading();
      await pack.push(PACK.subarray(0, 64 * KIB));
      expect(taken).toBe(1);
      return pack;
    }, WAIT);
  };

  test('has no more than a few megabytes on their way to it', async () => {
    const pack = await begun();
    let copied = false;
    const pushing = pack.push(MANY).then(() => {
      copied = true;
    });
    await pack.push(Buffer.alloc(0));
    expect(copied).toBe(false);
    await thread.close();
    await pushing;
  });

  test('is ended with the agent, and the pack with it', async () => {
    const pack = await begun();
    const ending = pack.end();
    await thread.close();
    await ending;
    expect(faults).toEqual([]);
    expect(
      thread.take(
        JSON.stringify(SEARCH),
        { format: 'sha1', before: { commits: 0, contents: 0 }, limits: LIMITS },
        () => undefined,
      ),
    ).toBeNull();
  });

  test('is ended when the push is given up, and the next one has another', async () => {
    const pack = await begun();
    pack.leave();
    await pack.push(MANY);
    await pack.end();
    expect(faults).toEqual([]);
    taken = 0;
    await begun();
  });
});
