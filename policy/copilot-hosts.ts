/** What is served on a host of Copilot's: which paths are looked for there. */
export type CopilotHost = 'models' | 'github' | 'telemetry' | 'uploads' | 'track';

interface CopilotName {
  /** A host name; with a dot in front, every name below it, as in `hosts[].suffix`. */
  readonly suffix: string;
  readonly serves: CopilotHost;
  /** Whether the policy to start from governs it: other programs of the editor report there too. */
  readonly governed: boolean;
}

/**
 * By which hosts Copilot is reached on github.com. Every name below githubcopilot.com serves models: which of them a
 * client uses, GitHub tells it.
 */
const NAMES: readonly CopilotName[] = [
  { suffix: '.githubcopilot.com', serves: 'models', governed: true },
  { suffix: 'copilot-proxy.githubusercontent.com', serves: 'models', governed: true },
  { suffix: 'copilot-telemetry.githubusercontent.com', serves: 'telemetry', governed: true },
  { suffix: 'api.github.com', serves: 'github', governed: true },
  { suffix: 'uploads.github.com', serves: 'uploads', governed: true },
  { suffix: 'dc.services.visualstudio.com', serves: 'track', governed: false },
];

/**
 * The first labels of a tenant's hosts with data residency: `copilot-api.octo.ghe.com`. The policy names the ones
 * that it governs.
 */
const TENANT: ReadonlyMap<string, CopilotHost> = new Map<string, CopilotHost>([
  ['api', 'github'],
  ['copilot-api', 'models'],
  ['copilot-telemetry-service', 'telemetry'],
  ['uploads', 'uploads'],
]);

/** The hosts of Copilot's that a policy to start from governs, as `hosts[].suffix`. */
export const COPILOT_HOSTS: readonly string[] = Object.freeze(
  NAMES.filter(({ governed }) => governed).map(({ suffix }) => suffix),
);

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;
const TENANT_SUFFIX = '.ghe.com';

/**
 * What a host serves, or null where it is none of Copilot's. `host` is in lower case, without port and without a
 * dot at its end.
 */
export function copilotHost(host: string): CopilotHost | null {
  const known = NAMES.find(({ suffix }) => isNamed(suffix, host));
  if (known !== undefined) return known.serves;
  if (!host.endsWith(TENANT_SUFFIX)) return null;
  const [prefix = '', tenant = '', ...more] = host.slice(0, -TENANT_SUFFIX.length).split('.');
  return more.length === 0 && LABEL.test(tenant) ? (TENANT.get(prefix) ?? null) : null;
}

function isNamed(suffix: string, host: string): boolean {
  if (!suffix.startsWith('.')) return host === suffix;
  const labels = host.slice(0, -suffix.length).split('.');
  return host.endsWith(suffix) && labels.every((label) => LABEL.test(label));
}
