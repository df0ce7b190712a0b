import { Command } from 'commander';
import type { AgentFinding, EnrolledAgent } from '../protocol/collector-api.ts';
import { type CollectorOptions, withCollector, withCollectorOptions } from './collector-access.ts';
import type { CliContext } from './context.ts';
import { jsonLine } from './json-line.ts';
import { table } from './table.ts';

/** `countersign audit agents`: who records, how far, and what is odd about it. */
export function auditAgentsCommand(context: CliContext): Command {
  const command = new Command('agents').description(
    'list the agents, their last record, and gaps, forks, bad signatures, repeats, late records and clocks that are ahead',
  );
  return withCollectorOptions(command, 'auditor').action((options: CollectorOptions) =>
    withCollector(context, { role: 'auditor', options }, async (client) => {
      const { agents } = await client.agents();
      if (options.json === true) for (const agent of agents) context.out(jsonLine(agent));
      else context.out(agents.length === 0 ? 'no agent has enrolled\n' : agentsTable(agents));
    }),
  );
}

const SHORT_AGENT = 12;
const MAX_SHOWN = 5;

function agentsTable(agents: readonly EnrolledAgent[]): string {
  return table(
    ['AGENT', 'WORKS FOR', 'RECORDS', 'LAST RECEIVED', 'LAST EVENT', 'FINDINGS'],
    agents.map(({ agent, subject, seq, lastReceivedAt, lastEvent, findings }) => [
      agent.slice(0, SHORT_AGENT),
      subject,
      String(seq),
      lastReceivedAt ?? '-',
      lastEvent ?? '-',
      findingsText(findings),
    ]),
  );
}

function findingsText(findings: readonly AgentFinding[]): string {
  const shown = findings.slice(0, MAX_SHOWN).map(findingText);
  const more = findings.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ') || '-';
}

function findingText({ kind, firstSeq, lastSeq, times, open }: AgentFinding): string {
  const range = firstSeq === lastSeq ? String(firstSeq) : `${firstSeq}-${lastSeq}`;
  const often = times === 1 ? '' : ` (${times} times)`;
  return `${open ? 'open ' : ''}${kind} at ${range}${often}`;
}
