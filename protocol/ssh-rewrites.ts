import type { PolicyHost } from './control.ts';

/** How remotes name a host over SSH when they name its user, as Git hosts tell people to (git-fetch, "GIT URLS"). */
const SPELLINGS: readonly ((host: string) => string)[] = [
  (host) => `git@${host}:`,
  (host) => `ssh://git@${host}/`,
  (host) => `ssh://git@${host}:22/`,
  (host) => `git+ssh://git@${host}/`,
];

/**
 * What Git is told so that it asks these hosts over HTTPS where a remote names SSH (git-config, "url.<base>.insteadOf").
 * Over SSH nobody can judge what is pushed.
 */
export function sshRewrites(hosts: readonly string[]): readonly (readonly [key: string, value: string])[] {
  return hosts.flatMap((host) =>
    SPELLINGS.map((spelt) => [`url.https://${host}/.insteadOf`, spelt(host)] as const),
  );
}

/** Of the hosts that the policy has rewritten, those that it names: a suffix stands for hosts that nobody can list. */
export function namedRewrites(hosts: readonly PolicyHost[]): readonly string[] {
  const meant = hosts.filter(({ kind, ssh }) => kind === 'git' && ssh === 'rewrite');
  return meant.map(({ suffix }) => suffix).filter((suffix) => !suffix.startsWith('.'));
}
