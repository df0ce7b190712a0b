import { expect, test } from 'vitest';
import { learnedEndpoints } from './endpoints.ts';
import { JsonTextError } from './json-text.ts';

const LIMITS = { maxChars: 10_000, maxDepth: 9, maxNodes: 999 };
const learned = (endpoints: unknown) =>
  learnedEndpoints(JSON.stringify({ token: 'tid=x', endpoints }), LIMITS);

test('the hosts of all endpoints, each once', () => {
  const endpoints = {
    api: 'https://api.individual.githubcopilot.com',
    proxy: 'https://Proxy.individual.githubcopilot.com/',
    'origin-tracker': 'https://api.individual.githubcopilot.com:443',
  };
  expect(learned(endpoints)).toEqual([
    'api.individual.githubcopilot.com',
    'proxy.individual.githubcopilot.com',
  ]);
});

test.each([
  'http://api.example.com',
  'https://user@api.example.com',
  'https://api.example.com:8443',
  'https://api.example.com/path',
  'https://api.example.com?x',
  'https://127.1',
  'https://..',
  'api.example.com',
  'https://',
  7,
  null,
])('%j is no endpoint', (endpoint) => {
  expect(learned({ api: endpoint })).toEqual([]);
});

test.each([undefined, null, [], 'https://api.example.com'])('endpoints %j name none', (endpoints) => {
  expect(learned(endpoints)).toEqual([]);
});

test('an answer that is no JSON is refused', () => {
  expect(() => learnedEndpoints('<html>', LIMITS)).toThrow(JsonTextError);
});

test('there is an end to it', () => {
  const many = Object.fromEntries(
    Array.from({ length: 50 }, (_, at) => [`e${at}`, `https://h${at}.example.com`]),
  );
  expect(learned(many)).toHaveLength(32);
});
