import { randomBytes } from 'node:crypto';
import type { AuditRecord } from '../../protocol/audit-record.ts';
import { type ChainPosition, readRecord, signedBytes } from '../../protocol/chain.ts';
import { NOT_VOUCHED } from '../identity/caller.ts';
import type { CollectorKey } from '../identity/collector-key.ts';
import { agentIdOf, sha256 } from '../ingest/agent-key.ts';
import { type Accepted, type NewRecord, newRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { LogError } from './log-error.ts';

/** What the collector says in its own log, as the agent that its key is. */
export type OwnEntry = Pick<AuditRecord, 'event' | 'session' | 'detail'>;

export interface OwnChain {
  /** Id of the collector as an agent: the hash of the key that signs its log. */
  readonly agent: string;
  /** Makes the collector known as an agent, so that it can say something. */
  open(): Promise<void>;
  /** Signs what is said next in the chain, for the transaction that stores it. */
  tell(head: ChainPosition, entries: readonly OwnEntry[]): Accepted;
}

const NAME = 'collector-log';

/** Owner of nothing: the chain's last record is read in each transaction that goes on with it. */
export function ownChain(
  store: Pick<Store, 'tokens' | 'agents'>,
  { key, clock }: { readonly key: CollectorKey; readonly clock: () => Date },
): OwnChain {
  const publicKey = Buffer.from(key.publicKey, 'base64');
  const agent = agentIdOf(publicKey);
  return {
    agent,
    open: async () => {
      if ((await store.agents.ofToken(NAME))?.id === agent) return;
      // An agent is one of a token. This one nobody has: only its hash was ever written down.
      const hash = randomBytes(32);
      const token = { name: NAME, role: 'agent', subject: 'collector', groups: [], hash } as const;
      await store.tokens.put({ ...token, expiresAt: null, vouched: NOT_VOUCHED });
      const isPinned = await store.agents.pin({ id: agent, token: NAME, publicKey }, clock().getTime());
      if (!isPinned) throw new LogError('not-ours', 'another collector speaks in this log');
    },
    tell: (head, entries) => {
      const now = clock();
      const records: NewRecord[] = [];
      let { seq, hash } = head;
      for (const { event, session, detail } of entries) {
        const at = now.toISOString();
        const place = { v: 1, agent, seq: seq + 1, prev: hash, at } as const;
        const record: AuditRecord = { ...place, event, session, exchange: null, detail };
        ({ seq } = record);
        const read = readRecord(record, sha256);
        ({ hash } = read);
        records.push(newRecord({ record, signature: key.sign(signedBytes(read)) }, read));
      }
      return { receivedAt: now.getTime(), records, findings: [], oddities: [] };
    },
  };
}
