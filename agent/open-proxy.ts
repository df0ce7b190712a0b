import { join } from 'node:path';
import type { Logger } from 'pino';
import type { HostKind } from '../policy/document.ts';
import { hostKind } from '../policy/hosts.ts';
import { ContentLog } from './audit/content-log.ts';
import type { Authority } from './ca/authority.ts';
import type { Closing } from './closing.ts';
import type { AgentConfig } from './config.ts';
import { openBroker } from './credential/open-broker.ts';
import { Evaluator } from './evaluation/evaluator.ts';
import type { PolicySource } from './feed/policy-source.ts';
import { gatewayPorts, openGatewayListener } from './gateway/open-gateway.ts';
import { openInspector } from './git/inspector.ts';
import { sessionIdentity } from './identity/identity.ts';
import type { Sessions } from './identity/sessions.ts';
import { Masking } from './masking/masking.ts';
import { warmUp } from './masking/warm-up.ts';
import type { OpenRecord } from './open-record.ts';
import { ToldEndpoints } from './proxy/copilot/told-endpoints.ts';
import { proxySettings, refuseOwnProxy } from './proxy/corporate.ts';
import { exchange } from './proxy/exchange.ts';
import { Spool } from './proxy/lfs/spool.ts';
import { type Listener, listen } from './proxy/listener.ts';
import type { ClientProtocol } from './proxy/listener-options.ts';
import { openOwnReads } from './proxy/own-reads.ts';
import type { ExchangePorts } from './proxy/ports.ts';
import type { RefusalLog } from './proxy/refusal-log.ts';
import type { Turnstile } from './proxy/turnstile.ts';
import type { OpenUpstream } from './proxy/upstream.ts';
import { RepositoryPolicies } from './proxy/workspace/repository-policies.ts';
import { WorkspaceReads } from './proxy/workspace/workspace-reads.ts';
import type { AgentSurroundings } from './surroundings.ts';

/**
 * Git's clients are offered HTTP/1.1 alone: several libcurls that are in use stall when they upload much over h2, and
 * git, which asks one thing at a time, gains nothing from it.
 */
const PROTOCOLS: Readonly<Record<HostKind, readonly ClientProtocol[]>> = Object.freeze({
  git: ['http/1.1'],
  copilot: ['h2', 'http/1.1'],
});
export const LOOPBACK = ['127.0.0.1', '::1'] as const;

interface PortParts extends OpenRecord {
  readonly closing: Closing;
  readonly surroundings: AgentSurroundings;
  readonly upstream: OpenUpstream;
  readonly policy: PolicySource;
  readonly sessions: Sessions;
  readonly turnstile: Turnstile;
  readonly refusals: RefusalLog;
}

export async function openPorts(config: AgentConfig, parts: PortParts): Promise<ExchangePorts> {
  const { closing, journal, approvals, revocations, holds, upstream, policy, sessions, turnstile, refusals } =
    parts;
  const { log, clock } = parts.surroundings;
  const ownReads = closing.add(
    await openOwnReads({
      upstream,
      journal,
      refused: (what) => refusals.note(what),
      fault: (cause) => log.warn({ err: cause }, 'a read of the agent failed'),
    }),
    (opened) => opened.close(),
  );
  const inspector = closing.add(
    await openInspector({
      home: config.home,
      limits: config.limits.git,
      fault: (cause) => log.warn({ err: cause }, 'the thread that reads large packs failed'),
    }),
    (opened) => opened.close(),
  );
  const evaluator = closing.add(
    new Evaluator({
      limits: config.limits.evaluation,
      fault: (cause) => log.warn({ err: cause }, 'an operation could not be judged in time'),
    }),
    (opened) => opened.close(),
  );
  const masking = new Masking(config.limits.masking);
  const contents = new ContentLog(journal, config.limits.contents);
  const broker = await openBroker({
    home: config.home,
    environment: config.environment,
    limits: config.limits.credential,
    upstream,
    journal,
    clock,
    log,
  });
  const forget = (session: string): void => {
    masking.forget(session);
    contents.forget(session);
  };
  const sides = { sessions, journal, policy, credentials: broker, clock, log, forget, upstream, closing };
  const side =
    config.gateway === null
      ? { identity: sessionIdentity(sessions), gateway: null, credentials: broker }
      : await gatewayPorts(config, config.gateway, sides);
  const { credentials } = side;
  const { workspace } = config.limits;
  const nowMs = () => performance.now();
  const reads = new WorkspaceReads({ inspector, ownReads, credentials, limits: workspace, nowMs });
  return {
    ...side,
    repositoryPolicies: new RepositoryPolicies(reads, workspace),
    turnstile,
    policy: () => policy.current(),
    evaluator,
    inspector,
    ownReads,
    spool: await Spool.open(join(config.home, 'cache', 'lfs'), config.limits.exchange.maxSpooledBytes),
    approvals,
    revocations,
    holds,
    masking,
    endpoints: new ToldEndpoints(config.limits.exchange.maxToldEndpoints),
    contents,
    journal,
    upstream,
    clock,
    limits: config.limits.exchange,
    approveCommand: config.approveCommand,
    fault: ({ step, exchange: id, cause }) => log.warn({ step, exchange: id, err: cause }, 'a step failed'),
  };
}

/** Without a policy there is nothing to make ready; the first request is told why. */
export async function warmUpPorts(
  { policy, masking, evaluator }: Pick<ExchangePorts, 'policy' | 'masking' | 'evaluator'>,
  log: Logger,
): Promise<void> {
  try {
    const current = await policy();
    await warmUp(masking, current);
    evaluator.prepare(current);
  } catch (cause) {
    log.debug({ err: cause }, 'the agent could not be made ready ahead of its first request');
  }
}

interface ListenerParts {
  readonly ports: ExchangePorts;
  readonly sessions: Sessions;
  readonly authority: Authority;
  readonly policy: PolicySource;
  readonly upstream: OpenUpstream;
  readonly refusals: RefusalLog;
  readonly log: Logger;
}

/**
 * Whether a host is governed goes by the last policy that compiled: while there is none to enforce, a governed
 * host is still one, and what is asked of it is refused in words that its client understands.
 */
export async function openListener(
  config: AgentConfig,
  { ports, sessions, authority, policy, upstream, refusals, log }: ListenerParts,
): Promise<Listener> {
  if (config.gateway !== null && ports.gateway !== null) {
    const { gateway } = ports;
    return openGatewayListener(config, config.gateway, { ports, gateway, policy, refusals, log });
  }
  const kindOf = (host: string): HostKind | null => hostKind(policy.lastKnown()?.hosts ?? [], host);
  const listener = await listen({
    addresses: LOOPBACK,
    port: config.port,
    authority,
    governed: ({ host }) => kindOf(host) !== null,
    protocols: (host) => PROTOCOLS[kindOf(host) ?? 'git'],
    authenticate: (credentials) => credentials !== null && sessions.identify(credentials) !== null,
    onRequest: (request) => exchange(request, ports),
    onTunnel: (tunnel) => exchange(tunnel, ports),
    refused: (what) => refusals.note(what),
    dial: upstream.dial,
    fault: (cause) => log.debug({ err: cause }, 'a connection failed'),
    limits: config.limits.listener,
  });
  try {
    refuseOwnProxy(proxySettings(config.environment), listener.port);
    return listener;
  } catch (fault) {
    await listener.close(0);
    throw fault;
  }
}
