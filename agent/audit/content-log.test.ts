import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../protocol/json.ts';
import {
  type Content,
  ContentLog,
  type ContentPart,
  DEFAULT_CONTENT_LIMITS,
  digestOf,
} from './content-log.ts';
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

const FREELY = { reserve: false };

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
        parts: [
          {
            part: 0,
            origin: 'file',
            path: 'src/a.ts',
            tool: null,
            digest: digestOf('hello'),
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
  expect(partsOf(entries).map(({ digest }) => digest)).toEqual(parts.map(({ text }) => digestOf(text)));
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
  expect(partsOf(entries).at(-1)).toMatchObject({ chars: 4, digest: digestOf('more'), text: '' });
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
