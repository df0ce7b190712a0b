import type { AgentStatus } from '../protocol/control.ts';
import { Closing } from './closing.ts';
import type { AgentConfig } from './config.ts';
import type { Windows } from './control/windows.ts';
import { openTokenRenewal } from './gateway/open-gateway.ts';
import type { SessionDesk } from './identity/session-desk.ts';
import { openControl } from './open-control.ts';
import { warmUpPorts } from './open-proxy.ts';
import { openRecord } from './open-record.ts';
import { openTraffic } from './open-traffic.ts';
import type { AgentSurroundings } from './surroundings.ts';

/** A running agent. */
export interface Agent {
  readonly port: number;
  readonly openSession: SessionDesk['open'];
  readonly closeSession: SessionDesk['close'];
  status(): Promise<AgentStatus>;
  /** Resolves when somebody asks the agent to stop over its control API; whoever started it then closes it. */
  readonly stopAsked: Promise<void>;
  /** The windows of editors that follow it. */
  readonly windows: Pick<Windows, 'count' | 'editors' | 'deserted'>;
  /** Makes ready what the first request would otherwise wait for; never rejects. For an agent that is there to stay. */
  warmUp(): Promise<void>;
  /** True once the collector holds every record there is; false when the time was too short. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Finishes what is in flight, ships what it can, then stops. */
  close(): Promise<void>;
}

/** Opens everything, in the order in which it depends on each other. What was opened is closed when a part fails. */
export async function startAgent(config: AgentConfig, surroundings: AgentSurroundings): Promise<Agent> {
  const closing = new Closing();
  try {
    return await open(config, surroundings, closing);
  } catch (fault) {
    await closing
      .run()
      .catch((cause: unknown) => surroundings.log.warn({ err: cause }, 'closing after a failed start'));
    throw fault;
  }
}

async function open(config: AgentConfig, surroundings: AgentSurroundings, closing: Closing): Promise<Agent> {
  const record = { ...(await openRecord(config, surroundings, closing)), closing };
  const { journal, shipper, enrolment, follower } = record;
  if (config.gateway !== null) openTokenRenewal(config.gateway, surroundings, record);
  const traffic = await openTraffic(config, record, surroundings);
  const { listener, ports } = traffic;
  const { desk, windows, status, stopAsked } = await openControl(config, { record, traffic, surroundings });
  await journal.append({
    event: 'agent.started',
    session: null,
    exchange: null,
    detail: { version: surroundings.version, subject: enrolment.subject, log: follower.head() },
  });
  return {
    port: listener.port,
    openSession: desk.open,
    closeSession: desk.close,
    status,
    stopAsked,
    windows,
    warmUp: () => warmUpPorts(ports, surroundings.log),
    flush: async (timeoutMs) => (await shipper.flush(timeoutMs)) === 'flushed',
    close: () => closing.run(),
  };
}
