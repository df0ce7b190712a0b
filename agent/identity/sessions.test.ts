import { describe, expect, it } from 'vitest';
import type { IdentityKind } from '../../protocol/identity.ts';
import { ACTORS, type Actor } from '../../protocol/subject.ts';
import { Sessions } from './sessions.ts';
import type { VouchedSession } from './vouched-session.ts';

const SUBJECT = { id: 'developer', groups: ['developers'] };

function sessions(maxSessions = 10, vouched: VouchedSession | null = null): Sessions {
  return new Sessions({
    subject: SUBJECT,
    vouched,
    clock: () => new Date('2026-01-01T00:00:00Z'),
    maxSessions,
  });
}

describe('identify', () => {
  it('finds the session by its id and secret', () => {
    const all = sessions();
    const { session, secret } = all.open({ actor: 'ai', program: 'copilot', parent: null });
    expect(all.identify({ user: session.id, password: secret })).toBe(session);
    expect(session).toMatchObject({ program: 'copilot', subject: { ...SUBJECT, actor: 'ai' } });
  });

  it.each([
    ['another secret', (id: string) => ({ user: id, password: 'x' })],
    ['no secret', (id: string) => ({ user: id, password: '' })],
    ['an unknown id', () => ({ user: 'nobody', password: '' })],
    ['a name that objects have', () => ({ user: '__proto__', password: '' })],
  ])('does not know %s', (_what, credentials) => {
    const all = sessions();
    const { session } = all.open({ actor: 'ai', program: 'copilot', parent: null });
    expect(all.identify(credentials(session.id))).toBeNull();
  });

  it('does not take the secret of another session', () => {
    const all = sessions();
    const first = all.open({ actor: 'ai', program: 'a', parent: null });
    const second = all.open({ actor: 'human', program: 'b', parent: null });
    expect(all.identify({ user: second.session.id, password: first.secret })).toBeNull();
  });

  it('forgets a closed session', () => {
    const all = sessions();
    const { session, secret } = all.open({ actor: 'ai', program: 'copilot', parent: null });
    all.close(session.id);
    expect(all.identify({ user: session.id, password: secret })).toBeNull();
  });
});

describe('close', () => {
  it('ends what the session has under way, and nothing of another one', () => {
    const all = sessions();
    const first = all.open({ actor: 'ai', program: 'a', parent: null }).session;
    const second = all.open({ actor: 'ai', program: 'b', parent: null }).session;
    const ends = [all.endOf(first), all.endOf(second)];
    all.close(first.id);
    expect(ends.map((end) => end.aborted)).toEqual([true, false]);
  });

  it('leaves nothing to begin with a session that is closed', () => {
    const all = sessions();
    const { session } = all.open({ actor: 'ai', program: 'a', parent: null });
    all.close(session.id);
    expect(all.endOf(session).aborted).toBe(true);
  });
});

describe('open', () => {
  it('refuses one more than the limit', () => {
    const all = sessions(1);
    all.open({ actor: 'ai', program: 'a', parent: null });
    expect(() => all.open({ actor: 'ai', program: 'b', parent: null })).toThrow(
      expect.objectContaining({ code: 'too-many-sessions' }),
    );
  });

  const RAISES: readonly (readonly [Actor, Actor, boolean])[] = [
    ['ai', 'ai', false],
    ['ai', 'ci', true],
    ['ai', 'mixed', true],
    ['ai', 'human', true],
    ['mixed', 'human', true],
    ['mixed', 'ci', true],
    ['ci', 'mixed', true],
    ['ci', 'human', true],
    ['mixed', 'ai', false],
    ['human', 'human', false],
    ['human', 'ai', false],
  ];

  it.each(RAISES)(
    'a session of actor %s that opens one of actor %s raises itself: %s',
    (has, wants, raises) => {
      const all = sessions();
      const parent = all.open({ actor: has, program: 'parent', parent: null }).session.id;
      const open = () => all.open({ actor: wants, program: 'child', parent });
      if (raises) expect(open).toThrow(expect.objectContaining({ code: 'raises-actor' }));
      else expect(open().session.subject.actor).toBe(wants);
    },
  );

  it.each<[IdentityKind, Actor, boolean]>([
    ['person', 'ci', true],
    ['person', 'human', false],
    ['person', 'mixed', false],
    ['pipeline', 'ci', false],
    ['pipeline', 'human', true],
    ['pipeline', 'ai', false],
    ['service', 'ci', false],
    ['service', 'human', true],
  ])('an agent that is known to work for a %s refuses a session of actor %s: %s', (kind, actor, refuses) => {
    const all = sessions(8, { kind, actsFor: null, claims: {}, ci: null, untilMs: 0 });
    const open = () => all.open({ actor, program: 'git', parent: null });
    if (refuses) expect(open).toThrow(expect.objectContaining({ code: 'raises-actor' }));
    else expect(open().session.subject.actor).toBe(actor);
  });

  it.each(ACTORS)('refuses a parent that is not open, for actor %s', (actor) => {
    expect(() => sessions().open({ actor, program: 'child', parent: 'gone' })).toThrow(
      expect.objectContaining({ code: 'unknown-parent' }),
    );
  });
});

describe('resume', () => {
  const SECRET = { id: 'abcdefghijkl', secret: 's'.repeat(43) };
  const ASK = { actor: 'mixed', program: 'editor', parent: null, resume: SECRET } as const;

  it('opens a session under the name and secret that it had', () => {
    const all = sessions();
    expect(all.resume(ASK)).toBeNull();
    const { session, secret } = all.open(ASK);
    expect({ id: session.id, secret }).toEqual(SECRET);
    expect(all.identify({ user: SECRET.id, password: SECRET.secret })).toBe(session);
  });

  it('finds one that is still open, in the folders of now', () => {
    const all = sessions();
    all.open({ ...ASK, folders: ['/a'] });
    expect(all.resume({ ...ASK, folders: ['/b'] })).toMatchObject({ id: SECRET.id, folders: ['/b'] });
    expect(all.identify({ user: SECRET.id, password: SECRET.secret })).toMatchObject({ folders: ['/b'] });
    expect(all.list()).toHaveLength(1);
  });

  it.each([
    ['with another secret', { resume: { ...SECRET, secret: 't'.repeat(43) } }, 'wrong-secret'],
    ['for another actor', { actor: 'human' }, 'raises-actor'],
  ] as const)('is refused %s', (_, changed, code) => {
    const all = sessions();
    all.open(ASK);
    expect(() => all.resume({ ...ASK, ...changed })).toThrow(expect.objectContaining({ code }));
  });
});
