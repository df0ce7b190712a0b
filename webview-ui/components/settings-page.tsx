import { useCallback } from 'preact/hooks';
import type { NotifyTargetView, TokenView } from '../../protocol/configuration.ts';
import type { WebSessionView } from '../../protocol/web-session.ts';
import type { Collector } from '../client/collector.ts';
import { revocationOf } from '../model/revocation-words.ts';
import { Answer } from './answer.tsx';
import { Fact, Facts } from './facts.tsx';
import { Empty } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { RevocationsSection } from './revocations-section.tsx';
import { RevokeButton } from './revoke-button.tsx';
import { type Column, Table } from './table.tsx';
import { useAnswer } from './use-answer.ts';
import { type Revocations, useRevocations } from './use-revocations.ts';

interface Props {
  readonly me: WebSessionView;
  readonly collector: Collector;
}

/** Who somebody is here, and how this collector is set up. */
export function SettingsPage({ me, collector }: Props) {
  const revocations = useRevocations(collector, me.roles);
  const isWatching = me.roles.includes('auditor') || me.roles.includes('admin');
  return (
    <>
      <h1 tabIndex={-1}>Settings</h1>
      <h2>You</h2>
      <Facts>
        <Fact name="Name">
          <Quoted text={me.subject} wrap />
        </Fact>
        <Fact name="Roles">
          <Quoted text={me.roles.join(', ')} wrap />
        </Fact>
        <Fact name="Groups">
          <Quoted text={me.groups.length === 0 ? 'none' : me.groups.join(', ')} wrap />
        </Fact>
        <Fact name="Signed in until">
          <time dateTime={me.expiresAt}>{me.expiresAt.slice(0, 16).replace('T', ' ')} UTC</time>
        </Fact>
      </Facts>
      {isWatching && <RevocationsSection roles={me.roles} {...{ collector, revocations }} />}
      {isWatching && <Configuration {...{ me, collector, revocations }} />}
    </>
  );
}

interface ConfigurationProps extends Props {
  readonly revocations: Revocations;
}

function Configuration({ me, collector, revocations }: ConfigurationProps) {
  const ask = useCallback((signal: AbortSignal) => collector.configuration(signal), [collector]);
  return (
    <Answer what="the settings" answered={useAnswer(ask)}>
      {({ url, isEncrypted, provider, limits, targets, tokens }) => (
        <>
          <h2>This collector</h2>
          <Facts>
            <Fact name="Reached at">
              <Quoted text={url ?? 'this machine alone'} wrap />
            </Fact>
            <Fact name="TLS">{isEncrypted ? 'its own' : 'none of its own'}</Fact>
            <Fact name="People">
              <Quoted text={provider === null ? 'have tokens of its own' : `sign in at ${provider}`} wrap />
            </Fact>
          </Facts>
          <h2>Who is told of approvals</h2>
          {targets.length === 0 ? (
            <Empty>Nobody is: the inbox shows what waits.</Empty>
          ) : (
            <Table label="Who is told" columns={TARGETS} rows={targets} keyOf={({ name }) => name} />
          )}
          <h2>
            Tokens <span class="count">{tokens.length}</span>
          </h2>
          <Table
            label="Tokens"
            columns={[...TOKENS, revokedColumn({ me, collector, revocations })]}
            rows={tokens}
            keyOf={({ name }) => name}
          />
          <h2>Limits</h2>
          <Table
            label="Limits"
            columns={LIMITS}
            rows={Object.entries(limits).map(([name, value]) => ({ name, value }))}
            keyOf={({ name }) => name}
          />
        </>
      )}
    </Answer>
  );
}

const TARGETS: readonly Column<NotifyTargetView>[] = [
  { name: 'Name', cell: ({ name }) => <Quoted text={name} wrap /> },
  { name: 'By', kind: 'short', cell: ({ kind }) => kind },
  {
    name: 'How it goes',
    cell: ({ problem }) =>
      problem === null ? (
        'well'
      ) : (
        <span class="bad">
          <Quoted text={problem} wrap />
        </span>
      ),
  },
];

const TOKENS: readonly Column<TokenView>[] = [
  { name: 'Name', cell: ({ name }) => <Quoted text={name} wrap /> },
  { name: 'Role', kind: 'short', cell: ({ role }) => role },
  { name: 'For', cell: ({ subject }) => <Quoted text={subject} wrap /> },
  {
    name: 'Good until',
    kind: 'short',
    cell: ({ expiresAt }) => expiresAt?.slice(0, 16).replace('T', ' ') ?? 'it is replaced',
  },
];

/** Whether whoever a token is for is revoked: with them goes every token of theirs. */
function revokedColumn({ me, collector, revocations }: ConfigurationProps): Column<TokenView> {
  const { answered, askAgain } = revocations;
  const rows = answered.kind === 'known' ? answered.value.revocations : [];
  return {
    name: 'Revoked',
    kind: 'short',
    cell: ({ subject }) => {
      const revocation = revocationOf(rows, 'subject', subject);
      if (revocation !== null) return <span class="bad">{revocation.at.slice(0, 16).replace('T', ' ')}</span>;
      if (!me.roles.includes('admin') || subject === me.subject) return 'no';
      return <RevokeButton kind="subject" target={subject} collector={collector} onRevoked={askAgain} />;
    },
  };
}

const LIMITS: readonly Column<{ readonly name: string; readonly value: number }>[] = [
  { name: 'Name', cell: ({ name }) => <code class="wraps">{name}</code> },
  { name: 'Value', kind: 'number', cell: ({ value }) => value },
];
