import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { hostKind } from '../../policy/hosts.ts';
import type { Journal } from '../audit/journal.ts';
import type { Closing } from '../closing.ts';
import type { CollectorClient } from '../collector-client/client.ts';
import type { AgentConfig } from '../config.ts';
import type { CredentialBroker } from '../credential/broker.ts';
import { githubCalls } from '../credential/github-calls.ts';
import type { PolicySource } from '../feed/policy-source.ts';
import type { AgentKey } from '../identity/agent-key.ts';
import { nextToken } from '../identity/next-token.ts';
import type { Sessions } from '../identity/sessions.ts';
import type { Target } from '../proxy/client.ts';
import { exchange } from '../proxy/exchange.ts';
import type { Listener } from '../proxy/listener.ts';
import type { ExchangePorts, GatewaySide } from '../proxy/ports.ts';
import type { RefusalLog } from '../proxy/refusal-log.ts';
import type { Upstream } from '../proxy/upstream.ts';
import type { AgentSurroundings } from '../surroundings.ts';
import { Backstop } from './backstop/backstop.ts';
import { postStatus } from './backstop/post-status.ts';
import { StatusQueue } from './backstop/status-queue.ts';
import { listenAsGateway } from './listener.ts';
import type { GatewaySettings } from './settings.ts';
import { soleBroker } from './sole-broker.ts';
import { TokenRenewal } from './token-renewal.ts';
import { Visitors } from './visitors.ts';
import { whoseToken } from './whose-token.ts';

interface SideParts {
  readonly sessions: Sessions;
  readonly journal: Journal;
  readonly policy: PolicySource;
  readonly credentials: CredentialBroker;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly forget: (session: string) => void;
  readonly upstream: Pick<Upstream, 'request'>;
  readonly closing: Closing;
}

/** What is another for the exchanges of a gateway: who is known, whose credentials go out, and which hosts there are. */
export async function gatewayPorts(
  config: Pick<AgentConfig, 'home' | 'collector' | 'limits'>,
  settings: GatewaySettings,
  parts: SideParts,
): Promise<Pick<ExchangePorts, 'identity' | 'gateway' | 'credentials'>> {
  const { sessions, journal, policy, credentials, clock, log, forget } = parts;
  const { limits, identity, passthrough } = settings;
  const whose = whoseToken({ identity, clock, collector: config.collector, limits });
  const fault = (cause: unknown): void => log.warn({ err: cause }, 'the end of a session was not recorded');
  const serves: GatewaySide['serves'] = (target) =>
    hostKind(policy.lastKnown()?.hosts ?? [], target.host) !== null &&
    (credentials.has(target) || passthrough.has(placeOf(target)));
  return {
    identity: new Visitors({ whose, sessions, journal, clock, limits, forget, fault }),
    gateway: { url: settings.url.origin, serves, vouch: await openBackstop(config, settings, parts) },
    credentials: soleBroker(credentials, passthrough),
  };
}

/** What notes the commits that are to get a status; nothing where no backstop is set up. */
async function openBackstop(
  { home, limits: { credential } }: Pick<AgentConfig, 'home' | 'limits'>,
  { backstop: settings, limits }: GatewaySettings,
  { journal, credentials, clock, log, upstream, closing }: SideParts,
): Promise<GatewaySide['vouch']> {
  if (settings === null) return () => Promise.resolve();
  const queue = await StatusQueue.open(join(home, 'agent', 'statuses.json'), limits.maxPendingStatuses);
  const call = githubCalls(upstream, credential.maxAnswerBytes);
  const backstop = new Backstop({
    ...{ settings, queue, journal, clock, limits },
    post: (pending, stop) => postStatus(pending, settings, { credentials, call }, stop),
    random: () => randomInt(1_000_000) / 1_000_000,
    fault: (cause) => log.warn({ err: cause }, 'a commit status'),
  });
  closing.add(backstop, (opened) => opened.close());
  return (authorized) => backstop.vouch(authorized);
}

interface RenewalParts {
  readonly client: CollectorClient;
  readonly key: AgentKey;
  readonly closing: Closing;
}

/** Nothing where the token is kept in a way that no other can take its place. */
export function openTokenRenewal(
  { limits }: GatewaySettings,
  { ownToken, clock, log }: AgentSurroundings,
  { client, key, closing }: RenewalParts,
): void {
  if (ownToken === undefined) return;
  const renewal = new TokenRenewal({
    ...{ own: ownToken, client, clock, limits },
    random: () => randomInt(1_000_000) / 1_000_000,
    nextToken: (instead) => nextToken(key, instead),
    wait: (ms, signal) => delay(ms, undefined, { signal, ref: false }).catch(() => undefined),
    fault: (cause, expiresAt) =>
      log.warn({ err: cause, expiresAt }, 'the gateway’s own token could not be renewed'),
  });
  closing.add(renewal, (opened) => opened.close());
}

interface GatewayListenerParts {
  readonly ports: ExchangePorts;
  readonly gateway: GatewaySide;
  readonly policy: PolicySource;
  readonly refusals: RefusalLog;
  readonly log: Logger;
}

export function openGatewayListener(
  config: AgentConfig,
  settings: GatewaySettings,
  { ports, gateway, policy, refusals, log }: GatewayListenerParts,
): Promise<Listener> {
  const { hostname: host, port } = settings.url;
  return listenAsGateway({
    settings,
    door: {
      own: { scheme: 'https', host, port: port === '' ? HTTPS : Number(port) },
      // What is not served is told from what no policy governs now only once there is a policy.
      serves: (target) => policy.lastKnown() === null || gateway.serves(target),
      passesThrough: (target) => settings.passthrough.has(placeOf(target)),
      unready: () => {
        if (policy.lastKnown() === null) return 'there is no policy that may be enforced';
        const { kind } = ports.journal.state();
        return kind === 'healthy' ? null : `the journal is ${kind}`;
      },
    },
    limits: config.limits.listener,
    onRequest: (request) => exchange(request, ports),
    refused: (what) => refusals.note(what),
    fault: (cause) => log.warn({ err: cause }, 'the gateway’s listener'),
  });
}

const HTTPS = 443;

function placeOf({ host, port }: Pick<Target, 'host' | 'port'>): string {
  return `${host}:${port}`;
}
