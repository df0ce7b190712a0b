import { CredentialError } from './credential-error.ts';
import type { CredentialProvider } from './provider.ts';

/** A credential that somebody put down for this agent, which no client sees. It is as wide as it was made. */
export function storedProvider({
  user,
  token,
}: {
  readonly user: string;
  readonly token: string;
}): CredentialProvider {
  return {
    name: 'stored',
    provide: async ({ scope }) => {
      if (scope !== null) {
        throw new CredentialError(
          'cannot-narrow',
          'the policy wants a narrower credential than the one that is stored for this host',
          'set up a provider that makes narrow ones: github-app or command',
        );
      }
      return { user, token, permissions: null, end: null };
    },
  };
}
