import './elements.ts';
import { render } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import {
  SIGN_IN_OUTCOMES,
  type SignInOutcome,
  type WebSession,
  type WebSessionView,
} from '../protocol/web-session.ts';
import { type Collector, collectorWith, finishSignIn } from './client/collector.ts';
import { Refusal } from './client/refusal.ts';
import { dropKey, findKey, keepKey, shareKey } from './client/session-key.ts';
import { goBack } from './client/way-back.ts';
import { Pages } from './components/pages.tsx';
import { SignInPage } from './components/sign-in-page.tsx';

type SignedIn =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'nobody'; readonly why: string | null }
  | { readonly kind: 'somebody'; readonly me: WebSessionView; readonly collector: Collector };

function App() {
  const [who, setWho] = useState<SignedIn>({ kind: 'unknown' });
  useEffect(() => {
    void restore().then(setWho);
  }, []);
  const onSignedIn = useCallback(({ key, ...me }: WebSession) => {
    keepKey(key);
    setWho({ kind: 'somebody', me, collector: collectorWith(key) });
  }, []);
  const leave = useMemo(
    () => (why: string | null) => {
      dropKey();
      setWho({ kind: 'nobody', why });
    },
    [],
  );
  switch (who.kind) {
    case 'unknown':
      return null;
    case 'nobody':
      return <SignInPage why={who.why} onSignedIn={onSignedIn} />;
    case 'somebody':
      return <Pages me={who.me} collector={who.collector} onLeft={leave} />;
  }
}

async function restore(): Promise<SignedIn> {
  const outcome = takeOutcome();
  if (outcome === 'signed-in') return finish();
  if (outcome !== null) return { kind: 'nobody', why: WHY[outcome] };
  const key = await findKey();
  if (key === null) return { kind: 'nobody', why: null };
  const collector = collectorWith(key);
  try {
    return { kind: 'somebody', me: await collector.whoAmI(), collector };
  } catch (error) {
    const isOver = error instanceof Refusal && error.code === 'unauthenticated';
    if (isOver) dropKey();
    return { kind: 'nobody', why: isOver ? ENDED : 'The collector cannot be reached. Load the page again.' };
  }
}

/** Somebody has come back from the identity provider; what that came to stays in no address. */
function takeOutcome(): SignInOutcome | null {
  const outcome = SIGN_IN_OUTCOMES.find((one) => location.hash === `#${one}`) ?? null;
  if (outcome !== null) history.replaceState(null, '', location.pathname);
  return outcome;
}

async function finish(): Promise<SignedIn> {
  try {
    const { key, ...me } = await finishSignIn();
    keepKey(key);
    goBack();
    return { kind: 'somebody', me, collector: collectorWith(key) };
  } catch {
    return { kind: 'nobody', why: WHY['sign-in-failed'] };
  }
}

const WHY: Readonly<Record<Exclude<SignInOutcome, 'signed-in'>, string>> = {
  'no-role': 'You are known, but have no role here. Ask who runs the collector for a group that has one.',
  'provider-away': 'The identity provider cannot be reached. Try again in a moment.',
  'not-fresh':
    'The identity provider did not ask you to log in again, or does not say when you did. Ask who runs it.',
  'sign-in-failed': 'The sign-in did not come back as it was begun. Try again.',
};

const ENDED = 'Your session has ended. Sign in again.';

shareKey();
const place = document.getElementById('app');
if (place !== null) render(<App />, place);
