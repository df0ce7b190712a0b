import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TrustStore } from '../../agent/ca/stores/trust-store.ts';
import { ControlClientError, controlClient } from '../../agent/control/client.ts';
import type { AgentStatus } from '../../protocol/control.ts';
import { vouchedHosts } from '../../protocol/enforced-hosts.ts';
import { WIRING_FILE } from '../../protocol/wiring.ts';
import { controlSocket } from '../paths.ts';
import { askedHost } from './asked-host.ts';
import { bypassChecks } from './bypass-checks.ts';
import { type Check, failed, ok, type Standing, skipped, standingOf } from './check.ts';
import { editorChecks } from './editor-checks.ts';
import { linkChecks } from './link-checks.ts';
import { statusChecks } from './status-checks.ts';
import { shellCheck, trustStoreCheck } from './trust-checks.ts';

export interface ExamineOptions {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly findStore: () => Promise<TrustStore | null>;
}

const AGENT = { id: 'agent', title: 'The agent runs' };
const LINKS = { id: 'links', title: 'The links behind the agent' };
const COLLECTOR = { id: 'collector', title: 'The collector answers' };
const COLLECTOR_TIMEOUT_MS = 10_000;

export interface Examination {
  readonly checks: readonly Check[];
  readonly standing: Standing;
}

/** Looks at the whole chain, each link by a real request where there is one to send. */
export async function examine(options: ExamineOptions): Promise<Examination> {
  const { home, environment, findStore } = options;
  const isWired = existsSync(join(home, WIRING_FILE));
  const control = controlClient(controlSocket(home));
  const status = await control.status().catch(goneAgent);
  const own = [await trustStoreCheck({ home, isWired }, findStore), shellCheck(environment)];
  if (status instanceof ControlClientError) {
    const gone = [failed(AGENT, status.message, status.hint), skipped(LINKS, 'there is no agent to ask')];
    return { checks: [...gone, ...own], standing: 'broken' };
  }
  const grant = await control.openSession({ actor: 'ai', program: 'countersign doctor', parent: null });
  try {
    const host = await askedHost(home, status);
    const vouched = vouchedHosts(status);
    const hosts = vouched ?? (host === null ? [] : [host.name]);
    const checks = [
      ok(AGENT, `version ${status.version}, for ${status.subject}, on 127.0.0.1:${status.proxy.port}`),
      ...statusChecks(status),
      await collectorCheck(status),
      ...(await linkChecks(host, grant)),
      ...own,
      ...(await editorChecks(home, status.proxy.port)),
      ...(hosts.length === 0 ? [] : await bypassChecks({ hosts, environment })),
    ];
    return { checks, standing: standingOf(checks, vouched !== null) };
  } finally {
    await control.closeSession(grant.id);
  }
}

function goneAgent(fault: unknown): ControlClientError {
  if (fault instanceof ControlClientError) return fault;
  throw fault;
}

async function collectorCheck({ collector }: AgentStatus): Promise<Check> {
  try {
    const signal = AbortSignal.timeout(COLLECTOR_TIMEOUT_MS);
    const { status } = await fetch(new URL('/healthz', collector.url), { signal });
    if (status === 200) return ok(COLLECTOR, collector.url);
    return failed(COLLECTOR, `${collector.url} answers ${status}`, 'see the log of the collector');
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : 'it does not answer';
    return failed(COLLECTOR, `${collector.url}: ${why}`, 'see that it is up and can be reached from here');
  }
}
