import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import { type Content, ContentLog, type ContentPart, DEFAULT_CONTENT_LIMITS } from './content-log.ts';
import type { JournalEntry } from './sealer.ts';

const SMALL = { ...DEFAULT_CONTENT_LIMITS, maxRecordChars: 1000, maxExchangeChars: 5000 };

function logWith(limits = SMALL): { readonly log: ContentLog; readonly entries: JournalEntry[] } {
  const entries: JournalEntry[] = [];
  const append = async (entry: JournalEntry) => {
    entries.push(entry);
    return { seq: entries.length, hash: '' };
  };
  return { log: new ContentLog({ append }, limits), entries };
}

function part(text: string, origin = 'user'): ContentPart {
  return { origin, path: null, tool: null, text };
}

function prompt(parts: readonly ContentPart[], more: Partial<Content> = {}): Content {
  return { session: 's1', exchange: 'x1', side: 'prompt', parts, capture: 'full', ...more };
}

function partsOf(entries: readonly JournalEntry[]): readonly JsonObject[] {
  return entries.flatMap(({ detail }) => detail['parts'] as JsonObject[]);
}

function textsOf(entries: readonly JournalEntry[]): readonly unknown[] {
  return partsOf(entries).map(({ text }) => text);
}

function digestsOf(entries: readonly JournalEntry[]): readonly unknown[] {
  return partsOf(entries).map(({ digest }) => digest);
}

const FREELY = { reserve: false };
const DIGEST = /^[0-9a-f]{64}$/;
const SALT = /^[A-Za-z0-9_-]{22}$/;

test('a text has another name in each session, and each record another salt', async () => {
  const { log, entries } = logWith();
  for (const session of ['s1', 's2', 's1']) await log.write(prompt([part('yes')], { session }), FREELY);
  const [first, second, again] = digestsOf(entries);
  expect(again).toBe(first);
  expect(second).not.toBe(first);
  expect(first).not.toBe(createHash('sha256').update('yes').digest('hex'));
  expect(new Set(entries.map(({ detail }) => detail['salt'])).size).toBe(3);
});

test('a text is recorded with its origin, its length and its digest', async () => {
  const { log, entries } = logWith();
  await log.write(prompt([{ origin: 'file', path: 'src/a.ts', tool: null, text: 'hello' }]), FREELY);
  expect(entries).toEqual([
    {
      event: 'exchange.content',
      session: 's1',
      exchange: 'x1',
      detail: {
        side: 'prompt',
        capture: 'full',
        salt: expect.stringMatching(SALT),
        parts: [
          {
            part: 0,
            origin: 'file',
            path: 'src/a.ts',
            tool: null,
            digest: expect.stringMatching(DIGEST),
            chars: 5,
            at: 0,
            text: 'hello',
          },
        ],
      },
    },
  ]);
});

test('what a session has on record is named by its digest alone', async () => {
  const { log, entries } = logWith();
  await log.write(prompt([part('first')]), FREELY);
  await log.write(prompt([part('first'), part('second')], { exchange: 'x2' }), FREELY);
  expect(textsOf(entries)).toEqual(['first', null, 'second']);
});

test('another session records it anew, and so does this one after it was closed', async () => {
  const { log, entries } = logWith();
  await log.write(prompt([part('text')]), FREELY);
  await log.write(prompt([part('text')], { session: 's2' }), FREELY);
  log.forget('s1');
  await log.write(prompt([part('text')]), FREELY);
  expect(textsOf(entries)).toEqual(['text', 'text', 'text']);
});

test('a text is not taken for recorded when its record failed', async () => {
  let fails = true;
  const kept: JournalEntry[] = [];
  const append = async (entry: JournalEntry) => {
    if (fails) throw new Error('no space left');
    kept.push(entry);
    return { seq: 1, hash: '' };
  };
  const log = new ContentLog({ append }, SMALL);
  await expect(log.write(prompt([part('text')]), FREELY)).rejects.toThrow('no space');
  fails = false;
  await log.write(prompt([part('text')]), FREELY);
  expect(textsOf(kept)).toEqual(['text']);
});

test.each<[Content['capture'], readonly unknown[]]>([
  ['full', ['be kind', 'a question', 'secretive = 1']],
  ['masked', ['be kind', 'a question', 'secretive = 1']],
  ['metadata', [null, null, null]],
])('capture %s', async (capture, expected) => {
  const { log, entries } = logWith();
  const parts = [part('be kind', 'system'), part('a question'), part('secretive = 1', 'file')];
  await log.write(prompt(parts, { capture }), FREELY);
  expect(textsOf(entries)).toEqual(expected);
  expect(new Set(digestsOf(entries)).size).toBe(parts.length);
});

test('a long text goes on in the next record', async () => {
  const { log, entries } = logWith();
  const text = 'abcdefghij'.repeat(250);
  await log.write(prompt([part(text)]), FREELY);
  expect(entries).toHaveLength(3);
  expect(partsOf(entries).map(({ at }) => at)).toEqual([0, 1000, 2000]);
  expect(textsOf(entries).join('')).toBe(text);
});

test('beyond the limit of an exchange a text is cut, and its length and digest are of the whole', async () => {
  const { log, entries } = logWith();
  const text = 'x'.repeat(5001);
  await log.write(prompt([part(text), part('more')]), FREELY);
  expect(textsOf(entries).join('')).toHaveLength(5000);
  expect(partsOf(entries).at(-1)).toMatchObject({ chars: 4, text: '' });
  await log.write(prompt([part(text), part('more')], { exchange: 'x2' }), FREELY);
  const [whole, more] = [digestsOf(entries).at(0), digestsOf(entries).at(5)];
  expect(digestsOf(entries).slice(-2)).toContain(more);
  expect(digestsOf(entries).slice(6)).toContain(whole);
});

test('the oldest of too many known texts is forgotten', async () => {
  const { log, entries } = logWith({ ...SMALL, maxKnownTexts: 2 });
  for (const text of ['a', 'b', 'c', 'a']) await log.write(prompt([part(text)]), FREELY);
  expect(textsOf(entries)).toEqual(['a', 'b', 'c', 'a']);
});

test('many small parts are several records', async () => {
  const { log, entries } = logWith();
  await log.write(prompt(Array.from({ length: 50 }, (_, index) => part(String(index)))), FREELY);
  expect(entries.length).toBeGreaterThan(5);
  expect(textsOf(entries)).toHaveLength(50);
});

test('no cut halves a character, and the pieces are the text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), async (text) => {
      const { log, entries } = logWith({ ...SMALL, maxRecordChars: 7 });
      await log.write(prompt([part(text)]), FREELY);
      const texts = textsOf(entries) as string[];
      expect(texts.join('')).toBe(text);
      expect(texts.every((piece) => piece.isWellFormed())).toBe(true);
    }),
  );
});
