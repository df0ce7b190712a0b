import type { CredentialRequest } from './broker.ts';

/** A credential that was found or made, and how it ends. */
export interface Provided {
  /** For Git, whose credentials are a name and a password. */
  readonly user: string;
  readonly token: string;
  /** What it is good for, by the host's own names; null where the provider cannot know. */
  readonly permissions: Readonly<Record<string, string>> | null;
  /** Null: it cannot be ended. */
  readonly end: (() => Promise<void>) | null;
}

/** Where credentials of some hosts come from. */
export interface CredentialProvider {
  /** For records and people. */
  readonly name: string;
  /** Throws CredentialError; nothing that it throws holds a credential. */
  provide(request: CredentialRequest, signal: AbortSignal): Promise<Provided>;
}
