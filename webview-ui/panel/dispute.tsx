import { useId, useState } from 'preact/hooks';
import type { MaskedSecret } from '../../protocol/panel-view.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';
import { RefusalNotice } from '../components/notice.tsx';
import type { Host } from './host.ts';

const MAX_REASON = 2000;

/** Asks for a value not to be taken for a secret any more. It stays masked until the policy says otherwise. */
export function Dispute({ secret, host }: { readonly secret: MaskedSecret; readonly host: Host }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async (): Promise<void> => {
    if (reason.trim() === '') return;
    setRefusal(null);
    try {
      const { session, placeholder } = secret;
      await host.ask({ kind: 'dispute', dispute: { session, placeholder, reason: reason.trim() } });
      setOpen(false);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
  if (secret.original === 'forgotten') return null;
  if (!isOpen)
    return (
      <div class="actions">
        <vscode-button secondary onClick={() => setOpen(true)}>
          Not a secret…
        </vscode-button>
      </div>
    );
  return (
    <form
      class="dispute"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label for={id}>Why is this no secret?</label>
      <input
        id={id}
        value={reason}
        maxLength={MAX_REASON}
        required
        autoComplete="off"
        placeholder="an example from the documentation"
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      <div class="actions">
        <vscode-button disabled={reason.trim() === ''} onClick={() => void send()}>
          Send
        </vscode-button>
        <vscode-button secondary onClick={() => setOpen(false)}>
          Back
        </vscode-button>
      </div>
    </form>
  );
}
