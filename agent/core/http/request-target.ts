import { parseAuthority } from './host.ts';

const DEFAULT_PORTS = { http: 80, https: 443 } as const;
const ABSOLUTE = /^(https?):\/\/([^/?#]*)(.*)$/i;
/** Visible ASCII without `#`: a fragment is never sent, and anything else is read differently by different servers. */
const ORIGIN_FORM = /^\/[\x21\x22\x24-\x7e]*$/;

export interface Origin {
  readonly scheme: 'https' | 'http';
  readonly host: string;
  readonly port: number;
}

/** The authority of a CONNECT, which always has its port (RFC 9110, 9.3.6); null when it is not one. */
export function parseConnectTarget(text: string): Origin | null {
  const authority = parseAuthority(text);
  if (authority === null || authority.port === null) return null;
  return { scheme: 'https', host: authority.host, port: authority.port };
}

/** An absolute-form request target (RFC 9112, 3.2.2) with what is left of it in origin form; null when it is none. */
export function parseAbsoluteForm(text: string): { readonly origin: Origin; readonly path: string } | null {
  if (text.startsWith('/')) return null;
  const match = ABSOLUTE.exec(text);
  const [, givenScheme = '', givenAuthority = '', rest = ''] = match ?? [];
  const authority = parseAuthority(givenAuthority);
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  if (match === null || authority === null || !isOriginForm(path)) return null;
  const scheme = givenScheme.toLowerCase() === 'https' ? 'https' : 'http';
  return { origin: { scheme, host: authority.host, port: authority.port ?? DEFAULT_PORTS[scheme] }, path };
}

export function isOriginForm(path: string): boolean {
  return ORIGIN_FORM.test(path);
}

/** Whether a Host or `:authority` value names this origin; the default port may be left out. */
export function namesOrigin(value: string, origin: Origin): boolean {
  if (value === formatAuthority(origin)) return true;
  const isDefault = origin.port === DEFAULT_PORTS[origin.scheme];
  if (value === origin.host && isDefault && !value.includes(':')) return true;
  const authority = parseAuthority(value);
  return authority?.host === origin.host && (authority.port ?? DEFAULT_PORTS[origin.scheme]) === origin.port;
}

export function sameOrigin(a: Origin, b: Origin): boolean {
  return a.scheme === b.scheme && a.host === b.host && a.port === b.port;
}

/** `host:port`, with the brackets that an IPv6 address needs there. */
export function formatAuthority({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
