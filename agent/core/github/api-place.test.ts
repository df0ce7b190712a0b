import { expect, test } from 'vitest';
import { apiPlace } from './api-place.ts';

test.each([
  [
    'api.github.com',
    '/repos/o/r?x=1',
    { gitHost: 'github.com', prefix: '', target: '/repos/o/r?x=1', kind: 'rest' },
  ],
  ['api.github.com', '/graphql', { gitHost: 'github.com', prefix: '', target: '', kind: 'graphql' }],
  ['api.github.com', '/graphql?query=x', { target: '?query=x', kind: 'graphql' }],
  ['uploads.github.com', '/repos/o/r/releases/1/assets', { gitHost: 'github.com', kind: 'uploads' }],
  ['api.octo.ghe.com', '/user', { gitHost: 'octo.ghe.com', kind: 'rest' }],
  ['uploads.octo.ghe.com', '/repos/o/r/releases/1/assets', { gitHost: 'octo.ghe.com', kind: 'uploads' }],
  ['git.example', '/api/v3/repos/o/r', { gitHost: 'git.example', prefix: '/api/v3', target: '/repos/o/r' }],
  ['git.example', '/api/v3', { prefix: '/api/v3', target: '/', kind: 'rest' }],
  ['git.example', '/api/graphql', { prefix: '/api/graphql', target: '', kind: 'graphql' }],
  [
    'git.example',
    '/api/uploads/repos/o/r',
    { prefix: '/api/uploads', target: '/repos/o/r', kind: 'uploads' },
  ],
])('%s%s', (host, target, expected) => {
  expect(apiPlace(host, target)).toMatchObject(expected);
});

test.each([
  ['git.example', '/octo/demo'],
  ['git.example', '/api/v4/projects'],
  ['git.example', '/api/v30'],
  ['octo.ghe.com', '/octo/demo'],
  ['api.a.b.ghe.com', '/x'],
])('%s%s is none', (host, target) => {
  expect(apiPlace(host, target)).toBeNull();
});

test.each([
  ['git.example', '/API/v3/repos'],
  ['git.example', '/api/V3/repos'],
  ['git.example', '//api/v3/repos'],
  ['git.example', '/api%2Fv3/repos'],
  ['git.example', '/x/../api/v3/repos'],
  ['git.example', '/%61pi/v3/repos'],
  ['git.example', '/api/./graphql'],
  ['git.example', '/api/graphql/'],
  ['git.example', '/api\\v3'],
  ['api.github.com', '/GraphQL'],
  ['api.github.com', '/graphql/'],
  ['api.github.com', '/%67raphql'],
  ['api.github.com', '/x/../graphql'],
  ['git.example', `/%${'25'.repeat(12)}61`],
])('%s%s is refused', (host, target) => {
  expect(() => apiPlace(host, target)).toThrow(expect.objectContaining({ code: 'target' }));
});
