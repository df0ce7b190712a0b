import { useCallback } from 'preact/hooks';
import type { NotifyTargetView, TokenView } from '../../protocol/configuration.ts';
import type { WebSessionView } from '../../protocol/web-session.ts';
import type { Collector } from '../client/collector.ts';
import { Answer } from './answer.tsx';
import { Fact, Facts } from './facts.tsx';
import { Empty } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { type Column, Table } from './table.tsx';
import { useAnswer } from './use-answer.ts';

interface Props {
  readonly me: WebSessionView;
  readonly collector: Collector;
}

/** Who somebody is here, and how this collector is set up. */
export function SettingsPage({ me, collector }: Props) {
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
      {me.roles.includes('auditor') && <Configuration collector={collector} />}
    </>
  );
}

function Configuration({ collector }: Pick<Props, 'collector'>) {
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
          <Table label="Tokens" columns={TOKENS} rows={tokens} keyOf={({ name }) => name} />
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

const LIMITS: readonly Column<{ readonly name: string; readonly value: number }>[] = [
  { name: 'Name', cell: ({ name }) => <code class="wraps">{name}</code> },
  { name: 'Value', kind: 'number', cell: ({ value }) => value },
];
