import { parseAuthority } from '../http/host.ts';
import { member } from './json-path.ts';
import { type JsonLimits, type JsonNode, readJsonText } from './json-text.ts';

const MAX_ENDPOINTS = 32;
const HTTPS = /^https:\/\/([A-Za-z0-9.-]{1,253}(?::443)?)\/?$/;

/**
 * The hosts that a token or user answer tells the client to go to, by `endpoints`, in lower case. What the client
 * would not reach over TLS on the usual port is left out: such a host is never taken for one of Copilot's. The
 * caller admits only those within the policy's suffixes. Throws JsonTextError.
 */
export function learnedEndpoints(text: string, limits: JsonLimits): readonly string[] {
  const endpoints = member(readJsonText(text, limits), 'endpoints');
  if (endpoints?.kind !== 'object') return [];
  const hosts = [...endpoints.members.values()]
    .map(({ value }) => hostOf(value))
    .filter((host) => host !== null);
  return [...new Set(hosts)].slice(0, MAX_ENDPOINTS);
}

function hostOf(node: JsonNode): string | null {
  const written = node.kind === 'string' ? HTTPS.exec(node.value)?.[1] : undefined;
  return written === undefined ? null : (parseAuthority(written)?.host ?? null);
}
