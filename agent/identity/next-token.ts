import { createHash } from 'node:crypto';
import type { AgentKey } from './agent-key.ts';

/**
 * What an agent asks the collector to put in the place of `token`. It follows from that token and the agent's key (a
 * signature of Ed25519 is always the same, RFC 8032), so that an agent that ended before it could keep it finds it again;
 * whoever has the token alone does not. 32 bytes as base64url.
 */
export function nextToken(key: Pick<AgentKey, 'sign'>, token: string): string {
  const signature = key.sign(Buffer.from(`countersign-next-token-v1\n${token}`));
  return createHash('sha256').update(signature).digest('base64url');
}
