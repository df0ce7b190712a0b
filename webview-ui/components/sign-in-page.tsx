import { useEffect, useRef, useState } from 'preact/hooks';
import type { SignInWays, WebSession } from '../../protocol/web-session.ts';
import { signIn, signInWays } from '../client/collector.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';
import { RefusalNotice } from './notice.tsx';
import { Quoted } from './quoted.tsx';

/** How somebody comes in: at an identity provider, or with a token where there is none. */
export function SignInPage({
  why,
  onSignedIn,
}: {
  readonly why: string | null;
  readonly onSignedIn: (session: WebSession) => void;
}) {
  const [ways, setWays] = useState<SignInWays | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    signInWays().then(setWays, (error: unknown) => setRefusal(refusalOf(error)));
  }, []);
  return (
    <main id="content" class="sign-in" tabIndex={-1}>
      <h1>Sign in to Countersign</h1>
      {why !== null && <p class="notice">{why}</p>}
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      {ways?.way === 'token' && <TokenForm onSignedIn={onSignedIn} />}
      {ways?.way === 'provider' && (
        <p>
          <a class="sign-in-link" href="/v1/login">
            Sign in with <Quoted text={ways.provider ?? ''} />
          </a>
        </p>
      )}
    </main>
  );
}

/** Where a token is pasted, once: it is sent, and kept nowhere. */
function TokenForm(props: { readonly onSignedIn: (session: WebSession) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const submit = async (): Promise<void> => {
    const token = field.current?.value.trim() ?? '';
    if (token === '') return;
    setRefusal(null);
    try {
      props.onSignedIn(await signIn(token));
    } catch (error) {
      if (field.current !== null) field.current.value = '';
      field.current?.focus();
      setRefusal(refusalOf(error));
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label for="token">Your token</label>
      <input
        ref={field}
        id="token"
        type="password"
        autoComplete="off"
        spellcheck={false}
        required
        maxLength={200}
        aria-describedby="token-where"
      />
      <p id="token-where" class="dim">
        The collector made one for each role, in the folder <code>collector/tokens</code> of its home. A
        reviewer's is in <code>reviewer.token</code>.
      </p>
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      <vscode-button onClick={() => void submit()}>Sign in</vscode-button>
    </form>
  );
}
