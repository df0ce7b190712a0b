import type { CollectorClient } from '../../agent/collector-client/client.ts';
import { type Approval, boundTo } from '../../protocol/approval.ts';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import type { CollectorEvent } from '../../protocol/collector-api.ts';
import type { JsonValue } from '../../protocol/json.ts';
import { printable } from '../../protocol/printable.ts';
import type { CliContext } from '../context.ts';
import { watchEvents } from '../watch-events.ts';

/** Prints every decision as the collector learns of it. Ends with `close`. */
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
    const onEvent = (event: CollectorEvent): void => {
      const line = options.json ? JSON.stringify(event) : lineOf(event);
      if (line !== null) context.out(`${line}\n`);
    };
    // The collector is in this process: a stream that breaks (the machine slept, say) is simply opened again.
    await watchEvents(client, { onEvent, onAway: () => undefined }, stop.signal);
  }

  return {
    async close() {
      stop.abort();
      await shown;
    },
  };
}

function lineOf(event: CollectorEvent): string | null {
  switch (event.kind) {
    case 'record':
      return lineOfRecord(event.record.record);
    case 'approval':
      return lineOfApproval(event.approval);
    case 'feed':
      return null;
  }
}

/** What people decide; that a grant is claimed and spent shows in what is forwarded. */
function lineOfApproval({ id, state, binding, votes, askedAt }: Approval): string | null {
  if (state.kind === 'claimed' || state.kind === 'spent') return null;
  const last = votes.at(-1);
  const by = last === undefined ? '' : `by ${last.by}, `;
  const { where, what } = boundTo(binding);
  return line(last?.at ?? askedAt, state.kind, `${where} ${what} (${by}approval ${id})`);
}

function line(at: string, what: string, rest: string): string {
  return printable(`${at.slice(11, 19)}  ${what.padEnd(9)} ${rest}`);
}

/** Pushes only: a line for every fetch and page would bury them. */
function lineOfRecord({ at, event, detail }: AuditRecord): string | null {
  const operation = detail['operation'];
  if (event === 'exchange.refused' && field(operation, 'kind') === 'git.push') {
    return line(at, 'refused', `${field(operation, 'repository')}: ${field(detail, 'reason')}`);
  }
  if (event === 'exchange.intent' && field(operation, 'kind') === 'git.push') {
    const decisions = detail['decisions'];
    const refs = Array.isArray(decisions) ? decisions.map((each) => decisionWords(each as JsonValue)) : [];
    return line(at, 'forwarded', `${field(operation, 'repository')} ${refs.join(', ')}`);
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
