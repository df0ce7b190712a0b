import type { GovernedHost } from '../../protocol/control.ts';
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
