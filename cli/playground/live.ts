import type { CollectorClient } from '../../agent/collector-client/client.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { CollectorEvent } from '../../protocol/collector-api.ts';
import type { JsonValue } from '../../protocol/json.ts';
import { printable } from '../../protocol/printable.ts';
import type { CliContext } from '../context.ts';

/** Prints every decision as the collector learns of it. Ends with the collector or with `close`. */
export function showDecisions(
  context: CliContext,
  client: CollectorClient,
  options: { readonly json: boolean },
): { close(): Promise<void> } {
  const stop = new AbortController();
  const shown = show().catch((fault: unknown) => {
    if (!stop.signal.aborted) context.err(`countersign: decisions are no longer shown: ${String(fault)}\n`);
  });

  async function show(): Promise<void> {
    for await (const event of await client.events(stop.signal)) {
      const line = options.json ? JSON.stringify(event) : lineOf(event);
      if (line !== null) context.out(`${line}\n`);
    }
  }

  return {
    async close() {
      stop.abort();
      await shown;
    },
  };
}

function lineOf(event: CollectorEvent): string | null {
  if (event.kind === 'record') return lineOfRecord(event.record.record);
  const { id, state, summary, votes } = event.approval;
  const who = votes.map((vote) => vote.by).join(', ');
  const by = who === '' ? '' : ` by ${who}`;
  return `${summary.repository} ${summary.ref}  approval ${id} ${state.kind}${by}`;
}

/** Pushes only: a line for every fetch and page would bury them. */
function lineOfRecord({ at, event, detail }: AuditRecord): string | null {
  const operation = detail['operation'];
  const time = at.slice(11, 19);
  if (event === 'exchange.refused' && field(operation, 'kind') === 'git.push') {
    return printable(`${time}  refused   ${field(operation, 'repository')}: ${String(detail['reason'])}`);
  }
  if (event === 'exchange.intent' && field(operation, 'kind') === 'git.push') {
    const decisions = detail['decisions'];
    const refs = Array.isArray(decisions) ? decisions.map((each) => decisionWords(each as JsonValue)) : [];
    return printable(`${time}  forwards  ${field(operation, 'repository')}: ${refs.join(', ')}`);
  }
  return null;
}

function decisionWords(decision: JsonValue): string {
  return `${field(member(decision, 'action'), 'ref')} ${field(decision, 'verdict')}`;
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, JsonValue>>)[name];
}

function field(value: JsonValue | undefined, name: string): string {
  const found = member(value, name);
  return typeof found === 'string' ? found : '';
}
