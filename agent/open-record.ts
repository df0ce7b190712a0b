import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Activity } from './activity/activity.ts';
import { recallActivity } from './activity/recall.ts';
import { type Approvals, createApprovals } from './approval/approvals.ts';
import { Holds } from './approval/holds.ts';
import { appendOrLog } from './audit/append-or-log.ts';
import { type Journal, openJournal } from './audit/journal.ts';
import { type LogFollower, openLogFollower } from './audit/log-follower.ts';
import type { JournalEntry } from './audit/sealer.ts';
import { type Shipper, startShipper } from './audit/shipper.ts';
import { logVerifier } from './audit/verifier.ts';
import type { Closing } from './closing.ts';
import { type CollectorClient, createCollectorClient } from './collector-client/client.ts';
import { isTransient } from './collector-client/collector-error.ts';
import type { AgentConfig } from './config.ts';
import { type AgentKey, openAgentKey } from './identity/agent-key.ts';
import { enrolWithNext } from './identity/enrol-with-next.ts';
import { type Enrolment, openEnrolment } from './identity/enrolment.ts';
import { openPrivateFolder } from './private-folder.ts';
import { Revocations } from './revocation/revocations.ts';
import type { AgentSurroundings } from './surroundings.ts';

export const COLLECTOR_TIMEOUT_MS = 15_000;

/** Who the agent is, whom it works for, and what it writes down. */
export interface OpenRecord {
  readonly key: AgentKey;
  readonly client: CollectorClient;
  readonly enrolment: Enrolment;
  readonly journal: Journal;
  /** Hears of every record once it is on disk, in order; may not throw. */
  readonly onRecord: (listener: (entry: JournalEntry) => void) => void;
  readonly follower: LogFollower;
  readonly shipper: Shipper;
  readonly approvals: Approvals;
  readonly revocations: Revocations;
  readonly activity: Activity;
  readonly holds: Holds;
}

export async function openRecord(
  config: AgentConfig,
  { log, clock, ownToken }: AgentSurroundings,
  closing: Closing,
): Promise<OpenRecord> {
  for (const folder of ['agent', 'ca']) await openPrivateFolder(join(config.home, folder));
  const key = await openAgentKey(config.home);
  const client = closing.add(
    createCollectorClient({ ...config.collector, timeoutMs: COLLECTOR_TIMEOUT_MS }),
    (opened) => opened.close(),
  );
  const publicKey = key.publicKeyDer.toString('base64');
  const { token } = config.collector;
  const enrol = (): Promise<Enrolment> =>
    ownToken === undefined ? client.enrol({ publicKey }) : enrolWithNext({ client, key, token });
  const enrolment = await openEnrolment(config.home, enrol, isTransient);
  const activity = new Activity(config.limits.activity, clock);
  const { maxEnded } = config.limits.holds;
  const holds = new Holds({ clock, maxEnded, onChange: () => activity.changed() });
  const listeners: ((entry: JournalEntry) => void)[] = [(entry) => activity.note(entry)];
  const onRecord: OpenRecord['onRecord'] = (listener) => void listeners.push(listener);
  const directory = join(config.home, 'agent', 'journal');
  const journal = closing.add(
    await openJournal({
      directory,
      key,
      clock,
      limits: config.limits.journal,
      onRecord: (entry) => {
        for (const listener of listeners) listener(entry);
      },
    }),
    (opened) => opened.close(),
  );
  await recallActivity(activity, journal, config.limits.activity.maxRecalledRecords);
  const follower = await openFollower(config, { enrolment, journal, log });
  const shipper = closing.add(openShipper(key.id, { journal, client, follower, log }), (opened) =>
    opened.close(),
  );
  const approvals = closing.add(
    createApprovals({ client, collectorKey: enrolment.collectorKey, clock }),
    (opened) => opened.close(),
  );
  const revocations = closing.add(
    await Revocations.open({
      ...{ home: config.home, client, agent: key.id, collectorKey: enrolment.collectorKey, clock },
      limits: config.limits.revocation,
      fault: (cause) => log.debug({ err: cause }, 'the collector could not be asked for revocations'),
    }),
    (opened) => opened.close(),
  );
  return {
    ...{ key, client, enrolment, journal, follower, shipper, approvals },
    ...{ revocations, activity, holds, onRecord },
  };
}

interface FollowedParts {
  readonly enrolment: Enrolment;
  readonly journal: Journal;
  readonly log: Logger;
}

function openFollower(
  { home }: AgentConfig,
  { enrolment, journal, log }: FollowedParts,
): Promise<LogFollower> {
  return openLogFollower({
    path: join(home, 'agent', 'receipt.json'),
    log: logVerifier(enrolment.collectorKey),
    onWitness: (detail) => void appendOrLog(journal, log, { event: 'log.witnessed', detail }),
  });
}

interface ShippedParts {
  readonly journal: Journal;
  readonly client: CollectorClient;
  readonly follower: LogFollower;
  readonly log: Logger;
}

function openShipper(agent: string, { journal, client, follower, log }: ShippedParts): Shipper {
  return startShipper({
    agent,
    journal,
    head: (stop) => client.head(follower.size(), stop),
    send: (records, stop) => client.sendRecords(records, follower.size(), stop),
    log: follower,
    random: () => randomInt(1_000_000) / 1_000_000,
    onFault: (fault) => {
      log.error({ err: fault }, 'records are no longer shipped to the collector');
      const detail = fault.evidence;
      if (detail !== null) void appendOrLog(journal, log, { event: 'log.rejected', detail });
    },
  });
}
