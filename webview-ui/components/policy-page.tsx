import { useCallback } from 'preact/hooks';
import type { FeedRoleView, FeedView } from '../../protocol/configuration.ts';
import type { Collector } from '../client/collector.ts';
import { expiryOf, type RollOut, rollOutOf, STANDING_WORDS } from '../model/roll-out.ts';
import { counted } from '../model/words.ts';
import { Answer } from './answer.tsx';
import { DryRunSection } from './dry-run.tsx';
import { Empty } from './notice.tsx';
import { Quoted, QuotedBlock } from './quoted.tsx';
import { type Column, Table } from './table.tsx';
import { useAnswer } from './use-answer.ts';
import { useNow } from './use-now.ts';

/** Which policies there are, how far each has got, and until when the feed is good. */
export function PolicyPage({ collector }: { readonly collector: Collector }) {
  const ask = useCallback(
    async (signal: AbortSignal) => {
      const [{ feed }, { agents }] = await Promise.all([collector.feed(signal), collector.agents(signal)]);
      return { feed, rollOut: rollOutOf(agents, feed) };
    },
    [collector],
  );
  return (
    <>
      <h1 tabIndex={-1}>Policy</h1>
      <Answer what="the policies" answered={useAnswer(ask)}>
        {({ feed, rollOut }) => (
          <>
            <h2>What agents enforce</h2>
            {rollOut.length === 0 ? (
              <Empty>No agent has enrolled.</Empty>
            ) : (
              <Table label="What agents enforce" columns={ROLL_OUT} rows={rollOut} keyOf={rollOutKey} />
            )}
            <h2>The feed</h2>
            <Feed feed={feed} />
            <h2>What a policy would have decided</h2>
            <DryRunSection collector={collector} offered={feed?.policyFile ?? null} />
          </>
        )}
      </Answer>
      <h3>One that is not published yet</h3>
      <p>On your own machine, before it is signed; an auditor may read the records that it is tried on:</p>
      <QuotedBlock text={DRY_RUN} label="Commands that try a policy" />
    </>
  );
}

const DRY_RUN = 'countersign policy check policy.yaml\ncountersign policy dry-run policy.yaml --days 7';
const SHORT_HASH = 16;

const ROLL_OUT: readonly Column<RollOut>[] = [
  {
    name: 'Policy',
    kind: 'short',
    cell: ({ hash }) => (hash === null ? 'none yet' : <code title={hash}>{hash.slice(0, SHORT_HASH)}</code>),
  },
  { name: 'Version', kind: 'number', cell: ({ version }) => version ?? '–' },
  { name: 'It is', cell: ({ standing }) => STANDING_WORDS[standing] },
  { name: 'Agents', kind: 'number', cell: ({ agents }) => agents.length },
  { name: 'Which', cell: ({ agents }) => <Agents ids={agents} /> },
];

const SHOWN_AGENTS = 3;
const SHORT_ID = 12;

/** Some at once, all of them for whoever wants to know. */
function Agents({ ids }: { readonly ids: readonly string[] }) {
  const names = ids.map((id) => (
    <li key={id}>
      <code title={id}>{id.slice(0, SHORT_ID)}</code>
    </li>
  ));
  if (ids.length <= SHOWN_AGENTS) return <ul class="names">{names}</ul>;
  return (
    <details>
      <summary>{counted(ids.length, 'agent')}</summary>
      <ul class="names">{names}</ul>
    </details>
  );
}

function rollOutKey({ hash, version }: RollOut): string {
  return `${hash ?? ''} ${version ?? ''}`;
}

function Feed({ feed }: FeedView) {
  const now = useNow();
  if (feed === null)
    return (
      <Empty>This collector serves no feed: agents have theirs from elsewhere, or a file of their own.</Empty>
    );
  if (feed.roles.length === 0)
    return <p class="notice bad">The feed cannot be read. Agents refuse it too.</p>;
  const over = feed.roles.filter((role) => expiryOf(role, now) === 'over');
  return (
    <>
      {over.length > 0 && (
        <p class="notice bad" role="alert">
          Out of date: {over.map(({ role }) => role).join(', ')}. Agents refuse it until it is signed anew.
        </p>
      )}
      <Table label="The feed" columns={feedColumns(now)} rows={feed.roles} keyOf={({ role }) => role} />
      {feed.policyFile !== null && (
        <p>
          Its policy file has the SHA-256 <code class="wraps">{feed.policyFile}</code>
        </p>
      )}
    </>
  );
}

const EXPIRY_WORDS = { over: 'over', soon: 'ends soon', later: 'good' } as const;

function feedColumns(now: number): readonly Column<FeedRoleView>[] {
  return [
    { name: 'Role', kind: 'short', cell: ({ role }) => role },
    { name: 'Version', kind: 'number', cell: ({ version }) => version },
    {
      name: 'Good until',
      kind: 'short',
      cell: ({ expires }) => <Quoted text={expires.slice(0, 16).replace('T', ' ')} />,
    },
    { name: 'It is', cell: (role) => EXPIRY_WORDS[expiryOf(role, now)] },
  ];
}
