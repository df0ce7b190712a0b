import { isAddress, parseAuthority } from './host.ts';
import { isOriginForm, type Origin } from './request-target.ts';

/** Where a request to a gateway goes on to: its path begins with the host, and the rest is the path there. */
export interface GatewayPath {
  readonly origin: Origin;
  /** Origin form. */
  readonly path: string;
}

const HTTPS = 443;
const PARTS = /^\/([a-z0-9._:-]{1,260})(\/[^?]*)(\?.*)?$/s;

/**
 * Reads `/HOST/PATH` or `/HOST:PORT/PATH`. A host has one spelling: lower case, no dot at its end, no usual port, no
 * address. Null for anything else, and for a path behind which some server finds its way to another place: with
 * `.` or `..`, escaped or not, an empty segment or a backslash in it.
 */
export function readGatewayPath(target: string): GatewayPath | null {
  const [, segment = '', path = '', query = ''] = PARTS.exec(target) ?? [];
  const authority = parseAuthority(segment);
  if (authority === null || isAddress(authority.host) || !isOriginForm(target)) return null;
  const origin: Origin = { scheme: 'https', host: authority.host, port: authority.port ?? HTTPS };
  if (gatewaySegment(origin) !== segment || leadsAway(path)) return null;
  return { origin, path: path + query };
}

/** The first segment of the path under which a gateway serves this server. */
export function gatewaySegment({ host, port }: Pick<Origin, 'host' | 'port'>): string {
  return port === HTTPS ? host : `${host}:${port}`;
}

/** A slash or a dot may be escaped, and its escape as well. */
const BACKSLASH = /\\|%(?:25)*5c/i;
const DOTS = /(?:^|\/|%(?:25)*2f)(?:\.|%(?:25)*2e){1,2}(?=\/|;|%(?:25)*(?:2f|3b)|$)/i;

function leadsAway(path: string): boolean {
  return path.includes('//') || BACKSLASH.test(path) || DOTS.test(path);
}
