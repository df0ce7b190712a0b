import type { GovernedHost, PolicyHost } from '../../protocol/control.ts';
import { isGovernedGitHost } from './governed-origins.ts';

/** `ssh://git@host:22/path`, or the short form `git@host:path` (git-fetch, "GIT URLS"). */
const SSH_URL =
  /^(?:(?:git\+)?ssh:\/\/(?:[^@/\s]+@)?([a-z0-9.-]+)(?::\d+)?\/|(?:[^@/:\s]+@)?([a-z0-9.-]+):(?!\/\/|\\))/i;

/** Governed Git hosts that these remotes reach over SSH, where nobody judges what is pushed; each once. */
export function sshHosts(urls: readonly string[], hosts: readonly GovernedHost[]): readonly string[] {
  const names = urls.flatMap((url) => {
    const [, long, short] = SSH_URL.exec(url) ?? [];
    const name = (long ?? short ?? '').toLowerCase();
    return isGovernedGitHost(name, hosts) ? [name] : [];
  });
  return [...new Set(names)];
}

export interface SshWishes {
  readonly hosts: readonly PolicyHost[];
  readonly remotes: readonly string[];
  /** The person wants it of every governed host, whatever the policy says. */
  readonly rewriteSsh: boolean;
}

/**
 * Hosts that Git is to reach over HTTPS instead: those that the policy or the person says so of by their names, and of
 * a suffix those that a remote names.
 */
export function rewrittenHosts({ hosts, remotes, rewriteSsh }: SshWishes): readonly string[] {
  const meant = hosts.filter(({ kind, ssh }) => kind === 'git' && (rewriteSsh || ssh === 'rewrite'));
  const named = meant.map(({ suffix }) => suffix).filter((suffix) => !suffix.startsWith('.'));
  return [...new Set([...named, ...sshHosts(remotes, meant)])];
}
