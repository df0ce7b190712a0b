import type {
  ActivityAnswer,
  PolicyOutcome,
  PolicyState,
  PolicyView,
  RuleView,
  WorkspaceView,
} from '../../protocol/panel-view.ts';
import { Empty } from '../components/notice.tsx';
import { Quoted } from '../components/quoted.tsx';
import type { Loaded } from '../model/panel-model.ts';
import { refusedIn } from '../model/refused.ts';
import { turnTitle } from '../model/turn-words.ts';
import { Ago } from './ago.tsx';
import { Fold, type Folds } from './fold.tsx';
import { Icon, type IconName } from './icon.tsx';
import { Shown } from './loaded.tsx';

interface Props {
  readonly policy: Loaded<PolicyView>;
  readonly activity: Loaded<ActivityAnswer>;
  readonly folds: Folds;
}

/** Which policy is in force, what it means for this workspace, and why something was refused. */
export function PolicySection({ policy, activity, folds }: Props) {
  return (
    <Shown what="the policy" loaded={policy}>
      {({ state, workspace, rules }) => (
        <>
          <section aria-labelledby="in-force">
            <h2 id="in-force">In force</h2>
            <InForce state={state} />
          </section>
          <section aria-labelledby="workspace">
            <h2 id="workspace">In this workspace</h2>
            {workspace === null ? (
              <Empty>The workspace has no remote on a host that the policy governs.</Empty>
            ) : (
              <Workspace workspace={workspace} />
            )}
          </section>
          <Refusals activity={activity} folds={folds} />
          <section aria-labelledby="rules">
            <h2 id="rules">Rules</h2>
            {rules.length === 0 && <Empty>There is no rule.</Empty>}
            {rules.map((rule) => (
              <RuleItem key={rule.id} rule={rule} folds={folds} />
            ))}
          </section>
        </>
      )}
    </Shown>
  );
}

const SHORT_HASH = 12;

function InForce({ state }: { readonly state: PolicyState }) {
  const origin = state.origin === 'feed' ? 'signed feed' : 'local file';
  if (state.kind === 'none')
    return (
      <div class="notice bad" role="alert">
        <strong>No policy can be enforced, so everything governed is refused.</strong>{' '}
        <Quoted text={state.reason} wrap /> ({origin})
      </div>
    );
  return (
    <dl class="facts">
      <div>
        <dt>Version</dt>
        <dd>{state.version ?? 'not numbered'}</dd>
      </div>
      <div>
        <dt>From</dt>
        <dd>{origin}</dd>
      </div>
      <div>
        <dt>SHA-256</dt>
        <dd>
          <code class="wraps" title={state.hash}>
            {state.hash.slice(0, SHORT_HASH)}…
          </code>
        </dd>
      </div>
    </dl>
  );
}

function Workspace({ workspace: { repository, outcomes } }: { readonly workspace: WorkspaceView }) {
  return (
    <>
      <p class="card-line dim">
        <Quoted text={repository} />
      </p>
      <ul class="outcomes">
        {outcomes.map((outcome) => (
          <Outcome key={outcome.what} outcome={outcome} />
        ))}
      </ul>
      <p class="dim">What depends on the content of a change is judged when you push it.</p>
    </>
  );
}

const VERDICTS: Readonly<
  Record<PolicyOutcome['verdict'], { readonly icon: IconName; readonly words: string }>
> = {
  allow: { icon: 'check', words: 'passes' },
  require_approval: { icon: 'clock', words: 'needs a reviewer' },
  deny: { icon: 'stop', words: 'refused' },
};

function Outcome({ outcome }: { readonly outcome: PolicyOutcome }) {
  const { what, verdict, masked, rules, reason } = outcome;
  const { icon, words } = VERDICTS[verdict];
  return (
    <li class={verdict}>
      <Icon name={icon} />
      <span>
        <span class="card-head">
          <Quoted text={what} />
          <span class="verdict">
            {words}
            {masked && ', masked'}
          </span>
        </span>
        {reason !== '' && (
          <span class="reason">
            <Quoted text={reason} wrap />
          </span>
        )}
        {rules.length > 0 && (
          <span class="card-line dim">
            <Quoted text={rules.join(', ')} />
          </span>
        )}
      </span>
    </li>
  );
}

const MAX_REFUSALS = 10;

function Refusals({ activity, folds }: Pick<Props, 'activity' | 'folds'>) {
  const refused = activity.kind === 'known' ? refusedIn(activity.value).slice(0, MAX_REFUSALS) : [];
  if (refused.length === 0) return null;
  return (
    <section aria-labelledby="refused">
      <h2 id="refused">Refused lately</h2>
      {refused.map(({ turn, why }) => (
        <Fold
          key={turn.exchange}
          id={`refused ${turn.exchange}`}
          folds={folds}
          class="row"
          head={
            <span class="card-head">
              <Quoted text={turnTitle(turn)} />
              <span class="dim">
                <Ago at={why.at} />
              </span>
            </span>
          }
        >
          <p>
            <Quoted text={why.reason} wrap />
          </p>
          <p class="dim">
            <Quoted text={why.rule === null ? 'No rule allows it' : `Rule ${why.rule}`} wrap /> ·{' '}
            <Quoted text={`${why.code}, at ${why.step}`} wrap />
          </p>
        </Fold>
      ))}
    </section>
  );
}

const EFFECTS: Readonly<Record<RuleView['effect'], string>> = {
  allow: 'allows',
  deny: 'denies',
  require_approval: 'asks a reviewer',
  mask: 'masks',
  scope: 'narrows',
};

function RuleItem({ rule, folds }: { readonly rule: RuleView; readonly folds: Folds }) {
  const { id, effect, mode, on, message, approvers } = rule;
  return (
    <Fold
      id={`rule ${id}`}
      folds={folds}
      class="row"
      head={
        <span class="card-head">
          <Quoted text={id} />
          <span class={`effect ${effect}`}>
            {EFFECTS[effect]}
            {mode !== 'enforce' && ` (${mode})`}
          </span>
        </span>
      }
    >
      {message !== '' && (
        <p>
          <Quoted text={message} wrap />
        </p>
      )}
      <p class="dim">
        On <Quoted text={on.join(', ')} wrap />
        {approvers !== '' && (
          <>
            . Decided by <Quoted text={approvers} wrap />
          </>
        )}
      </p>
    </Fold>
  );
}
