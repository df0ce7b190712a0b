import './elements.ts';
import { render } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { WebSession, WebSessionView } from '../protocol/web-session.ts';
import { type Collector, collectorWith } from './client/collector.ts';
import { Refusal } from './client/refusal.ts';
import { dropKey, findKey, keepKey, shareKey } from './client/session-key.ts';
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

const ENDED = 'Your session has ended. Sign in again.';

shareKey();
const place = document.getElementById('app');
if (place !== null) render(<App />, place);
