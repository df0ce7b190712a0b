import type { AgentStatus } from '../protocol/control.ts';
import { controlSocketPath } from '../protocol/control-socket.ts';
import { CONTROL_VERSION } from '../protocol/control-version.ts';
import { policyStatus, shippingStatus } from './agent-status.ts';
import type { Closing } from './closing.ts';
import { createCollectorClient } from './collector-client/client.ts';
import type { AgentConfig } from './config.ts';
import { Announcer } from './control/announcer.ts';
import { serveControl } from './control/server.ts';
import { Windows } from './control/windows.ts';
import { type AgentTokenPorts, renewAgentToken } from './identity/agent-token.ts';
import { LastingSessions } from './identity/lasting-sessions.ts';
import { type SessionDesk, sessionDesk } from './identity/session-desk.ts';
import { StepUps } from './identity/step-ups.ts';
import { openPanel } from './open-panel.ts';
import { LOOPBACK } from './open-proxy.ts';
import { COLLECTOR_TIMEOUT_MS, type OpenRecord } from './open-record.ts';
import type { OpenTraffic } from './open-traffic.ts';
import type { AgentSurroundings } from './surroundings.ts';

/** What the command line and editors speak to. */
export interface OpenControl {
  readonly desk: SessionDesk;
  readonly windows: Windows;
  readonly status: () => Promise<AgentStatus>;
  /** Resolves when somebody asks the agent to stop. */
  readonly stopAsked: Promise<void>;
}

interface ControlParts {
  readonly record: OpenRecord & { readonly closing: Closing };
  readonly traffic: OpenTraffic;
  readonly surroundings: AgentSurroundings;
}

export async function openControl(config: AgentConfig, parts: ControlParts): Promise<OpenControl> {
  const { record, traffic, surroundings } = parts;
  const { closing, onRecord } = record;
  const { policy, sessions, ports } = traffic;
  const stepUps = openStepUps(config, parts);
  const desk = await openDesk(config, stepUps, parts);
  const windows = new Windows(config.limits.windows, (session) => {
    desk
      .close(session)
      .catch((cause: unknown) => surroundings.log.warn({ err: cause }, 'a session was not closed'));
  });
  const status = (): Promise<AgentStatus> => statusOf(config, windows, parts);
  const announcer = closing.add(new Announcer(windows, status), (opened) => opened.close());
  onRecord(({ event, session, exchange, detail }) =>
    windows.publish({ kind: 'record', record: { event, session, exchange, detail } }),
  );
  const stopAsked = Promise.withResolvers<void>();
  const control = {
    ...{ status, openSession: desk.open, closeSession: desk.close, windows },
    panel: openPanel(config, { record, sessions, policy, masking: ports.masking }),
    challenge: () => stepUps.challenge(),
    announce: () => announcer.announce(),
    stop: stopAsked.resolve,
    renewToken: (token: string) => renewAgentToken(token, tokenPorts(config, record)),
  };
  closing.add(await serveControl(controlSocketPath(config.home, process.platform), control), (opened) => {
    windows.close();
    return opened.close();
  });
  return { desk, windows, status, stopAsked: stopAsked.promise };
}

function openStepUps(config: AgentConfig, { record, traffic, surroundings }: ControlParts): StepUps {
  return new StepUps({
    enrolment: record.enrolment,
    vouched: traffic.vouched,
    clock: surroundings.clock,
    limits: config.limits.stepUp,
    collector: config.collector.url,
  });
}

async function openDesk(
  config: AgentConfig,
  stepUps: StepUps,
  { record, traffic, surroundings }: ControlParts,
): Promise<SessionDesk> {
  const { sessions, ports, listener, trustFiles } = traffic;
  return sessionDesk({
    ...{ sessions, stepUps, journal: record.journal, clock: surroundings.clock, ...trustFiles },
    humanMs: config.limits.stepUp.humanMs,
    isGateway: config.gateway !== null,
    lasting: await LastingSessions.open(config.home, sessions),
    port: () => listener.port,
    forget: (session) => {
      ports.masking.forget(session);
      ports.contents.forget(session);
    },
  });
}

async function statusOf(
  config: AgentConfig,
  windows: Windows,
  { record, traffic, surroundings }: ControlParts,
): Promise<AgentStatus> {
  const { key, enrolment, journal, shipper } = record;
  const { policy, sessions, turnstile, listener } = traffic;
  return {
    version: surroundings.version,
    control: CONTROL_VERSION,
    startedBy: surroundings.startedBy ?? 'command',
    collector: { url: config.collector.url },
    hosts: (policy.lastKnown()?.hosts ?? []).map(({ suffix, kind, ssh, enforcedBy }) => ({
      ...{ suffix, kind, ssh, enforcedBy },
    })),
    windows: windows.count,
    pid: process.pid,
    agent: key.id,
    subject: enrolment.subject,
    proxy: { host: LOOPBACK[0], port: listener.port },
    policy: await policyStatus(policy),
    journal: { kind: journal.state().kind, seq: journal.head().seq },
    shipping: shippingStatus(shipper),
    sessions: sessions.list().length,
    exchanges: turnstile.inside,
  };
}

function tokenPorts({ collector }: AgentConfig, { enrolment, key, client }: OpenRecord): AgentTokenPorts {
  return {
    ...{ enrolment, client },
    publicKey: key.publicKeyDer.toString('base64'),
    clientWith: (token) => createCollectorClient({ ...collector, token, timeoutMs: COLLECTOR_TIMEOUT_MS }),
  };
}
