import type { SessionGrant } from './control.ts';

/**
 * What a program's environment needs so that all it starts goes through the agent: the proxy under both
 * spellings (curl reads only the lower-case `http_proxy`), and the file that holds the system's roots and ours
 * under every name that runtimes and tools look for. `NO_PROXY` is replaced, not extended: an inherited one
 * could name a governed host. Git is told besides, since a proxy in its configuration files comes before those of
 * the environment. `git` is what it is told in addition.
 */
export function sessionEnvironment(
  grant: SessionGrant,
  inherited: Readonly<Record<string, string | undefined>>,
  git: readonly (readonly [key: string, value: string])[] = [],
): Readonly<Record<string, string>> {
  const bundle = grant.caBundleFile;
  return {
    ...proxyEnvironment(grant.proxyUrl, inherited, [...GIT_WAITS, ...git]),
    NODE_EXTRA_CA_CERTS: bundle,
    SSL_CERT_FILE: bundle,
    GIT_SSL_CAINFO: bundle,
    CURL_CA_BUNDLE: bundle,
    REQUESTS_CA_BUNDLE: bundle,
    AWS_CA_BUNDLE: bundle,
    CARGO_HTTP_CAINFO: bundle,
    DENO_CERT: bundle,
    COUNTERSIGN_SESSION: grant.id,
  };
}

/**
 * git-lfs gives up after thirty seconds without a byte (git-lfs-config, `lfs.activitytimeout`), in which an object may still
 * be judged, wait for a reviewer or be on its way to its storage. The agent bounds each of these waits itself.
 */
export const GIT_WAITS = [['lfs.activitytimeout', '0']] as const;

/**
 * Leads to nobody: for programs that are to reach a governed host through an agent or not at all, while none is there.
 * What they say when they fail names the reason, since it is the name that cannot be resolved (RFC 2606, `.invalid`).
 */
export function closedEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return proxyEnvironment('http://countersign-is-not-running.invalid:9', inherited);
}

function proxyEnvironment(
  proxy: string,
  inherited: Readonly<Record<string, string | undefined>>,
  git: readonly (readonly [key: string, value: string])[] = [],
): Readonly<Record<string, string>> {
  const direct = 'localhost,127.0.0.1,::1';
  return {
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    NO_PROXY: direct,
    no_proxy: direct,
    NODE_USE_ENV_PROXY: '1',
    ...gitEnvironment([['http.proxy', proxy], ['http.proxyAuthMethod', 'basic'], ...git], inherited),
  };
}

/**
 * Git's configuration by environment (git-config, GIT_CONFIG_COUNT): what was there, and ours last, which wins. A key
 * may occur more than once where Git takes several values.
 */
export function gitEnvironment(
  ours: readonly (readonly [key: string, value: string])[],
  inherited: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const count = /^\d{1,4}$/.test(inherited['GIT_CONFIG_COUNT'] ?? '')
    ? Number(inherited['GIT_CONFIG_COUNT'])
    : 0;
  const before = Array.from({ length: count }, (_, at) => [
    inherited[`GIT_CONFIG_KEY_${at}`] ?? '',
    inherited[`GIT_CONFIG_VALUE_${at}`] ?? '',
  ]);
  // An evaluated `countersign env` leaves its own entries behind: they are not to pile up.
  const names = new Set(ours.map(([key]) => key));
  const kept = before.filter(([key = '']) => key !== '' && !names.has(key));
  const entries = [...kept, ...ours];
  const pairs = entries.flatMap(([key = '', value = ''], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return Object.fromEntries([['GIT_CONFIG_COUNT', String(entries.length)], ...pairs]);
}
