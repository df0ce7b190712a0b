import { useState } from 'preact/hooks';
import type { CallerRole } from '../../protocol/caller-role.ts';
import { REVOCATION_KINDS, type Revocation, type RevocationKind } from '../../protocol/revocation.ts';
import type { Collector } from '../client/collector.ts';
import { type Refusal, refusalOf } from '../client/refusal.ts';
import { Answer } from './answer.tsx';
import { Empty, RefusalNotice } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { RevokeButton } from './revoke-button.tsx';
import { type Column, Table } from './table.tsx';
import type { Revocations } from './use-revocations.ts';

interface Props {
  readonly collector: Collector;
  readonly roles: readonly CallerRole[];
  readonly revocations: Revocations;
}

/** What is taken back, by whom and why. Administrators take back more, or lift it. */
export function RevocationsSection({ collector, roles, revocations }: Props) {
  const { answered, askAgain } = revocations;
  const isAdmin = roles.includes('admin');
  return (
    <>
      <h2>What is revoked</h2>
      <Answer what="what is revoked" answered={answered}>
        {({ revocations: rows }) =>
          rows.length === 0 ? (
            <Empty>Nothing is.</Empty>
          ) : (
            <Table
              label="What is revoked"
              columns={isAdmin ? [...COLUMNS, liftColumn(collector, askAgain)] : COLUMNS}
              rows={rows}
              keyOf={({ id }) => String(id)}
            />
          )
        }
      </Answer>
      {isAdmin && <RevokeByName collector={collector} onRevoked={askAgain} />}
    </>
  );
}

const COLUMNS: readonly Column<Revocation>[] = [
  { name: 'Kind', kind: 'short', cell: ({ kind }) => kind },
  { name: 'Name', cell: ({ target }) => <Quoted text={target} wrap /> },
  { name: 'Reason', cell: ({ reason }) => <Quoted text={reason} wrap /> },
  { name: 'By', cell: ({ by }) => <Quoted text={by} wrap /> },
  { name: 'Since', kind: 'short', cell: ({ at }) => at.slice(0, 16).replace('T', ' ') },
];

function liftColumn(collector: Collector, onLifted: () => void): Column<Revocation> {
  return {
    name: 'Change',
    kind: 'short',
    cell: (revocation) => <LiftButton {...{ collector, revocation, onLifted }} />,
  };
}

function LiftButton(props: {
  readonly collector: Pick<Collector, 'lift'>;
  readonly revocation: Revocation;
  readonly onLifted: () => void;
}) {
  const { collector, revocation, onLifted } = props;
  const { id, kind, target } = revocation;
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // An approval that was revoked is denied for good.
  if (kind === 'approval') return null;
  const lift = (): void => {
    collector.lift(id).then(onLifted, (error: unknown) => setRefusal(refusalOf(error)));
  };
  return (
    <>
      <button type="button" class="quiet" onClick={lift}>
        Lift<span class="unseen"> the revocation of {`${kind} ${target}`}</span>
      </button>
      {refusal !== null && <RefusalNotice refusal={refusal} />}
    </>
  );
}

const MAX_NAME = 200;

/** For what no page shows any more, or never did. */
function RevokeByName({
  collector,
  onRevoked,
}: {
  readonly collector: Collector;
  readonly onRevoked: () => void;
}) {
  const [kind, setKind] = useState<RevocationKind>('subject');
  const [name, setName] = useState('');
  return (
    <div class="filter">
      <div>
        <label for="revoke-kind">Revoke</label>
        <select
          id="revoke-kind"
          value={kind}
          onChange={({ currentTarget }) =>
            setKind(REVOCATION_KINDS.find((each) => each === currentTarget.value) ?? 'subject')
          }
        >
          {REVOCATION_KINDS.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </div>
      <div>
        <label for="revoke-name">Name or id</label>
        <input
          id="revoke-name"
          value={name}
          maxLength={MAX_NAME}
          autoComplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </div>
      <div>
        {name.trim() !== '' && (
          <RevokeButton
            {...{ kind, collector }}
            target={name.trim()}
            onRevoked={() => {
              setName('');
              onRevoked();
            }}
          />
        )}
      </div>
    </div>
  );
}
