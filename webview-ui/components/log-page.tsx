import { useCallback } from 'preact/hooks';
import type { AgentFinding, EnrolledAgent, LogView } from '../../protocol/collector-api.ts';
import type { WebSessionView } from '../../protocol/web-session.ts';
import type { Collector } from '../client/collector.ts';
import { clockWords, findingWords, lastHeardWords } from '../model/log-words.ts';
import { revocationOf } from '../model/revocation-words.ts';
import { counted } from '../model/words.ts';
import { Answer } from './answer.tsx';
import { Fact, Facts } from './facts.tsx';
import { Empty } from './notice.tsx';
import { Quoted, QuotedBlock } from './quoted.tsx';
import { RevokeButton } from './revoke-button.tsx';
import { type Column, Table } from './table.tsx';
import { useAnswer } from './use-answer.ts';
import { useNow } from './use-now.ts';
import { type Revocations, useRevocations } from './use-revocations.ts';

interface Props {
  readonly me: Pick<WebSessionView, 'roles'>;
  readonly collector: Collector;
}

/** Whether the record is whole: what the log has, who writes to it, and what is odd about that. */
export function LogPage({ me, collector }: Props) {
  const revocations = useRevocations(collector, me.roles);
  const log = useAnswer(useCallback((signal: AbortSignal) => collector.log(signal), [collector]));
  const agents = useAnswer(useCallback((signal: AbortSignal) => collector.agents(signal), [collector]));
  return (
    <>
      <h1 tabIndex={-1}>Log</h1>
      <Answer what="the log" answered={log}>
        {(view) => <Log view={view} />}
      </Answer>
      <h2>Agents</h2>
      <Answer what="the agents" answered={agents}>
        {(answer) => <Agents {...{ me, collector, revocations }} agents={answer.agents} />}
      </Answer>
    </>
  );
}

function Log({ view }: { readonly view: LogView }) {
  const { origin, publicKey, size, checkpoint, publishedSize, unindexed, problems } = view;
  return (
    <>
      {problems.map((problem) => (
        <p class="notice bad" role="alert" key={problem}>
          {problem}
        </p>
      ))}
      <Facts>
        <Fact name="Name">
          <code class="wraps">{origin}</code>
        </Fact>
        <Fact name="Records">{size}</Fact>
        <Fact name="In its files">
          {publishedSize}
          {publishedSize < size && `, ${counted(size - publishedSize, 'more record')} on the way`}
        </Fact>
        <Fact name="Findable">
          {unindexed === 0 ? 'all of them' : `all but ${counted(unindexed, 'record')}`}
        </Fact>
        <Fact name="Its key">
          <code class="wraps">{publicKey}</code>
        </Fact>
      </Facts>
      <h2>Checkpoint</h2>
      {checkpoint === null ? (
        <Empty>There is no record yet, so there is nothing to sign.</Empty>
      ) : (
        <QuotedBlock text={checkpoint} label="The newest checkpoint, as it is signed" />
      )}
      <h2>To verify it without this server</h2>
      <p>
        Get the key above by another way, on paper or from whoever runs the collector, and compare. Then, on
        any machine:
      </p>
      <QuotedBlock text={verifyCommands(publicKey)} label="Commands that verify an export" />
    </>
  );
}

function verifyCommands(publicKey: string): string {
  return `countersign audit export --out bundle\ncountersign audit verify bundle --trust ${publicKey}`;
}

const SHORT_ID = 12;

interface AgentsProps extends Props {
  readonly agents: readonly EnrolledAgent[];
  readonly revocations: Revocations;
}

function Agents({ agents, me, collector, revocations }: AgentsProps) {
  const now = useNow();
  const odd = agents.flatMap(({ agent, subject, findings }) =>
    findings.map((finding) => ({ agent, subject, finding })),
  );
  if (agents.length === 0) return <Empty>No agent has enrolled.</Empty>;
  const columns = [...agentColumns(now), revokedColumn({ me, collector, revocations })];
  return (
    <>
      <Table label="Agents" columns={columns} rows={agents} keyOf={({ agent }) => agent} />
      <h2>
        What is odd <span class="count">{odd.length}</span>
      </h2>
      {odd.length === 0 ? (
        <Empty>Every record came once, in order and in time.</Empty>
      ) : (
        <Table label="Findings" columns={FINDING_COLUMNS} rows={odd} keyOf={findingKey} />
      )}
    </>
  );
}

function agentColumns(now: number): readonly Column<EnrolledAgent>[] {
  return [
    { name: 'Agent', kind: 'short', cell: ({ agent }) => <AgentId id={agent} /> },
    { name: 'Works for', cell: ({ subject }) => <Quoted text={subject} wrap /> },
    { name: 'Last record', kind: 'number', cell: ({ seq }) => seq },
    {
      name: 'It was',
      cell: ({ lastEvent }) => (lastEvent === null ? 'none yet' : <Quoted text={lastEvent} />),
    },
    { name: 'Heard', kind: 'short', cell: (agent) => lastHeardWords(agent, now) },
    { name: 'Version', cell: ({ version }) => <Quoted text={version ?? 'not said'} wrap /> },
    { name: 'Clock', kind: 'short', cell: clockWords },
    { name: 'Odd', kind: 'number', cell: ({ findings }) => findings.length },
  ];
}

/** Whether an agent is revoked; an administrator may revoke it here. */
function revokedColumn({ me, collector, revocations }: Omit<AgentsProps, 'agents'>): Column<EnrolledAgent> {
  const { answered, askAgain } = revocations;
  const rows = answered.kind === 'known' ? answered.value.revocations : [];
  return {
    name: 'Revoked',
    kind: 'short',
    cell: ({ agent }) => {
      const revocation = revocationOf(rows, 'agent', agent);
      if (revocation !== null) return <span class="bad">{revocation.at.slice(0, 16).replace('T', ' ')}</span>;
      if (!me.roles.includes('admin')) return 'no';
      return <RevokeButton kind="agent" target={agent} collector={collector} onRevoked={askAgain} />;
    },
  };
}

interface Found {
  readonly agent: string;
  readonly subject: string;
  readonly finding: AgentFinding;
}

const FINDING_COLUMNS: readonly Column<Found>[] = [
  { name: 'Agent', kind: 'short', cell: ({ agent }) => <AgentId id={agent} /> },
  { name: 'Works for', cell: ({ subject }) => <Quoted text={subject} wrap /> },
  { name: 'What', cell: ({ finding }) => findingWords(finding) },
  { name: 'Times', kind: 'number', cell: ({ finding }) => finding.times },
  { name: 'Last', kind: 'short', cell: ({ finding }) => finding.lastAt.slice(0, 19).replace('T', ' ') },
];

function findingKey({ agent, finding }: Found): string {
  return `${agent} ${finding.kind} ${finding.firstSeq} ${finding.foundAt}`;
}

function AgentId({ id }: { readonly id: string }) {
  return <code title={id}>{id.slice(0, SHORT_ID)}</code>;
}
