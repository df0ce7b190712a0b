import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { ConfigurationView, FeedView } from './configuration.ts';
import { CONFIGURATION_VIEW, FEED_VIEW } from './configuration-schema.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const TOKEN = { name: 'admin', role: 'admin', subject: 'admin', expiresAt: null } as const;
const SEEN: ConfigurationView = {
  url: null,
  isEncrypted: false,
  provider: 'login.example.com',
  limits: { maxPageSize: 200 },
  targets: [{ name: 'chat', kind: 'slack', problem: null }],
  tokens: [TOKEN],
};
const ROLE = { role: 'root', version: 1, expires: '2026-12-21T08:00:00.000Z' } as const;
const FEED: FeedView = { feed: { roles: [ROLE], policyFile: null } };

test.each<[string, unknown, boolean]>([
  ['a whole one', SEEN, true],
  ['one with a limit that is no number', { ...SEEN, limits: { maxPageSize: '200' } }, false],
  ['one with a token of nobody', { ...SEEN, tokens: [{ ...TOKEN, role: 'nobody' }] }, false],
  ['one without its targets', { ...SEEN, targets: undefined }, false],
])('%s: %s', (_name, configuration, isOne) => {
  expect(ajv.validate(CONFIGURATION_VIEW, JSON.parse(JSON.stringify(configuration)))).toBe(isOne);
});

test.each<[string, unknown, boolean]>([
  ['a feed', FEED, true],
  ['no feed', { feed: null }, true],
  ['a feed of an odd role', { feed: { roles: [{ ...ROLE, role: 'mirror' }], policyFile: null } }, false],
])('%s: %s', (_name, feed, isOne) => {
  expect(ajv.validate(FEED_VIEW, feed)).toBe(isOne);
});
