import { generateKeyPairSync, sign } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { statementBytes } from '../../protocol/signed-statement.ts';
import { type SignedStepUp, type StepUpStatement, stepUpJson } from '../../protocol/step-up.ts';
import { DEFAULT_STEP_UP_LIMITS, StepUps } from './step-ups.ts';

const START = Date.parse('2026-11-21T08:00:00.000Z');
const COLLECTOR = generateKeyPairSync('ed25519');
const STRANGER = generateKeyPairSync('ed25519');
const { maxLoginAgeMs } = DEFAULT_STEP_UP_LIMITS;
const ENROLMENT = {
  agent: 'a'.repeat(64),
  subject: 'dana',
  collectorKey: COLLECTOR.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
};

let now = START;

beforeEach(() => {
  now = START;
});

function stepUps(claims: Record<string, never> | null = {}, maxChallenges = 2): StepUps {
  return new StepUps({
    enrolment: ENROLMENT,
    vouched: { claims },
    collector: 'https://collector.example',
    clock: () => new Date(now),
    limits: { ...DEFAULT_STEP_UP_LIMITS, maxChallenges },
  });
}

function challengeOf(all: StepUps): string {
  const asked = all.challenge();
  if (asked.kind !== 'login') throw new Error('nobody is asked');
  return asked.challenge;
}

function said(challenge: string, change: Partial<StepUpStatement> = {}, key = COLLECTOR): SignedStepUp {
  const { agent, subject } = ENROLMENT;
  const statement = { agent, subject, challenge, loggedInAt: new Date(START).toISOString(), ...change };
  const bytes = statementBytes('countersign-step-up-v1', stepUpJson(statement));
  return { statement, signature: sign(null, bytes, key.privateKey).toString('base64url') };
}

function askWith(stepUp: SignedStepUp | null) {
  return stepUp === null ? {} : { stepUp };
}

test('a login that the agent asked for is evidence, once', () => {
  const all = stepUps();
  const shown = said(challengeOf(all));
  expect(all.evidence(askWith(shown))).toMatchObject({
    kind: 'login',
    loggedInAt: new Date(START).toISOString(),
  });
  expect(() => all.evidence(askWith(shown))).toThrow(expect.objectContaining({ code: 'needs-login' }));
});

describe('is refused', () => {
  test.each<[string, (challenge: string) => SignedStepUp | null]>([
    ['nothing', () => null],
    ['a login that another key signed', (challenge) => said(challenge, {}, STRANGER)],
    [
      'a login that was changed',
      (challenge) => {
        const { statement, signature } = said(challenge, { loggedInAt: '2026-11-21T07:00:00.000Z' });
        return { statement: { ...statement, loggedInAt: new Date(START).toISOString() }, signature };
      },
    ],
    ['a login for another agent', (challenge) => said(challenge, { agent: 'b'.repeat(64) })],
    ['a login of somebody else', (challenge) => said(challenge, { subject: 'robin' })],
    ['a login that nobody asked for', () => said('c'.repeat(43))],
    ['an old login', (challenge) => said(challenge, { loggedInAt: '2026-11-21T07:54:59.999Z' })],
    ['a login at no time', (challenge) => said(challenge, { loggedInAt: 'now' })],
  ])('%s', (_what, shown) => {
    const all = stepUps();
    const challenge = challengeOf(all);
    expect(() => all.evidence(askWith(shown(challenge)))).toThrow(
      expect.objectContaining({ code: 'needs-login' }),
    );
  });

  test('an answer that took too long', () => {
    const all = stepUps();
    const challenge = challengeOf(all);
    now += maxLoginAgeMs;
    const shown = said(challenge, { loggedInAt: new Date(now).toISOString() });
    expect(() => all.evidence(askWith(shown))).toThrow(expect.objectContaining({ code: 'needs-login' }));
  });

  test('the oldest of too many challenges', () => {
    const all = stepUps();
    const [first, second, third] = [challengeOf(all), challengeOf(all), challengeOf(all)];
    expect(() => all.evidence(askWith(said(first)))).toThrow(
      expect.objectContaining({ code: 'needs-login' }),
    );
    for (const challenge of [second, third])
      expect(all.evidence(askWith(said(challenge))).kind).toBe('login');
  });
});

test('no session that outlives the agent is a person', () => {
  const all = stepUps();
  const ask = { stepUp: said(challengeOf(all)), lasting: true };
  expect(() => all.evidence(ask)).toThrow(expect.objectContaining({ code: 'needs-login' }));
});

test('where no token speaks for anybody there is nobody to ask, and that is said', () => {
  const all = stepUps(null);
  expect(all.challenge()).toEqual({ kind: 'believed' });
  expect(all.evidence(askWith(null))).toEqual({ kind: 'believed' });
});
