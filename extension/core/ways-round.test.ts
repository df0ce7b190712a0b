import { expect, it } from 'vitest';
import type { GovernedHost } from '../../protocol/control.ts';
import { type EditorNetwork, wayRound } from './ways-round.ts';

const HOSTS: readonly GovernedHost[] = [
  { suffix: 'github.com', kind: 'git' },
  { suffix: '.githubcopilot.com', kind: 'copilot' },
];
const NONE: EditorNetwork = { proxySupport: 'override', noProxy: [], environment: [] };

it.each<[string, Partial<EditorNetwork>, string | null]>([
  ['nothing is said', {}, null],
  ['extensions choose a proxy by themselves', { proxySupport: 'on' }, null],
  ['proxies are off', { proxySupport: 'off' }, 'http.proxySupport is "off"'],
  ['proxies come last', { proxySupport: 'fallback' }, 'http.proxySupport is "fallback"'],
  ['others are left out', { noProxy: ['intranet.example', '10.0.0.0/8', 'hub.com', 'api.example'] }, null],
  ['a host is left out', { noProxy: ['GitHub.com'] }, 'http.noProxy leaves out github.com'],
  ['a host is left out on a port', { noProxy: ['github.com:443'] }, 'http.noProxy leaves out github.com'],
  ['a domain above is', { noProxy: ['.com'] }, 'http.noProxy leaves out github.com'],
  ['everything is', { noProxy: ['*'] }, 'http.noProxy leaves out github.com'],
  ['a pattern is', { noProxy: ['*.githubcopilot.com'] }, 'http.noProxy leaves out githubcopilot.com'],
  ['a name below is', { noProxy: ['api.githubcopilot.com'] }, 'http.noProxy leaves out githubcopilot.com'],
  ['a name below one host is', { noProxy: ['gist.github.com'] }, null],
  ['what is no list', { noProxy: 'github.com' }, null],
  ['the environment has nothing', { environment: [undefined, 'localhost, 127.0.0.1', ''] }, null],
  [
    'the environment leaves one out',
    { environment: [undefined, 'localhost .githubcopilot.com'] },
    "NO_PROXY of the editor's environment leaves out githubcopilot.com",
  ],
])('where %s', (_, network, found) => {
  expect(wayRound({ ...NONE, ...network }, HOSTS)).toBe(found);
});
