import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { readSettingsText, settingsFault } from '../../policy/settings-text.ts';
import { CI_PROVIDERS, type CiProvider, immutableClaims } from '../../protocol/ci-trust.ts';
import { closed, list, oneOf, optional, requiring, text, whole } from '../../protocol/schema.ts';
import type { Actor } from '../../protocol/subject.ts';
import { isSafeIssuer } from '../../protocol/token-rules.ts';
import { gatewaySegment } from '../core/http/gateway-path.ts';
import { parseAuthority } from '../core/http/host.ts';
import { readPrivateFile } from '../private-file.ts';
import { GatewayError } from './gateway-error.ts';
import { DEFAULT_GATEWAY_LIMITS, type GatewayLimits } from './limits.ts';

/** What an agent that is a gateway is told by its file. */
export interface GatewaySettings {
  /** As clients call it; it has no path. */
  readonly url: URL;
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly certificate: string; readonly key: string };
  readonly identity: GatewayIdentity;
  /** `host:port` where clients bring a right of their own. */
  readonly passthrough: ReadonlySet<string>;
  /** Null: no statuses are posted. */
  readonly backstop: BackstopSettings | null;
  readonly limits: GatewayLimits;
}

export interface BackstopSettings {
  /** By the host of the repositories, as `Repository.host` is written: the root of its REST API. */
  readonly apis: ReadonlyMap<string, URL>;
  readonly context: string;
  /** As what GitHub shows it: a commit status, or a check run, which Apps alone can make. */
  readonly as: 'status' | 'check';
  /** Where people look at records. */
  readonly records: URL;
}

export interface GatewayIdentity {
  /** What drives those whose tokens the collector knows; null: such tokens are not taken. */
  readonly collectorActor: Actor | null;
  readonly issuers: readonly GatewayIssuer[];
}

export interface GatewayIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly actor: Actor;
  readonly subjectClaim: string;
  readonly groupsClaim: string;
  /** Before the claim, so that no issuer names people of another. */
  readonly subjectPrefix: string;
  /** What is read by the rules of this provider of pipelines, subject and all; null: by the claims named here. */
  readonly provider: CiProvider | null;
  /** The claim of a pipeline that names who started the run, as the collector names people; null: none does. */
  readonly personClaim: string | null;
  /** Groups of a pipeline. */
  readonly groups: readonly string[];
  /** Claims that policy sees, by their names in the token. */
  readonly claims: readonly string[];
  /** Claims that a token must have, each with one of these values. */
  readonly require: Readonly<Record<string, readonly string[]>>;
}

interface File {
  readonly url: string;
  readonly listen?: { readonly host?: string; readonly port?: number };
  readonly tls: { readonly certificate: string; readonly key: string };
  readonly identity?: {
    readonly collector?: { readonly actor: Actor };
    readonly issuers?: readonly (Pick<GatewayIssuer, 'issuer' | 'audience'> & Partial<GatewayIssuer>)[];
  };
  readonly passthrough?: readonly string[];
  readonly backstop?: {
    readonly hosts: readonly string[];
    readonly api?: string;
    readonly context?: string;
    readonly as?: BackstopSettings['as'];
    readonly records: string;
  };
  readonly limits?: Partial<GatewayLimits>;
}

const TEXT = text(500);
const HOST = { ...text(260), pattern: '^[a-z0-9._-]+(?::[0-9]{1,5})?$' };
/** `human` takes a sign-in that somebody has just gone through, which no token shows. */
const ACTOR = oneOf('ai', 'ci', 'mixed');
const VALUES = list(TEXT, { min: 1, max: 100 });
const CLAIM = text(100);

const isFile = new Ajv({ allowUnionTypes: true }).compile<File>(
  requiring(['url', 'tls'], {
    url: { ...TEXT, pattern: '^https://[^/?#@]+/?$' },
    listen: optional({ host: TEXT, port: whole(0, 65_535) }),
    tls: closed({ certificate: TEXT, key: TEXT }),
    identity: optional({
      collector: closed({ actor: ACTOR }),
      issuers: list(
        requiring(['issuer', 'audience'], {
          issuer: TEXT,
          audience: TEXT,
          actor: ACTOR,
          provider: oneOf(...CI_PROVIDERS),
          personClaim: CLAIM,
          groups: list(text(200), { max: 100 }),
          subjectClaim: CLAIM,
          groupsClaim: CLAIM,
          subjectPrefix: { type: 'string', maxLength: 100 },
          claims: list(CLAIM, { max: 50 }),
          require: { type: 'object', maxProperties: 20, additionalProperties: VALUES },
        }),
        { max: 20 },
      ),
    }),
    passthrough: list(HOST, { max: 50 }),
    backstop: requiring(['hosts', 'records'], {
      hosts: list(HOST, { min: 1, max: 20 }),
      api: { ...TEXT, pattern: '^https://' },
      context: { ...text(100), pattern: '^[A-Za-z0-9_./ -]+$' },
      as: oneOf('status', 'check'),
      records: { ...TEXT, pattern: '^https?://' },
    }),
    limits: optional(
      Object.fromEntries(Object.keys(DEFAULT_GATEWAY_LIMITS).map((name) => [name, whole(1, 2 ** 31 - 1)])),
    ),
  }),
);

export const GATEWAY_FILE = 'gateway.yaml';
const MAX_BYTES = 256 * 1024;
const HTTPS = 443;
const DEFAULT_PORT = 8443;

/** Reads `gateway.yaml` of `home`; files that it names are looked for beside it. Throws GatewayError `bad-settings`. */
export async function readGatewaySettings(home: string): Promise<GatewaySettings> {
  const path = join(home, GATEWAY_FILE);
  const source = await readPrivateFile(path, {
    maxBytes: MAX_BYTES,
    refuse: (_fault, message) => bad(path, message),
  });
  if (source === null) throw bad(path, 'there is no such file');
  const value = readSettingsText(source.toString('utf8'), (what) => bad(path, what));
  if (!isFile(value)) throw bad(path, settingsFault(isFile.errors));
  const near = (name: string): string => resolve(dirname(path), name);
  const { listen, tls, identity } = value;
  return {
    url: urlOf(value.url, path),
    listen: { host: listen?.host ?? '127.0.0.1', port: listen?.port ?? DEFAULT_PORT },
    tls: { certificate: near(tls.certificate), key: near(tls.key) },
    identity: {
      collectorActor: identity === undefined ? 'mixed' : (identity.collector?.actor ?? null),
      issuers: (identity?.issuers ?? []).map((each) => issuerOf(each, path)),
    },
    passthrough: new Set((value.passthrough ?? []).map((name) => hostPort(name, path))),
    backstop: value.backstop === undefined ? null : backstopOf(value.backstop, path),
    limits: { ...DEFAULT_GATEWAY_LIMITS, ...value.limits },
  };
}

function backstopOf(given: NonNullable<File['backstop']>, path: string): BackstopSettings {
  const apiOf = (host: string): URL => urlOf(given.api ?? restApi(host), path);
  return {
    apis: new Map(given.hosts.map((host) => [host, apiOf(host)])),
    context: given.context ?? 'countersign/approved',
    as: given.as ?? 'status',
    records: urlOf(given.records, path),
  };
}

/** A name alone is somebody else's after a rename. */
function refuseTakenOver(
  { provider, actor = 'ci', require = {} }: Partial<GatewayIssuer>,
  path: string,
): void {
  if (provider === undefined || provider === null) return;
  const immutable = immutableClaims(provider);
  if (actor !== 'ci')
    throw bad(path, '/identity/issuers has a provider of pipelines with another actor than ci');
  if (!immutable.some((name) => Object.hasOwn(require, name)))
    throw bad(path, `/identity/issuers has one whose require names none of ${immutable.join(', ')}`);
}

/** Where the API of a host's repositories is (docs.github.com, "Getting started with the REST API"). */
function restApi(host: string): string {
  return host === 'github.com' || host.endsWith('.ghe.com')
    ? `https://api.${host}`
    : `https://${host}/api/v3`;
}

function issuerOf(
  given: Pick<GatewayIssuer, 'issuer' | 'audience'> & Partial<GatewayIssuer>,
  path: string,
): GatewayIssuer {
  if (!isSafeIssuer(given.issuer)) throw bad(path, '/identity/issuers names one that is no https address');
  const { actor = 'ci', require = {} } = given;
  // Whoever runs pipelines for everybody makes a token for any audience that a stranger's job asks for.
  if (actor === 'ci' && Object.keys(require).length === 0)
    throw bad(path, '/identity/issuers has one of pipelines without require, which says whose are taken');
  refuseTakenOver(given, path);
  return {
    actor,
    subjectClaim: 'sub',
    groupsClaim: 'groups',
    subjectPrefix: `${new URL(given.issuer).host}/`,
    provider: null,
    personClaim: null,
    groups: [],
    claims: [],
    require,
    ...given,
  };
}

function hostPort(name: string, path: string): string {
  const authority = parseAuthority(name);
  if (authority === null) throw bad(path, '/passthrough names no host');
  const { host, port } = authority;
  if (gatewaySegment({ host, port: port ?? HTTPS }) !== name)
    throw bad(path, '/passthrough spells a host in another way than paths do');
  return `${host}:${port ?? HTTPS}`;
}

function urlOf(address: string, path: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null) throw bad(path, 'an address in it is none');
  return url;
}

function bad(path: string, what: string): GatewayError {
  return new GatewayError('bad-settings', `${path}: ${what}`, 'docs/gateway.md has an example');
}
