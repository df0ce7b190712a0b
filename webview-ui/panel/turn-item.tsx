import type { Turn, TurnDecision, TurnState } from '../../protocol/panel-view.ts';
import { Quoted } from '../components/quoted.tsx';
import { turnGlyph, turnStateWords, turnTitle } from '../model/turn-words.ts';
import { counted } from '../model/words.ts';
import { Ago } from './ago.tsx';
import { Fold, type Folds } from './fold.tsx';
import { Icon } from './icon.tsx';

/** One exchange on the line of its session: what it was and how it ended, and on a click all that is known. */
export function TurnItem({ turn, folds }: { readonly turn: Turn; readonly folds: Folds }) {
  const { exchange, at, operation, where, said, secrets, decisions, state } = turn;
  const head = (
    <>
      <span class="card-head">
        <strong>
          <Quoted text={turnTitle(turn)} />
        </strong>
        <span class={`turn-state ${state.kind}`}>{turnStateWords(state)}</span>
      </span>
      <span class="card-line parts dim">
        <Ago at={at} />
        {secrets > 0 && <span class="kept">{counted(secrets, 'secret')} kept back</span>}
        <Quoted text={where} />
      </span>
    </>
  );
  return (
    <li class={state.kind}>
      <span class="dot">
        <Icon name={turnGlyph(operation)} />
      </span>
      <Fold id={`turn ${exchange}`} folds={folds} head={head} class="wide">
        {said.map(({ side, origin, text }, index) => (
          <blockquote key={`${index} of ${said.length}`} class={side}>
            <span class="side">
              <Quoted text={side === 'prompt' ? origin : 'answer'} />
            </span>
            <Quoted text={text} wrap />
          </blockquote>
        ))}
        {decisions.map((decision) => (
          <Decided key={decision.what} decision={decision} />
        ))}
        <Ended state={state} />
        <p class="dim">
          Exchange <code class="wraps">{exchange}</code>
        </p>
      </Fold>
    </li>
  );
}

function Decided({ decision }: { readonly decision: TurnDecision }) {
  const { what, verdict, rules, reason, approvedBy } = decision;
  const by = approvedBy.length === 0 ? '' : `, approved by ${approvedBy.join(', ')}`;
  const rule = rules.length === 0 ? '' : ` by ${rules.join(', ')}`;
  return (
    <p class={`decided ${verdict}`}>
      <Icon name={verdict === 'accepted' ? 'check' : 'stop'} />
      <span>
        <Quoted text={`${what}: ${verdict}${rule}${by}`} wrap />
        {reason !== '' && (
          <>
            . <Quoted text={reason} wrap />
          </>
        )}
      </span>
    </p>
  );
}

function Ended({ state }: { readonly state: TurnState }) {
  switch (state.kind) {
    case 'open':
    case 'passed':
      return null;
    case 'held':
      return (
        <p class="decided held">
          <Icon name="clock" />
          <span>
            Waits for approval <code class="wraps">{state.approval}</code>
          </span>
        </p>
      );
    case 'failed':
      return <Refused text={state.reason} rule={null} />;
    case 'refused':
      return <Refused text={`${state.reason} (${state.code}, at ${state.step})`} rule={state.rule} />;
  }
}

function Refused({ text, rule }: { readonly text: string; readonly rule: string | null }) {
  return (
    <p class="decided refused">
      <Icon name="stop" />
      <span>
        <Quoted text={text} wrap />
        {rule !== null && (
          <>
            {' '}
            <span class="dim">
              rule <Quoted text={rule} wrap />
            </span>
          </>
        )}
      </span>
    </p>
  );
}
