import { createPrivateKey, type KeyObject } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { readSettingsText, settingsFault } from '../../policy/settings-text.ts';
import { closed, type JsonSchema, list, oneOf, requiring, text, whole } from '../../protocol/schema.ts';
import { readKeptToken } from '../keychain/kept-token.ts';
import { type OpenEntry, openSystemEntry } from '../keychain/keychain.ts';
import { TOKEN_NAME } from '../keychain/keychain-choice.ts';
import { KeychainError } from '../keychain/keychain-error.ts';
import { readPrivateFile } from '../private-file.ts';
import type { CredentialPurpose } from './broker.ts';
import { CredentialError } from './credential-error.ts';
import { readOnce } from './read-once.ts';

/** Where the credentials of some hosts come from, as the file of settings says; secrets are read. */
export type CredentialSettings = { readonly hosts: readonly HostPort[] } & (
  | { readonly provider: 'stored'; readonly user: string; readonly token: string }
  | { readonly provider: 'command'; readonly command: readonly string[] }
  | {
      readonly provider: 'github-app';
      readonly appId: string;
      readonly key: KeyObject;
      readonly api: URL;
      readonly installation: number | null;
      readonly permissions: Readonly<Partial<Record<CredentialPurpose, Readonly<Record<string, string>>>>>;
    }
);

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

interface Entry {
  readonly hosts: readonly string[];
  readonly provider: 'stored' | 'keychain' | 'command' | 'github-app';
  readonly user?: string;
  readonly tokenFile?: string;
  readonly token?: string;
  readonly command?: readonly string[];
  readonly appId?: string;
  readonly privateKeyFile?: string;
  readonly api?: string;
  readonly installation?: number;
  readonly permissions?: Readonly<Partial<Record<CredentialPurpose, Readonly<Record<string, string>>>>>;
}

const TEXT = text(500);
const HOSTS = list({ ...text(260), pattern: '^[A-Za-z0-9.-]+(?::[0-9]{1,5})?$' }, { min: 1, max: 50 });
const PERMISSIONS: JsonSchema = {
  type: 'object',
  maxProperties: 50,
  propertyNames: { pattern: '^[a-z_]{1,60}$' },
  additionalProperties: oneOf('read', 'write', 'admin'),
};

const SCHEMA: JsonSchema = closed({
  credentials: list(
    {
      type: 'object',
      discriminator: { propertyName: 'provider' },
      required: ['provider'],
      oneOf: [
        requiring(['provider', 'hosts', 'tokenFile'], {
          provider: oneOf('stored'),
          hosts: HOSTS,
          user: TEXT,
          tokenFile: TEXT,
        }),
        requiring(['provider', 'hosts', 'token'], {
          provider: oneOf('keychain'),
          hosts: HOSTS,
          user: TEXT,
          token: { ...text(64), pattern: TOKEN_NAME },
        }),
        requiring(['provider', 'hosts', 'command'], {
          provider: oneOf('command'),
          hosts: HOSTS,
          command: list(text(4000), { min: 1, max: 50 }),
        }),
        requiring(['provider', 'hosts', 'appId', 'privateKeyFile'], {
          provider: oneOf('github-app'),
          hosts: HOSTS,
          appId: { ...text(100), pattern: '^[A-Za-z0-9._-]+$' },
          privateKeyFile: TEXT,
          api: TEXT,
          installation: whole(1, Number.MAX_SAFE_INTEGER),
          permissions: {
            type: 'object',
            propertyNames: { enum: ['git.read', 'git.write', 'api.read', 'api.call'] },
            additionalProperties: PERMISSIONS,
          },
        }),
      ],
    },
    { max: 100 },
  ),
});

const isSettings = new Ajv({ allowUnionTypes: true, discriminator: true }).compile<{
  readonly credentials: readonly Entry[];
}>(SCHEMA);

const FILE = 'credentials.yaml';
const MAX_BYTES = 256 * 1024;
const HTTPS = 443;

/**
 * Reads `credentials.yaml` of `home`; files that it names are looked for beside it. It and they must be for their owner
 * alone. None at all: there is no broker. Throws CredentialError `bad-settings`, which repeats no secret.
 */
export async function readCredentialSettings(
  home: string,
  open: OpenEntry = openSystemEntry,
): Promise<readonly CredentialSettings[]> {
  const path = join(home, FILE);
  const source = await readOwn(path);
  if (source === null) return [];
  const value = readSettingsText(source.toString('utf8'), (what) => bad(path, what));
  if (!isSettings(value)) {
    throw bad(path, settingsFault(isSettings.errors));
  }
  const settings: CredentialSettings[] = [];
  for (const [index, entry] of value.credentials.entries()) {
    settings.push(await settingsOf(entry, `/credentials/${index}`, { home, path, open }));
  }
  refuseTwice(settings, path);
  return settings;
}

interface SettingsPlace {
  readonly home: string;
  readonly path: string;
  readonly open: OpenEntry;
}

async function settingsOf(entry: Entry, at: string, place: SettingsPlace): Promise<CredentialSettings> {
  const { path } = place;
  const hosts = entry.hosts.map((name) => hostOf(name));
  const secret = async (member: string, file: string): Promise<Buffer> => {
    const content = await readOwn(resolve(dirname(path), file));
    if (content === null) throw bad(path, `${at}/${member} names a file that is not there`);
    return content;
  };
  switch (entry.provider) {
    case 'stored': {
      const token = readOnce(await secret('tokenFile', entry.tokenFile ?? '')).trim();
      if (!/^[\x21-\x7e]{1,4000}$/.test(token)) throw bad(path, `${at}/tokenFile holds no token`);
      return { provider: 'stored', hosts, user: entry.user ?? 'x-access-token', token };
    }
    case 'keychain':
      return {
        provider: 'stored',
        hosts,
        user: entry.user ?? 'x-access-token',
        token: await kept(entry, at, place),
      };
    case 'command':
      return { provider: 'command', hosts, command: entry.command ?? [] };
    case 'github-app':
      return {
        provider: 'github-app',
        hosts,
        appId: entry.appId ?? '',
        key: keyOf(await secret('privateKeyFile', entry.privateKeyFile ?? ''), at, path),
        api: apiOf(entry.api ?? 'https://api.github.com', at, path),
        installation: entry.installation ?? null,
        permissions: entry.permissions ?? {},
      };
  }
}

/** Read once, as those of files are: a keychain that is locked later takes nothing from a running agent. */
async function kept(
  { token: name = '' }: Entry,
  at: string,
  { home, path, open }: SettingsPlace,
): Promise<string> {
  try {
    const token = await readKeptToken({ home, name, open });
    if (token !== null) return token;
  } catch (fault) {
    if (!(fault instanceof KeychainError)) throw fault;
    throw bad(path, `${at}/token: ${fault.message}`);
  }
  throw bad(path, `${at}/token: the keychain holds none of this name; countersign keychain set ${name}`);
}

function hostOf(name: string): HostPort {
  const [host = '', port] = name.toLowerCase().split(':');
  return { host, port: port === undefined ? HTTPS : Number(port) };
}

function apiOf(address: string, at: string, path: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== 'https:' || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw bad(path, `${at}/api is no https address`);
  }
  return url;
}

/** The cause is left out: what a parser says of a broken key may quote it. */
function keyOf(pem: Buffer, at: string, path: string): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPrivateKey(pem);
  } catch {}
  pem.fill(0);
  if (key?.asymmetricKeyType !== 'rsa')
    throw bad(path, `${at}/privateKeyFile holds no RSA private key in PEM form`);
  return key;
}

function refuseTwice(settings: readonly CredentialSettings[], path: string): void {
  const seen = new Set<string>();
  for (const { host, port } of settings.flatMap(({ hosts }) => hosts)) {
    const name = `${host}:${port}`;
    if (seen.has(name)) throw bad(path, `two entries are for ${name}`);
    seen.add(name);
  }
}

function readOwn(path: string): Promise<Buffer | null> {
  return readPrivateFile(path, {
    maxBytes: MAX_BYTES,
    refuse: (_fault, message) => bad(path, message.replace(`${path} `, 'it ')),
  });
}

function bad(path: string, what: string): CredentialError {
  return new CredentialError(
    'bad-settings',
    `${path}: ${what}`,
    'docs/credentials.md has an example of each',
  );
}
