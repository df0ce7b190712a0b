import type { WebSessionView } from '../../protocol/web-session.ts';

export const REVIEWER: WebSessionView = {
  subject: 'rita',
  roles: ['reviewer'],
  groups: ['reviewers'],
  expiresAt: '2026-11-21T16:00:00.000Z',
  loggedInAt: null,
};
