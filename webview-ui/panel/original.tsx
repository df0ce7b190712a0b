import { useLayoutEffect, useState } from 'preact/hooks';
import type { MaskedSecret } from '../../protocol/panel-view.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';
import { RefusalNotice } from '../components/notice.tsx';
import { QuotedBlock } from '../components/quoted.tsx';
import type { Host } from './host.ts';

const SHOWN_MS = 30_000;

/**
 * What was kept back, on a click and for half a minute. It is in this component and nowhere else: gone when it is
 * folded away, when the panel is hidden, and when the time is over.
 */
export function Original({ secret, host }: { readonly secret: MaskedSecret; readonly host: Host }) {
  const [original, setOriginal] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // Before it is painted, not after: nothing is ever on the screen that no timer hides.
  useLayoutEffect(() => {
    if (original === null) return undefined;
    const hide = (): void => setOriginal(null);
    const timer = setTimeout(hide, SHOWN_MS);
    const onHidden = (): void => {
      if (document.visibilityState === 'hidden') hide();
    };
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onHidden);
    };
  }, [original]);
  const show = async (): Promise<void> => {
    setRefusal(null);
    try {
      const { session, placeholder } = secret;
      const answer = await host.ask({ kind: 'original', of: { session, placeholder } });
      if (answer.kind === 'original') setOriginal(answer.secret);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
  if (secret.original === 'forgotten')
    return <p class="dim">The original is gone: its session has ended, or the agent was started anew.</p>;
  return (
    <>
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      {original !== null && <QuotedBlock text={original} label="The original" />}
      <div class="actions">
        <vscode-button secondary onClick={() => (original === null ? void show() : setOriginal(null))}>
          {original === null ? 'Show the original' : 'Hide it'}
        </vscode-button>
      </div>
    </>
  );
}
