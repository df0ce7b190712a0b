import { useState } from 'preact/hooks';
import { boundTo } from '../../protocol/approval.ts';
import type { Hold, HoldEnd } from '../../protocol/panel-view.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';
import { RefusalNotice } from '../components/notice.tsx';
import { Quoted } from '../components/quoted.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { useNow } from '../components/use-now.ts';
import { shortRef } from '../model/turn-words.ts';
import { durationWords, extentOf, stateWords } from '../model/words.ts';
import { Ago } from './ago.tsx';
import { Content } from './content.tsx';
import { Fold, type Folds } from './fold.tsx';
import type { Host } from './host.ts';

interface Props {
  readonly hold: Hold;
  readonly host: Host;
  readonly folds: Folds;
}

/** Something of mine that is held, as it goes on, and the way to take it back. */
export function HoldItem({ hold, host, folds }: Props) {
  const { approval, end } = hold;
  const { where, what } = boundTo(approval.binding);
  return (
    <li class={`card ${end === null ? 'waiting' : 'over'}`}>
      <p class="card-head">
        <strong>
          <Quoted text={shortRef(what)} />
        </strong>
        {end === null ? <StateBadge state={approval.state} /> : <EndBadge end={end} />}
      </p>
      <p class="card-line dim">
        <Quoted text={where} />
      </p>
      <p class="card-line">{extentOf(approval)}</p>
      {end === null ? <Waits hold={hold} host={host} folds={folds} /> : <Over hold={hold} end={end} />}
    </li>
  );
}

function Waits({ hold, host, folds }: Props) {
  const { approval } = hold;
  return (
    <>
      {approval.requirements.map(({ rule, message }) => (
        <p class="why" key={rule.id}>
          <Quoted text={message} wrap />
        </p>
      ))}
      <Progress hold={hold} />
      <Fold id={`hold ${approval.id}`} folds={folds} head="What would change">
        <Content approval={approval} />
      </Fold>
      <Withdraw approval={approval.id} host={host} />
    </>
  );
}

function Progress({ hold: { approval, since, until } }: { readonly hold: Hold }) {
  const now = useNow();
  const whole = Date.parse(until) - Date.parse(since);
  const left = Math.max(0, Date.parse(until) - now);
  const needed = Math.max(1, ...approval.requirements.map(({ quorum }) => quorum.count));
  const approved = approval.votes.filter(({ verdict }) => verdict === 'approve').length;
  return (
    <>
      <progress max={whole} value={left} aria-label="Time until the client gives up" />
      <p class="card-line parts dim">
        {needed > 1 && (
          <span>
            {approved} of {needed} approved
          </span>
        )}
        <span>{left === 0 ? 'giving up' : `${durationWords(left)} left`}</span>
      </p>
    </>
  );
}

function Withdraw({ approval, host }: { readonly approval: string; readonly host: Host }) {
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const withdraw = async (): Promise<void> => {
    setSending(true);
    setRefusal(null);
    try {
      await host.ask({ kind: 'cancel', approval });
    } catch (error) {
      setRefusal(refusalOf(error));
      setSending(false);
    }
  };
  return (
    <>
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      <div class="actions">
        <vscode-button secondary disabled={isSending} onClick={() => void withdraw()}>
          {isSending ? 'Withdrawing…' : 'Withdraw'}
        </vscode-button>
      </div>
    </>
  );
}

function Over({ hold, end }: { readonly hold: Hold; readonly end: HoldEnd }) {
  return (
    <p class="card-line">
      <Quoted text={endWords(hold, end)} wrap />{' '}
      <span class="dim">
        <Ago at={end.at} />
      </span>
    </p>
  );
}

function endWords({ approval: { state } }: Hold, { kind }: HoldEnd): string {
  if (kind === 'timed-out') return 'Nobody decided in time. Once it is approved, the same push passes.';
  if (kind === 'client-gone') return 'Its client went away. Once it is approved, the same push passes.';
  if (kind === 'lost') return 'It could not be followed any more. Try it again.';
  if (kind === 'granted') return 'Approved, and carried out.';
  if (kind === 'cancelled') return 'Withdrawn.';
  return state.kind === kind ? stateWords(state) : `It is ${kind}.`;
}

const END_WORDS: Readonly<Record<HoldEnd['kind'], string>> = {
  granted: 'approved',
  denied: 'denied',
  claimed: 'in use',
  spent: 'used',
  expired: 'expired',
  cancelled: 'withdrawn',
  'timed-out': 'timed out',
  'client-gone': 'client left',
  lost: 'lost',
};

function EndBadge({ end: { kind } }: { readonly end: HoldEnd }) {
  return <vscode-badge class={`state ${kind}`}>{END_WORDS[kind]}</vscode-badge>;
}
