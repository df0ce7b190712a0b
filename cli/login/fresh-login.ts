import { Ajv } from 'ajv';
import type { SignedStepUp, StepUpQuestion, StepUpSession } from '../../protocol/step-up.ts';
import { SIGNED_STEP_UP, STEP_UP_QUESTION, STEP_UP_SESSION } from '../../protocol/step-up-schema.ts';
import { askCollector, nativeClientOf } from './collector-web.ts';
import { type BrowserPorts, signInWithBrowser } from './in-browser.ts';
import { LoginError } from './login-error.ts';
import { atProvider, giveBack } from './provider.ts';

const ajv = new Ajv({ allowUnionTypes: true });
const isQuestion = ajv.compile<StepUpQuestion>(STEP_UP_QUESTION);
const isSession = ajv.compile<StepUpSession>(STEP_UP_SESSION);
const isStatement = ajv.compile<SignedStepUp>(SIGNED_STEP_UP);

/**
 * Has a person log in at the identity provider, whoever they are signed in as there, and gives the session that this is
 * good for at the collector. Throws LoginError.
 */
export async function logInAfresh(collector: URL, ports: BrowserPorts): Promise<StepUpSession> {
  const client = await nativeClientOf(collector);
  const question = await askCollector(new URL('/v1/step-ups', collector), { method: 'POST' }, isQuestion);
  const { accessToken, idToken, refreshToken } = await atProvider(client, (provider) =>
    signInWithBrowser(provider, client, { ...ports, nonce: question.nonce }),
  );
  await giveBack(client, refreshToken);
  if (idToken === null) {
    throw new LoginError(
      'provider-failed',
      'the identity provider gave no ID token, which alone says when you logged in',
      "ask who runs the collector to have identity.native.scopes hold 'openid'",
    );
  }
  return askCollector(
    new URL('/v1/step-ups/session', collector),
    posted(accessToken, { idToken }),
    isSession,
  );
}

/** The collector's word, for one agent, that whoever has this session has just logged in. Throws LoginError. */
export function shownTo(
  collector: URL,
  session: Pick<StepUpSession, 'token'>,
  { agent, challenge }: { readonly agent: string; readonly challenge: string },
): Promise<SignedStepUp> {
  const url = new URL('/v1/step-ups/statement', collector);
  return askCollector(url, posted(session.token, { agent, challenge }), isStatement);
}

/** Nobody needs it any more. That the collector was not told is no fault: it ends by itself. */
export async function endSession(collector: URL, { token }: Pick<StepUpSession, 'token'>): Promise<void> {
  const init = {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
    redirect: 'error',
  } as const;
  const signal = AbortSignal.timeout(END_MS);
  await fetch(new URL('/v1/session', collector), { ...init, signal }).catch(() => null);
}

const END_MS = 5000;

function posted(token: string, body: object): RequestInit {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}
