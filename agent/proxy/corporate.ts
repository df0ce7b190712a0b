import { inspect } from 'node:util';
import { isAddress, parseAuthority } from '../core/http/host.ts';
import type { Target } from './client.ts';

export type ProxySettingsErrorCode = 'malformed-proxy' | 'unsupported-scheme' | 'own-proxy';

const HOW_TO_WRITE = 'write it as http://host:port or http://user:password@host:port';

const HINTS: Readonly<Record<ProxySettingsErrorCode, string>> = {
  'malformed-proxy': HOW_TO_WRITE,
  'unsupported-scheme': HOW_TO_WRITE,
  'own-proxy':
    'start the agent from a shell without it: env -u HTTPS_PROXY -u https_proxy -u HTTP_PROXY -u http_proxy …',
};

export class ProxySettingsError extends Error {
  readonly code: ProxySettingsErrorCode;
  readonly hint: string;

  constructor(code: ProxySettingsErrorCode, message: string) {
    super(message);
    this.name = 'ProxySettingsError';
    this.code = code;
    this.hint = HINTS[code];
  }
}

/** A corporate proxy. Its credentials come out of `authorization()` and of nothing else. */
export class ProxyEndpoint {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly #authorization: string | null;

  constructor(address: Target, authorization: string | null) {
    this.scheme = address.scheme;
    this.host = address.host;
    this.port = address.port;
    this.#authorization = authorization;
  }

  /** Raw headers that introduce us to the proxy. */
  authorization(): readonly string[] {
    return this.#authorization === null ? [] : ['Proxy-Authorization', this.#authorization];
  }

  [inspect.custom](): string {
    return `ProxyEndpoint ${this.scheme}://${this.host}:${this.port}`;
  }
}

/** Which targets are reached through which proxy. */
export interface ProxySettings {
  readonly https: ProxyEndpoint | null;
  readonly http: ProxyEndpoint | null;
  readonly direct: readonly DirectRule[];
}

/** One entry of NO_PROXY: hosts that are reached without a proxy. */
type DirectRule =
  | { readonly kind: 'all' }
  | { readonly kind: 'host'; readonly host: string; readonly port: number | null }
  | { readonly kind: 'subdomains'; readonly suffix: string; readonly port: number | null };

const MAX_RULES = 1000;
const PROXY_URL = /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?:(?<userinfo>[^/]*)@)?(?<authority>[^/@]+)\/?$/i;
const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/**
 * The proxy settings of an environment, as curl and git read them: the lower-case name wins. Null when there is
 * no proxy. Throws ProxySettingsError for one that cannot be used: going direct instead would go round what the
 * network's owner set up.
 */
export function proxySettings(
  environment: Readonly<Record<string, string | undefined>>,
): ProxySettings | null {
  const https = endpoint(environment, 'HTTPS_PROXY');
  const http = endpoint(environment, 'HTTP_PROXY');
  if (https === null && http === null) return null;
  const list = environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
  const entries = list.split(/[\s,]+/, MAX_RULES).filter((entry) => entry !== '');
  return Object.freeze({ https, http, direct: entries.flatMap(directRules) });
}

/** The proxy on the way to this target, or null when it is reached directly. */
export function proxyFor(settings: ProxySettings | null, target: Target): ProxyEndpoint | null {
  if (settings === null || settings.direct.some((rule) => matches(rule, target))) return null;
  return settings[target.scheme];
}

/**
 * Throws ProxySettingsError when a proxy is the agent itself, which listens on `port` of this machine: what
 * `countersign env` printed was set in the shell that starts it, and every way out would lead back in.
 */
export function refuseOwnProxy(settings: ProxySettings | null, port: number): void {
  for (const [name, proxy] of [
    ['HTTPS_PROXY', settings?.https],
    ['HTTP_PROXY', settings?.http],
  ] as const) {
    if (proxy?.port !== port || !isLoopback(proxy.host)) continue;
    throw new ProxySettingsError('own-proxy', `${name} leads to the agent itself, ${proxy.host}:${port}`);
  }
}

/** Hosts as `parseAuthority` gives them. */
function isLoopback(host: string): boolean {
  return /^(?:(?:.*\.)?localhost|127\.[0-9.]+|::1|::ffff:(?:127\.[0-9.]+|7f[0-9a-f]{2}:[0-9a-f]+)|0\.0\.0\.0|::)$/.test(
    host,
  );
}

function endpoint(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): ProxyEndpoint | null {
  const url = environment[name.toLowerCase()] ?? environment[name] ?? '';
  if (url === '') return null;
  const { scheme = 'http', userinfo, authority = '' } = PROXY_URL.exec(url)?.groups ?? {};
  const lower = scheme.toLowerCase();
  if (lower !== 'http' && lower !== 'https') {
    throw new ProxySettingsError(
      'unsupported-scheme',
      `${name} has the scheme ${lower}, expected http or https`,
    );
  }
  const address = parseAuthority(authority);
  const authorization = userinfo === undefined ? null : basic(userinfo);
  if (address === null || authorization === undefined) {
    throw new ProxySettingsError('malformed-proxy', `${name} is not the URL of a proxy`);
  }
  const target = { scheme: lower, host: address.host, port: address.port ?? DEFAULT_PORTS[lower] } as const;
  return new ProxyEndpoint(target, authorization);
}

/** Undefined when the user-info is not percent-encoded text. */
function basic(userinfo: string): string | undefined {
  const colon = userinfo.indexOf(':');
  const [user, password] =
    colon === -1 ? [userinfo, ''] : [userinfo.slice(0, colon), userinfo.slice(colon + 1)];
  try {
    const plain = `${decodeURIComponent(user)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(plain, 'utf8').toString('base64')}`;
  } catch {
    return undefined;
  }
}

/** `*`, `host`, `host:port`, `.suffix`, `*.suffix`; a name covers its subdomains too, as it does for curl. */
function directRules(entry: string): DirectRule[] {
  if (entry === '*') return [{ kind: 'all' }];
  const isBareIpv6 = entry.split(':').length > 2 && !entry.startsWith('[');
  const named = parseAuthority(isBareIpv6 ? `[${entry}]` : entry.replace(/^\*?\./, ''));
  if (named === null) return [];
  const subdomains: DirectRule = { kind: 'subdomains', suffix: `.${named.host}`, port: named.port };
  const host: DirectRule = { kind: 'host', host: named.host, port: named.port };
  return isAddress(named.host) ? [host] : [host, subdomains];
}

function matches(rule: DirectRule, target: Target): boolean {
  switch (rule.kind) {
    case 'all':
      return true;
    case 'host':
      return rule.host === target.host && (rule.port ?? target.port) === target.port;
    case 'subdomains':
      return target.host.endsWith(rule.suffix) && (rule.port ?? target.port) === target.port;
  }
}
