import type { CredentialScope } from '../../protocol/verdict.ts';

/** What a credential is wanted for: reading or writing a repository with Git, or calling the API. */
export type CredentialPurpose = 'git.read' | 'git.write' | 'api.read' | 'api.call';

/** What a credential is wanted for, at which target, and the most that it may be good for. */
export interface CredentialRequest {
  readonly host: string;
  readonly port: number;
  readonly purpose: CredentialPurpose;
  /** `octo-org/demo`; null where the request names none. */
  readonly repository: string | null;
  /** Null: no rule narrows it, and the purpose says what is needed. */
  readonly scope: CredentialScope | null;
  readonly session: string;
  readonly exchange: string;
}

export type Brokered =
  | {
      readonly kind: 'granted';
      /** The value of the `Authorization` field. It goes to the target of the request and nowhere else. */
      readonly authorization: string;
      /** Makes it useless; called once, when the exchange is over, however it ended. */
      readonly release: () => Promise<void>;
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly hint: string };

/** Whoever finds the narrow credential that an operation goes out with in the place of the client's own. */
export interface CredentialBroker {
  /** Whether nothing may go out with a right that its client brought, on no kind of request. */
  readonly isSole: boolean;
  /** Whether it, and not the client, has the credential for this target. */
  has(target: { readonly host: string; readonly port: number }): boolean;
  /** Waits no longer than `signal` lets it. What it throws holds no credential, and refuses the operation. */
  obtain(request: CredentialRequest, signal: AbortSignal): Promise<Brokered>;
}

/** For an agent that no broker is set up for: what a rule wants narrowed is refused, not sent with what there is. */
export const NO_BROKER: CredentialBroker = Object.freeze({
  isSole: false,
  has: () => false,
  obtain: () =>
    Promise.resolve({
      kind: 'refused',
      reason:
        'the policy wants a narrower credential than the client has, and this agent has no broker for one',
      hint: 'ask whoever runs Countersign to set up a credential broker, or to take the scope rule out',
    } as const),
});
