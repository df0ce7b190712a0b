import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { DURATION_PATTERN, durationMs } from '../policy/duration.ts';
import { readSettingsText, settingsFault } from '../policy/settings-text.ts';
import { closed, type JsonSchema, list, optional, requiring, text } from '../protocol/schema.ts';
import type { Tls } from './app.ts';
import { CI_SCHEMA, type CiEntry, type CiSettings, ciSettings } from './identity/ci/settings.ts';
import type { OidcSettings, ServiceAccount } from './identity/oidc/settings.ts';
import { NOTIFY_SCHEMA, type NotifyEntry, notifyTargets } from './notify/deliver/settings.ts';
import type { NotifyTarget } from './notify/deliver/target.ts';
import type { RetentionSettings } from './retention/keep.ts';
import { CollectorStartError } from './start-error.ts';
import type { PostgresSettings } from './store/postgres/settings.ts';
import { databaseSettings, STORE_SCHEMA, type StoreEntry } from './store/settings.ts';

/** What a collector for more than one machine is told by its file. */
export interface CollectorSettings {
  readonly host: string;
  readonly port: number;
  /** Where people and agents reach it. */
  readonly url: URL;
  /** Null: served in the clear, to a proxy on this machine that speaks TLS, or on loopback. */
  readonly tls: Tls | null;
  readonly identity: OidcSettings;
  /** Which pipelines may have agents. */
  readonly ci: readonly CiSettings[];
  /** Who is told of approvals. */
  readonly notify: readonly NotifyTarget[];
  /** Null: no metrics are served. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Null: a database of its own, below its folder. */
  readonly database: PostgresSettings | null;
  /** PEM of the key that signs its log and its approvals; null: one of its own. */
  readonly signingKey: Buffer | null;
  /** How long what was said is kept; null: as the served policy says. */
  readonly retention: RetentionSettings;
}

interface SettingsFile {
  readonly url: string;
  readonly listen: { readonly host?: string; readonly port: number };
  readonly tls?: { readonly certificate: string; readonly key: string };
  readonly identity: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecretFile?: string;
    readonly audience?: string;
    readonly scopes?: readonly string[];
    readonly native?: {
      readonly clientId: string;
      readonly scopes?: readonly string[];
      readonly parameters?: Readonly<Record<string, string>>;
    };
    readonly subjectClaim?: string;
    readonly groupsClaim?: string;
    readonly claims?: readonly string[];
    readonly serviceAccounts?: readonly ServiceAccount[];
    readonly roles: OidcSettings['roles'];
  };
  readonly ci?: readonly CiEntry[];
  readonly notify?: readonly NotifyEntry[];
  readonly metrics?: { readonly host?: string; readonly port: number };
  readonly store?: StoreEntry;
  readonly signingKeyFile?: string;
  readonly retention?: { readonly prompts?: string; readonly answers?: string; readonly reviews?: string };
}

const TEXT = text(500);
const SCOPES = list(text(100), { min: 1, max: 20 });
const LISTEN = requiring(['port'], { host: TEXT, port: { type: 'integer', minimum: 0, maximum: 65_535 } });
const DURATION: JsonSchema = { type: 'string', pattern: DURATION_PATTERN };
const GROUPS = list(text(200), { max: 100 });

/** Of the settings file. Members that are not named here are refused. */
export const SETTINGS_SCHEMA: JsonSchema = requiring(['url', 'listen', 'identity'], {
  url: { ...TEXT, pattern: '^https?://' },
  listen: LISTEN,
  tls: closed({ certificate: TEXT, key: TEXT }),
  identity: requiring(['issuer', 'clientId', 'roles'], {
    issuer: { ...TEXT, pattern: '^https?://' },
    clientId: TEXT,
    clientSecretFile: TEXT,
    audience: TEXT,
    scopes: SCOPES,
    native: requiring(['clientId'], {
      clientId: TEXT,
      scopes: SCOPES,
      parameters: { type: 'object', maxProperties: 10, additionalProperties: TEXT },
    }),
    subjectClaim: TEXT,
    groupsClaim: TEXT,
    claims: list(text(100), { max: 50 }),
    serviceAccounts: list(
      requiring(['client', 'groups'], { client: text(200), groups: GROUPS, actsFor: text(200) }),
      { max: 1000 },
    ),
    roles: requiring(['developer', 'reviewer', 'auditor'], {
      developer: GROUPS,
      reviewer: GROUPS,
      auditor: GROUPS,
      gateway: GROUPS,
      'policy-publisher': GROUPS,
      admin: GROUPS,
    }),
  }),
  ci: CI_SCHEMA,
  notify: NOTIFY_SCHEMA,
  metrics: LISTEN,
  store: STORE_SCHEMA,
  signingKeyFile: TEXT,
  retention: optional({ prompts: DURATION, answers: DURATION, reviews: DURATION }),
});

const isSettings = new Ajv({ allowUnionTypes: true, discriminator: true }).compile<SettingsFile>(
  SETTINGS_SCHEMA,
);

/**
 * Reads the settings; files that they name are looked for beside them. Throws CollectorStartError, which says where
 * it is wrong and never what a secret holds.
 */
export function readSettings(path: string): CollectorSettings {
  const value = readSettingsText(readOrFail(path).toString('utf8'), (what) => bad(path, what));
  if (!isSettings(value)) {
    throw bad(path, settingsFault(isSettings.errors));
  }
  const near = (name: string): Buffer => readOrFail(resolve(dirname(path), name));
  const { listen, tls, identity } = value;
  const settings: CollectorSettings = {
    host: listen.host ?? LOOPBACK,
    port: listen.port,
    url: originOf(value.url, path),
    tls: tls === undefined ? null : { cert: near(tls.certificate), key: near(tls.key) },
    identity: {
      issuer: identity.issuer,
      clientId: identity.clientId,
      clientSecret:
        identity.clientSecretFile === undefined
          ? null
          : near(identity.clientSecretFile).toString('utf8').trim(),
      audience: identity.audience ?? null,
      scopes: identity.scopes ?? DEFAULT_SCOPES,
      native:
        identity.native === undefined ? null : { scopes: DEFAULT_SCOPES, parameters: {}, ...identity.native },
      subjectClaim: identity.subjectClaim ?? 'sub',
      groupsClaim: identity.groupsClaim ?? 'groups',
      claims: identity.claims ?? [],
      serviceAccounts: identity.serviceAccounts ?? [],
      roles: identity.roles,
    },
    ci: ciSettings(value.ci ?? [], (what) => bad(path, what)),
    database: databaseSettings(value.store, {
      near,
      refuse: (what) => bad(path, what),
    }),
    signingKey: value.signingKeyFile === undefined ? null : near(value.signingKeyFile),
    retention: {
      prompt: durationMs(value.retention?.prompts ?? ''),
      answer: durationMs(value.retention?.answers ?? ''),
      review: durationMs(value.retention?.reviews ?? value.retention?.prompts ?? ''),
    },
    metrics: value.metrics === undefined ? null : { host: LOOPBACK, ...value.metrics },
    notify: notifyTargets(value.notify ?? [], {
      secret: (name) => near(name).toString('utf8').trim(),
      refuse: (what) => bad(path, what),
    }),
  };
  refuseUnsafe(settings, path);
  return settings;
}

const DEFAULT_SCOPES = ['openid', 'profile', 'email'];

const LOOPBACK = '127.0.0.1';
const LOOPBACK_NAMES: readonly string[] = [LOOPBACK, 'localhost'];

/** Tokens and cookies cross no network in the clear, and an ID token is no access token. */
function refuseUnsafe({ host, url, tls, identity }: CollectorSettings, path: string): void {
  if (url.protocol === 'http:' && !LOOPBACK_NAMES.includes(url.hostname)) {
    throw bad(path, '/url is http, expected https for any name but this machine');
  }
  if (!LOOPBACK_NAMES.includes(host) && tls === null) {
    throw bad(path, `/listen/host is ${host} without /tls, expected ${LOOPBACK} or a certificate and key`);
  }
  const issuer = new URL(identity.issuer);
  if (issuer.protocol === 'http:' && !LOOPBACK_NAMES.includes(issuer.hostname)) {
    throw bad(path, '/identity/issuer is http, expected https');
  }
  if (identity.audience === identity.clientId) {
    throw bad(path, '/identity/audience is the client id, expected a name that only access tokens are for');
  }
  if (identity.native !== null && identity.audience === null) {
    throw bad(path, '/identity/native without /identity/audience, whose tokens programs bring');
  }
  if (!identity.scopes.includes('openid')) throw bad(path, '/identity/scopes lacks openid');
}

function originOf(text: string, path: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || `${url.origin}/` !== url.href) {
    throw bad(path, '/url is no address of a host alone, like https://countersign.example.com');
  }
  return url;
}

function readOrFail(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new CollectorStartError('bad-settings', `${path} cannot be read`, {
      hint: 'check the path, and that this user may read it',
      cause,
    });
  }
}

function bad(path: string, what: string): CollectorStartError {
  return new CollectorStartError('bad-settings', `${path}: ${what}`, {
    hint: 'docs/operate.md has an example',
  });
}
