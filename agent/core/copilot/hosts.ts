/** What is served on a host of Copilot's: which paths are looked for there. */
export type CopilotHost = 'models' | 'github' | 'telemetry' | 'uploads' | 'track';

const EXACT: ReadonlyMap<string, CopilotHost> = new Map<string, CopilotHost>([
  ['api.github.com', 'github'],
  ['uploads.github.com', 'uploads'],
  ['copilot-proxy.githubusercontent.com', 'models'],
  ['copilot-telemetry.githubusercontent.com', 'telemetry'],
  ['dc.services.visualstudio.com', 'track'],
]);

/** The first labels of a tenant's hosts with data residency: `copilot-api.octo.ghe.com`. */
const TENANT: ReadonlyMap<string, CopilotHost> = new Map<string, CopilotHost>([
  ['api', 'github'],
  ['copilot-api', 'models'],
  ['copilot-telemetry-service', 'telemetry'],
  ['uploads', 'uploads'],
]);

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const MODEL_SUFFIX = '.githubcopilot.com';
const TENANT_SUFFIX = '.ghe.com';

/**
 * What a host serves, or null where it is none of Copilot's. `host` is in lower case, without port and without a
 * dot at its end. Every name below githubcopilot.com serves models: which of them a client uses, GitHub tells it.
 */
export function copilotHost(host: string): CopilotHost | null {
  const exact = EXACT.get(host);
  if (exact !== undefined) return exact;
  if (host.endsWith(MODEL_SUFFIX)) return isName(host.slice(0, -MODEL_SUFFIX.length)) ? 'models' : null;
  if (!host.endsWith(TENANT_SUFFIX)) return null;
  const [prefix = '', tenant = '', ...more] = host.slice(0, -TENANT_SUFFIX.length).split('.');
  return more.length === 0 && LABEL.test(tenant) ? (TENANT.get(prefix) ?? null) : null;
}

function isName(text: string): boolean {
  return text.split('.').every((label) => LABEL.test(label));
}
