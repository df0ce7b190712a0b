import type { AgentStatus } from '../../protocol/control.ts';
import { vouchedHosts } from '../../protocol/enforced-hosts.ts';
import type { LinkState } from './link-state.ts';

/** What of the editor is led through the agent. */
export type WiringState =
  | { readonly kind: 'none' }
  | { readonly kind: 'applied' }
  /** Somebody changed what was applied; `what` names it. */
  | { readonly kind: 'changed'; readonly what: string };

/** What is known of ways round the agent; `possible` until a doctor has shown that there is none. */
export type Bypass = 'possible' | 'closed';

export interface Seen {
  readonly link: LinkState;
  readonly wiring: WiringState;
  /** What lets extensions of this editor go round its proxy; null where nothing does. */
  readonly wayRound: string | null;
  readonly bypass: Bypass;
}

/**
 * What may be promised at this moment. `enforced`: the hosts take nothing but what a gateway has let through,
 * which whoever signs the policy vouches for, and the client has no way round. `guided`: recorded, and accidents and
 * ordinary assistants are stopped. `attention`: protected, and something is about to go wrong. `unprotected`
 * is the answer wherever a part is missing or unknown.
 */
export type Protection =
  | { readonly kind: 'enforced' }
  | { readonly kind: 'guided' }
  | { readonly kind: 'attention'; readonly reason: string }
  | { readonly kind: 'unprotected'; readonly reason: string };

export function protectionOf({ link, wiring, wayRound, bypass }: Seen): Protection {
  switch (link.kind) {
    case 'starting':
      return { kind: 'unprotected', reason: 'the agent is starting' };
    case 'down':
      return { kind: 'unprotected', reason: link.reason };
    case 'connected':
      break;
  }
  switch (wiring.kind) {
    case 'none':
      return { kind: 'unprotected', reason: 'the editor is not led through the agent yet' };
    case 'changed':
      return {
        kind: 'unprotected',
        reason: `${wiring.what} was changed and no longer leads through the agent`,
      };
    case 'applied':
      break;
  }
  if (wayRound !== null) return { kind: 'unprotected', reason: `${wayRound}: extensions go past the agent` };
  const trouble = troubleOf(link.status);
  if (trouble !== null) return { kind: 'attention', reason: trouble };
  const isEnforced = bypass === 'closed' && vouchedHosts(link.status) !== null;
  return { kind: isEnforced ? 'enforced' : 'guided' };
}

/** The agent refuses what it cannot judge or record: traffic stops, nothing leaks. */
function troubleOf({ policy, journal, shipping }: AgentStatus): string | null {
  if (policy.kind === 'none')
    return `no policy can be enforced, so everything governed is refused: ${policy.reason}`;
  if (policy.alarm !== null) return policy.alarm.reason;
  switch (journal.kind) {
    case 'healthy':
      break;
    case 'full':
      return 'the journal is full, since the collector has not taken its records';
    case 'failed':
      return 'the journal cannot be written, so everything governed is refused';
  }
  switch (shipping.kind) {
    case 'shipping':
      return null;
    case 'retrying':
      return `the collector cannot be reached: ${shipping.reason}`;
    case 'faulted':
    case 'stopped':
      return `records are no longer sent to the collector: ${shipping.reason}`;
  }
}

/** The words of the status bar. */
export function protectionLabel(protection: Protection): string {
  switch (protection.kind) {
    case 'enforced':
      return 'Enforced';
    case 'guided':
      return 'Guided';
    case 'attention':
      return 'Needs attention';
    case 'unprotected':
      return 'Not protected';
  }
}

/** What the words promise, for a tooltip. */
export function protectionMeaning(protection: Protection): string {
  switch (protection.kind) {
    case 'enforced':
      return 'Copilot and Git go through the agent, the governed hosts take nothing but what a gateway has let through, and no other usable way to them was found.';
    case 'guided':
      return 'Copilot and Git go through the agent, which judges and records them. A program of yours could still go round it: run the doctor to see how.';
    case 'attention':
      return `Copilot and Git go through the agent, but ${protection.reason}.`;
    case 'unprotected':
      return `Copilot and Git are not judged: ${protection.reason}.`;
  }
}
