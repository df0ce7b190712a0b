import type { AgentConfig } from '../config.ts';
import { openPolicyFile } from './policy-file.ts';
import type { PolicySource } from './policy-source.ts';

/** The one place that decides where this agent's policy comes from. */
export function openPolicySource(config: Pick<AgentConfig, 'policyPath'>): Promise<PolicySource> {
  return openPolicyFile(config.policyPath);
}
