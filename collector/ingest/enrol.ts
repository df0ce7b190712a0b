import type { EnrolRequest, EnrolResponse } from '../../protocol/collector-api.ts';
import { identityJson, type SignedIdentity } from '../../protocol/identity.ts';
import { statementBytes } from '../../protocol/signed-statement.ts';
import { ApiFault } from '../api-fault.ts';
import type { Caller } from '../identity/caller.ts';
import type { CollectorKey } from '../identity/collector-key.ts';
import type { SendingAgent } from '../store/agents.ts';
import type { Store } from '../store/store.ts';
import { agentIdOf, readPublicKey } from './agent-key.ts';

export interface EnrolPorts {
  readonly store: Store;
  readonly key: CollectorKey;
  readonly clock: () => Date;
}

/**
 * Pins the key to the token at the first call; every later one must bring the same key. Whoever signed out and in again
 * has their agent go on with the token that they got then; nobody else's token takes it.
 */
export async function enrol(
  request: EnrolRequest,
  caller: Caller,
  { store, key, clock }: EnrolPorts,
): Promise<EnrolResponse> {
  const publicKey = readPublicKey(request.publicKey);
  const id = agentIdOf(publicKey);
  const isPinned = await store.agents.pin({ id, token: caller.token, publicKey }, clock().getTime());
  if (!isPinned) {
    throw new ApiFault(
      'forbidden',
      'this token is pinned to another key, or this key works for somebody else',
    );
  }
  const { subject, groups } = caller;
  const identity = identityOf(id, caller, { key, clock });
  return { agent: id, subject, groups, collectorKey: key.publicKey, identity };
}

/** What a token of this machine alone says lapses as well: the agent asks again whenever it starts. */
const LOCAL_IDENTITY_MS = 24 * 60 * 60_000;

function identityOf(
  agent: string,
  { subject, groups, vouched, expiresAt }: Caller,
  { key, clock }: Omit<EnrolPorts, 'store'>,
): SignedIdentity {
  const until = new Date(expiresAt ?? clock().getTime() + LOCAL_IDENTITY_MS).toISOString();
  const statement = { agent, subject, groups, ...vouched, expiresAt: until };
  return {
    statement,
    signature: key.sign(statementBytes('countersign-identity-v1', identityJson(statement))),
  };
}

/** The agent that this token enrolled. Throws ApiFault `forbidden` before it did. */
export async function enrolledAgent(caller: Caller, store: Store): Promise<SendingAgent> {
  const agent = await store.agents.ofToken(caller.token);
  if (agent === null) throw new ApiFault('forbidden', `token ${caller.token} has not enrolled an agent yet`);
  return agent;
}
