import { expect, test } from 'vitest';
import { SAYINGS, type Saying } from '../../../../test/support/answer-sayings.ts';
import { sameHoweverCut } from '../../../../test/support/cut.ts';
import { encodeUtf8 } from '../../git/bytes.ts';
import { CATALOGUE } from '../../secrets/catalogue/catalogue.ts';
import { GENERAL } from '../../secrets/general/general.ts';
import { maskText } from '../../secrets/mask-text.ts';
import { createStreamMasker } from '../../secrets/stream-masker.ts';
import { detectorOf, unmarked, vaultOf } from '../../secrets/test-support.ts';
import type { AnswerOptions } from './options.ts';
import { eventsOf, OPTIONS, screened, stream } from './test-support.ts';

const LIMITS = { maxText: 4_000_000, maxFindings: 10_000 };
const DETECTOR = detectorOf([...CATALOGUE, ...GENERAL], { limits: LIMITS });
const VAULT = vaultOf('session', 10_000);
const MANY = 4_000_000;
/** Nothing is restored, so that what comes out is the masked text and no more. */
const MASKING: AnswerOptions = {
  ...OPTIONS,
  openMasker: () => createStreamMasker(DETECTOR, VAULT),
  openRestorer: () => ({ write: (text) => text, end: () => '' }),
  limits: {
    ...OPTIONS.limits,
    eventStream: { maxLineChars: MANY, maxEventChars: MANY },
    json: { maxChars: MANY, maxDepth: 20, maxNodes: MANY },
    maxTextChars: MANY,
    maxHeldChars: MANY,
  },
};

const EXAMPLES = [...CATALOGUE, ...GENERAL].flatMap(({ examples }) => examples.map(unmarked));
const SHAPES: readonly (readonly [string, Saying])[] = Object.entries(SAYINGS);

/** One after the other, with characters of two, three and four bytes between, and what JSON escapes. */
function together(examples: readonly string[]): string {
  return examples.join('\n\ntext: ä – 🙂 "quoted" \\ \n\n');
}

const TEXT = together(EXAMPLES);
const ORACLE = maskText(TEXT, DETECTOR, VAULT).text;
const SECRETS = DETECTOR.scan(TEXT).map(({ start, end }) => TEXT.slice(start, end));

/** Pieces as uneven as those of a model, none within a pair of surrogates. */
function uneven(text: string): readonly string[] {
  const characters = Array.from(text);
  const parts: string[] = [];
  for (let at = 0, length = 1; at < characters.length; at += length, length = ((length * 7 + 3) % 61) + 1)
    parts.push(characters.slice(at, at + length).join(''));
  return parts;
}

function inChunks(bytes: Uint8Array, length: number): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}

test('every rule has an example in the text', () => {
  expect(SECRETS.length).toBeGreaterThan(CATALOGUE.length + GENERAL.length);
});

test.each(SHAPES)('%s: every example is masked in it as it is at once', (_name, { surface, say, hear }) => {
  const bytes = encodeUtf8(stream(say(uneven(TEXT))));
  const out = screened(surface, inChunks(bytes, 997), MASKING);
  for (const heard of hear(eventsOf(out))) expect(heard).toBe(ORACLE);
  const plain = out.replaceAll(/CSG_[A-Z0-9_]+/g, '');
  expect(SECRETS.filter((secret) => secret.length >= 16 && plain.includes(secret))).toEqual([]);
});

test.each(
  SHAPES.map(([name, saying], turn) => {
    const share = EXAMPLES.filter((_, index) => index % SHAPES.length === turn);
    return [name, saying, together(share)] as const;
  }),
)('%s: a share of the examples, byte by byte and in any chunks', (_name, { surface, say, hear }, text) => {
  const bytes = encodeUtf8(stream(say(uneven(text))));
  const out = sameHoweverCut(bytes, (chunks) => screened(surface, chunks, MASKING), 3);
  const expected = maskText(text, DETECTOR, VAULT).text;
  for (const heard of hear(eventsOf(out))) expect(heard).toBe(expected);
});
