import { useRef, useState } from 'preact/hooks';
import type { RevocationKind } from '../../protocol/revocation.ts';
import type { Collector } from '../client/collector.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';
import { REVOKED_WORDS } from '../model/revocation-words.ts';
import { RefusalNotice } from './notice.tsx';
import { Quoted } from './quoted.tsx';

interface Props {
  readonly kind: RevocationKind;
  /** A subject's id, or that of a session, an agent or an approval. */
  readonly target: string;
  readonly collector: Pick<Collector, 'revoke'>;
  readonly onRevoked: () => void;
}

/** Takes something back, once somebody has said why: Enter in the reason does it, Escape does not. */
export function RevokeButton({ kind, target, collector, onRevoked }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const open = (): void => {
    setOpen(true);
    dialog.current?.showModal();
  };
  const close = (): void => dialog.current?.close();
  return (
    <>
      <button type="button" class="quiet" onClick={open}>
        Revoke<span class="unseen"> {`${kind} ${target}`}</span>…
      </button>
      <dialog ref={dialog} onClose={() => setOpen(false)} aria-label={`Revoke ${kind}`}>
        {isOpen && (
          <Question
            {...{ kind, target, collector }}
            onCancel={close}
            onRevoked={() => {
              close();
              onRevoked();
            }}
          />
        )}
      </dialog>
    </>
  );
}

const MAX_REASON = 1000;

function Question(props: Props & { readonly onCancel: () => void }) {
  const { kind, target, collector, onRevoked, onCancel } = props;
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isSending, setSending] = useState(false);
  const revoke = async (reason: string): Promise<void> => {
    if (isSending) return;
    setSending(true);
    setRefusal(null);
    try {
      await collector.revoke({ kind, target, reason });
      onRevoked();
    } catch (error) {
      setRefusal(refusalOf(error));
      setSending(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const reason = new FormData(event.currentTarget).get('reason');
        if (typeof reason === 'string') void revoke(reason.trim());
      }}
    >
      <h2>
        Revoke {kind} <Quoted text={target} wrap />?
      </h2>
      <p>{REVOKED_WORDS[kind]}</p>
      <label>
        Reason, for the record
        <input name="reason" required maxLength={MAX_REASON} pattern=".*\S.*" autoComplete="off" />
      </label>
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      <div class="actions">
        <button type="submit" class="danger" disabled={isSending}>
          Revoke
        </button>
        <button type="button" class="quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
