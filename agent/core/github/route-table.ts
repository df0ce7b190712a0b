import type { ApiSegment } from './api-target.ts';
import { OTHER_ROUTES } from './other-routes.ts';
import { REPOSITORY_ROUTES } from './repository-routes.ts';

/** What a path says of its call. */
export interface RouteMatch {
  readonly name: string;
  /** By the names in the template; a rest is joined by slashes. */
  readonly params: ReadonlyMap<string, string>;
}

type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'segment'; readonly name: string; readonly maySlash: boolean }
  | { readonly kind: 'rest'; readonly name: string };

interface TableRoute {
  readonly method: string;
  readonly tokens: readonly Token[];
  readonly name: string;
}

const LINE = /^(?<method>[A-Z]+) +(?<path>\/\S*) +(?<name>[a-z_.]+)$/;
const PARAMETER = /^\{(?<name>[a-z]+)(?<kind>[%+]?)\}$/;

const UPLOADS = 'POST /releases/{id}/assets releases.assets.upload';
const BELOW_REPOSITORY = tableOf(REPOSITORY_ROUTES);
const ELSEWHERE = tableOf(OTHER_ROUTES);
const OF_UPLOADS = tableOf(UPLOADS);

/** The write that this is, or null. `below` says what the segments are relative to. */
export function matchWrite(
  method: string,
  segments: readonly ApiSegment[],
  below: 'repository' | 'root' | 'uploads',
): RouteMatch | null {
  for (const route of TABLES[below]) {
    const params = route.method === method ? matchTokens(route.tokens, segments) : null;
    if (params !== null) return { name: route.name, params };
  }
  return null;
}

const TABLES = { repository: BELOW_REPOSITORY, root: ELSEWHERE, uploads: OF_UPLOADS } as const;

/** Names of all writes in the tables, each once. */
export function writeNames(): readonly string[] {
  return [...new Set(Object.values(TABLES).flatMap((table) => table.map(({ name }) => name)))].sort();
}

function tableOf(text: string): readonly TableRoute[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { method = '', path = '', name = '' } = LINE.exec(line)?.groups ?? {};
    if (name === '') throw new TypeError(`a line of the table of calls cannot be read: ${line}`);
    const tokens = path === '/' ? [] : path.slice(1).split('/').map(tokenOf);
    return { method, tokens, name };
  });
}

function tokenOf(text: string): Token {
  const found = PARAMETER.exec(text)?.groups;
  if (found === undefined) return { kind: 'literal', text };
  const name = found['name'] ?? '';
  if (found['kind'] === '+') return { kind: 'rest', name };
  return { kind: 'segment', name, maySlash: found['kind'] === '%' };
}

function matchTokens(
  tokens: readonly Token[],
  segments: readonly ApiSegment[],
): ReadonlyMap<string, string> | null {
  const params = new Map<string, string>();
  const endsInRest = tokens.at(-1)?.kind === 'rest';
  if (endsInRest ? segments.length < tokens.length : segments.length !== tokens.length) return null;
  for (const [at, token] of tokens.entries()) {
    const segment = segments[at];
    if (segment === undefined || !matchToken(token, segment)) return null;
    if (token.kind === 'segment') params.set(token.name, segment.text);
    if (token.kind === 'rest') {
      const rest = segments.slice(at);
      params.set(token.name, rest.map(({ text }) => text).join('/'));
    }
  }
  return params;
}

function matchToken(token: Token, { text, hasSlash }: ApiSegment): boolean {
  switch (token.kind) {
    case 'literal':
      return text === token.text;
    case 'segment':
      return token.maySlash || !hasSlash;
    case 'rest':
      return true;
  }
}
