import type { RecordFilter } from '../../../collector/store/record-filter.ts';
import type { Facet } from '../../../collector/store/search.ts';
import { receivedAt, sessionOf, word } from './corpus.ts';

const ANY: RecordFilter = {
  session: null,
  exchange: null,
  event: null,
  agent: null,
  since: null,
  until: null,
  facets: [],
  words: [],
  after: null,
  order: 'newest',
  limit: 50,
};

const HOUR_MS = 60 * 60_000;

/** `number` says which of its kind, `at` which record of the log it is about. */
type Make = (number: number, at: number) => Partial<RecordFilter>;

/**
 * Searches as auditors make them and as they cost most: values that are rare, common, and common but hardly ever
 * together; words likewise; pages from the middle of the log, in both directions.
 */
const KINDS: readonly (readonly [string, Make])[] = [
  ['the newest', () => ({})],
  ['a page deep in', (_number, at) => ({ after: at })],
  ['a session', (_number, at) => ({ session: sessionOf(at), order: 'oldest' })],
  ['an event, deep in', (_number, at) => ({ event: 'exchange.intent', after: at })],
  ['an event that never was', () => ({ event: 'agent.started' })],
  ['an event of a session', (_number, at) => ({ session: sessionOf(at), event: 'exchange.refused' })],
  ['an hour', (_number, at) => ({ since: receivedAt(at), until: receivedAt(at) + HOUR_MS })],
  ['since long ago', (_number, at) => ({ since: receivedAt(at), order: 'oldest' })],
  ['until long ago', (_number, at) => ({ until: receivedAt(at) })],
  ['a user', (number) => ({ facets: [facet('subject', `developer-${number % 997}`)] })],
  [
    'a user on a day',
    (number, at) => ({
      facets: [facet('subject', `developer-${number % 997}`)],
      ...{ since: receivedAt(at), until: receivedAt(at) + 24 * HOUR_MS },
    }),
  ],
  [
    'a user in a repository',
    (number) => ({
      facets: [
        facet('repository', `git.example/octo-org/demo-${number % 211}`),
        facet('subject', `developer-${number % 997}`),
      ],
    }),
  ],
  ['a ref', (number) => ({ facets: [facet('ref', `refs/heads/topic-${number % 5003}`)] })],
  ['a rule, deep in', (number, at) => ({ facets: [facet('rule', `rule-${number % 50}`)], after: at })],
  [
    'a common actor, deep in, oldest first',
    (_number, at) => ({ facets: [facet('actor', 'mixed')], after: at, order: 'oldest' }),
  ],
  ['two facets that never meet', () => ({ facets: [facet('decision', 'refused'), facet('actor', 'ci')] })],
  [
    'a common facet of an event that never was',
    () => ({ facets: [facet('actor', 'mixed')], event: 'agent.started' }),
  ],
  ['a common word', () => ({ words: [word(0)] })],
  ['a common word, deep in', (_number, at) => ({ words: [word(0)], after: at })],
  [
    'a common word, deep in, oldest first',
    (_number, at) => ({ words: [word(0)], after: at, order: 'oldest' }),
  ],
  ['a rare word', (number) => ({ words: [word(20_000 + (number % 20_000))] })],
  ['a word that never was', (number) => ({ words: [`never${number}`] })],
  ['a common and a rare word', (number) => ({ words: [word(0), word(20_000 + (number % 20_000))] })],
  ['three common words, deep in', (_number, at) => ({ words: [word(0), word(1), word(2)], after: at })],
  ['two common words that never meet', () => ({ words: [word(0), 'accepted'] })],
  ['a name as words', (number) => ({ words: [`refs/heads/topic-${number % 5003}`] })],
  ['a common word of a session', (_number, at) => ({ words: [word(0)], session: sessionOf(at) })],
  [
    'a common word in an hour',
    (_number, at) => ({ words: [word(0)], since: receivedAt(at), until: receivedAt(at) + HOUR_MS }),
  ],
  ['a common word with a common facet', () => ({ words: ['accepted'], facets: [facet('actor', 'mixed')] })],
];

export const SEARCH_KINDS = KINDS.map(([name]) => name);

export function searchOf(kind: string, number: number, count: number): RecordFilter {
  const make = KINDS.find(([name]) => name === kind)?.[1];
  if (make === undefined) throw new RangeError(`there is no search for ${kind}`);
  return { ...ANY, ...make(number, 1 + ((number * 7919 * 31) % count)) };
}

function facet(name: string, value: string): Facet {
  return { name, value };
}
