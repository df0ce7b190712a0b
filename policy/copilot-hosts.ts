import { isNamed } from './hosts.ts';

/** Where Copilot's clients go: every path of a host, or on a host with other uses only what begins so. */
export interface CopilotHost {
  /** As `hosts[].suffix`. */
  readonly suffix: string;
  /** Null for every path. Each begins with a slash and ends with one where it stands for all below it. */
  readonly paths: readonly string[] | null;
}

/**
 * The hosts that are known to belong to Copilot on github.com, as its clients were seen to use them. A tenant with
 * data residency has hosts of its own (`copilot-api.NAME.ghe.com`), which the policy names.
 */
export const COPILOT_HOSTS: readonly CopilotHost[] = Object.freeze([
  { suffix: '.githubcopilot.com', paths: null },
  { suffix: 'copilot-proxy.githubusercontent.com', paths: null },
  { suffix: 'copilot-telemetry.githubusercontent.com', paths: null },
  { suffix: 'api.github.com', paths: ['/copilot_internal/', '/copilot/'] },
  { suffix: 'uploads.github.com', paths: ['/copilot/'] },
  { suffix: 'github.com', paths: ['/copilot/', '/github-copilot/'] },
]);

/**
 * Whether `path` (with or without a query) of `host` is one that Copilot's clients use. A spelling that a server
 * might read as another path, with dots, doubled slashes or what is escaped, is none.
 */
export function isCopilotPath(host: string, path: string): boolean {
  const plain = path.split(/[?#]/u, 1)[0] ?? '';
  if (!plain.startsWith('/') || /\/\.{0,2}\/|\/\.{1,2}$|[\\%;]/u.test(plain)) return false;
  return COPILOT_HOSTS.some(
    ({ suffix, paths }) =>
      isNamed(suffix, host) && (paths === null || paths.some((prefix) => plain.startsWith(prefix))),
  );
}
