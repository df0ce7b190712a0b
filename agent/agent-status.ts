import type { AgentStatus } from '../protocol/control.ts';
import type { Shipper } from './audit/shipper.ts';
import type { PolicySource } from './feed/policy-source.ts';

export function shippingStatus(shipper: Shipper): AgentStatus['shipping'] {
  const state = shipper.state();
  switch (state.kind) {
    case 'faulted':
      return { kind: state.kind, reason: `${state.fault.code}: ${state.fault.message}` };
    case 'retrying':
      return { kind: state.kind, reason: state.cause instanceof Error ? state.cause.message : '' };
    case 'shipping':
    case 'stopped':
      return { kind: state.kind, reason: '' };
  }
}

export async function policyStatus(policy: PolicySource): Promise<AgentStatus['policy']> {
  try {
    const { hash, version } = await policy.current();
    return { kind: 'enforced', hash, version, ...originOf(policy) };
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : 'it cannot be read';
    return { kind: 'none', reason, ...originOf(policy) };
  }
}

function originOf(policy: PolicySource): Pick<AgentStatus['policy'], 'origin' | 'alarm'> {
  return { origin: policy.origin, alarm: policy.alarm() };
}
