import { expect, test } from 'vitest';
import { apiPlace } from './api-place.ts';
import { type RestCall, restCall } from './rest-call.ts';

function call(method: string, path: string, host = 'api.github.com'): RestCall {
  const place = apiPlace(host, path);
  if (place === null) throw new Error('no API');
  return restCall(method, place);
}

const R = '/repos/Octo/demo';
const DEMO = { by: 'path', path: 'Octo/demo' };

test.each([
  ['PUT', `${R}/contents/src/a.ts`, 'contents.write', { path: 'src/a.ts' }],
  ['PUT', `${R}/contents/src%2Fa.ts`, 'contents.write', { path: 'src/a.ts' }],
  ['DELETE', `${R}/contents/a`, 'contents.delete', { path: 'a' }],
  ['POST', `${R}/git/refs`, 'git.refs.create', {}],
  ['PATCH', `${R}/git/refs/heads/x/y`, 'git.refs.update', { ref: 'heads/x/y' }],
  ['PATCH', `${R}/git/refs/heads%2Fmain`, 'git.refs.update', { ref: 'heads/main' }],
  ['DELETE', `${R}/git/refs/heads/x`, 'git.refs.delete', { ref: 'heads/x' }],
  ['POST', `${R}/merges`, 'merges.create', {}],
  ['PUT', `${R}/pulls/7/merge`, 'pulls.merge', { number: '7' }],
  ['POST', `${R}/actions/workflows/ci.yml/dispatches`, 'actions.workflow_dispatch', { id: 'ci.yml' }],
  ['POST', `${R}/dispatches`, 'repository_dispatch', {}],
  ['PUT', `${R}/actions/secrets/TOKEN`, 'actions.secrets.write', { name: 'TOKEN' }],
  ['DELETE', `${R}/branches/release%2F1/protection`, 'branches.protection.delete', { branch: 'release/1' }],
  [
    'PATCH',
    `${R}/branches/main/protection/required_pull_request_reviews`,
    'branches.protection.update',
    { branch: 'main' },
  ],
  ['POST', `${R}/rulesets`, 'rulesets.create', {}],
  ['POST', `${R}/codespaces`, 'codespaces.create', {}],
  ['POST', `${R}/attestations`, 'repos.attestations.create', {}],
  ['POST', `${R}/code-scanning/sarifs`, 'repos.security.update', {}],
  ['PUT', `${R}/collaborators/mallory`, 'collaborators.add', { user: 'mallory' }],
  ['POST', `${R}/hooks`, 'hooks.create', {}],
  ['DELETE', R, 'repos.delete', {}],
  ['PATCH', R, 'repos.update', {}],
])('%s %s is %s', (method, path, name, params) => {
  const read = call(method, path);
  expect(read).toMatchObject({ name, access: 'write', repository: DEMO });
  expect(Object.fromEntries(read.params)).toMatchObject(params);
});

test.each([
  ['POST', '/user/keys', 'user.keys.create'],
  ['POST', '/orgs/octo/repos', 'repos.create'],
  ['POST', '/gists', 'gists.create'],
  ['POST', '/user/codespaces', 'codespaces.create'],
  ['PUT', '/orgs/octo/codespaces/secrets/TOKEN', 'orgs.secrets.write'],
  ['DELETE', '/orgs/octo/organization-roles/users/mallory/1', 'orgs.roles.update'],
  ['POST', '/users/octo/packages/container/a%2Fb/restore', 'packages.restore'],
])('%s %s is %s of no repository', (method, path, name) => {
  expect(call(method, path)).toMatchObject({ name, access: 'write', repository: null });
});

test.each([
  [`${R}/contents/src/a.ts?ref=x`, 'contents.read'],
  [`${R}/readme`, 'contents.read'],
  [`${R}/pulls/7`, 'pulls.read'],
  [`${R}/compare/a...b`, 'commits.read'],
  [`${R}/zipball/main`, 'archive.read'],
  [`${R}/actions/jobs/1/logs`, 'actions.logs.read'],
  [`${R}/actions/secrets`, 'actions.secrets.read'],
  [`${R}/secret-scanning/alerts`, 'secret_scanning.read'],
  [R, 'repos.read'],
  ['/user', 'user.read'],
  ['/', 'root.read'],
  ['/search/code?q=x', 'search.read_any'],
  ['/issues', 'issues.read_any'],
  ['/orgs/octo-org/issues', 'orgs.read_any'],
  ['/users/ana/received_events', 'users.read_any'],
  ['/orgs/octo-org/secret-scanning/alerts', 'orgs.read_any'],
  ['/enterprises/octo/dependabot/alerts', 'enterprises.read_any'],
  ['/organizations/1/code-scanning/alerts', 'organizations.read_any'],
  ['/orgs/octo-org/migrations/1/archive', 'orgs.read_any'],
  ['/user/migrations/1/archive', 'user.read_any'],
  ['/orgs/octo-org/projectsV2/1/items', 'orgs.read_any'],
  ['/user/repos', 'user.read'],
  ['/repos/octo-org/demo/issues/1', 'issues.read'],
])('GET %s is %s', (path, name) => {
  expect(call('GET', path)).toMatchObject({ name, access: 'read' });
  expect(call('HEAD', path)).toMatchObject({ name, access: 'read' });
});

test('a call leaves in one spelling, with its query', () => {
  expect(call('PUT', `/api/v3${R}/contents/a%2Fb%20c`, 'git.example').path).toBe(
    `/api/v3${R}/contents/a/b%20c`,
  );
  expect(call('GET', `${R}/branches/a%2Fb?x=1`)).toMatchObject({ path: `${R}/branches/a%2Fb`, query: 'x=1' });
});

test('a repository may be named by its number', () => {
  expect(call('PUT', '/repositories/42/contents/a')).toMatchObject({
    name: 'contents.write',
    repository: { by: 'number', number: '42' },
    path: '/repositories/42/contents/a',
  });
});

test('an upload is one of an asset and nothing else', () => {
  expect(call('POST', `${R}/releases/1/assets?name=a.zip`, 'uploads.github.com')).toMatchObject({
    name: 'releases.assets.upload',
    query: 'name=a.zip',
  });
  expect(() => call('POST', `${R}/hooks`, 'uploads.github.com')).toThrow(
    expect.objectContaining({ code: 'unknown-call' }),
  );
  expect(() => call('POST', '/user/keys', 'uploads.github.com')).toThrow(
    expect.objectContaining({ code: 'unknown-call' }),
  );
});

test.each([
  ['POST', `${R}/surprise`],
  ['PUT', `${R}/pulls/7/Merge`],
  ['PUT', `${R}/pulls/7%2Fmerge`],
  ['POST', `${R}/contents/a`],
  ['PUT', R],
  ['POST', '/user/keys/1'],
  // Each writes branches, and nobody could say with what.
  ['POST', '/user/codespaces/x/exports'],
  ['POST', '/user/codespaces/x/publish'],
  ['PROPFIND', `${R}/contents/a`],
  ['put', `${R}/contents/a`],
])('%s %s is refused as unknown', (method, path) => {
  expect(() => call(method, path)).toThrow(expect.objectContaining({ code: 'unknown-call' }));
});

test.each([
  ['/REPOS/octo/demo/contents/a'],
  ['/Repos/octo/demo'],
  ['/repos/octo/demo/CONTENTS/a'],
  ['/repos/octo/demo.git/contents/a'],
  ['/repos/octo/demo./contents/a'],
  ['/repos/octo%2Fdemo/x/contents/a'],
  ['/repos/octo%2Fdemo'],
  ['/repos%2Focto/demo'],
  ['/repos/oct%20o/demo'],
  ['/repositories/0x2a/contents/a'],
  ['/repositories/042'],
])('%s is refused, also to read', (path) => {
  expect(() => call('GET', path)).toThrow(expect.objectContaining({ code: 'target' }));
  expect(() => call('PUT', path)).toThrow(expect.objectContaining({ code: 'target' }));
});
