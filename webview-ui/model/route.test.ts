import { expect, test } from 'vitest';
import { pathOf, type Route, routeOf } from './route.ts';

test.each<[string, Route]>([
  ['/', { kind: 'approvals' }],
  ['/approvals/', { kind: 'approvals' }],
  ['/approvals/0a1b', { kind: 'approval', id: '0a1b' }],
  ['/activity', { kind: 'activity' }],
  ['/activity/a%2Fb', { kind: 'session', id: 'a/b' }],
  ['/approvals/a/b', { kind: 'unknown' }],
  ['/approvals/%', { kind: 'unknown' }],
  ['/overview', { kind: 'overview' }],
  ['/log', { kind: 'log' }],
  ['/log/checkpoint', { kind: 'unknown' }],
  ['/elsewhere', { kind: 'unknown' }],
])('%s', (path, route) => {
  expect(routeOf(path)).toEqual(route);
});

test.each<Route>([
  { kind: 'approvals' },
  { kind: 'approval', id: 'a b/%' },
  { kind: 'activity' },
  { kind: 'session', id: '../x' },
  { kind: 'policy' },
  { kind: 'settings' },
])('%j has an address that leads back to it', (route) => {
  expect(routeOf(pathOf(route))).toEqual(route);
});
