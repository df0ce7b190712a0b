import { randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { appendOrLog } from '../audit/append-or-log.ts';
import type { Journal } from '../audit/journal.ts';
import type { CollectorClient } from '../collector-client/client.ts';
import type { AgentConfig } from '../config.ts';
import { proxySettings } from '../proxy/corporate.ts';
import { openFeedSource } from './feed-source.ts';
import { readPin } from './pin.ts';
import { openPolicyFile } from './policy-file.ts';
import type { PolicySource } from './policy-source.ts';

export interface PolicySourceParts {
  readonly journal: Journal;
  readonly client: Pick<CollectorClient, 'onFeedHint'>;
  readonly log: Logger;
  readonly clock: () => Date;
}

/**
 * The one place that decides where this agent's policy comes from: from the feed that its home was enrolled with, and
 * from a local file only where there is none. An enrolled agent does not look at files.
 */
export async function openPolicySource(
  {
    home,
    policyPath,
    limits,
    environment,
  }: Pick<AgentConfig, 'home' | 'policyPath' | 'limits' | 'environment'>,
  { journal, client, log, clock }: PolicySourceParts,
): Promise<PolicySource> {
  const pin = await readPin(home);
  if (pin === null) return openPolicyFile(policyPath);
  const source = await openFeedSource({
    home,
    pin,
    limits: limits.feed,
    proxy: proxySettings(environment),
    clock,
    monotonicMs: () => performance.now(),
    random: () => randomInt(1_000_000) / 1_000_000,
    log,
    record: (entry) => void appendOrLog(journal, log, entry),
  });
  client.onFeedHint((version) => source.hint(version));
  return source;
}
