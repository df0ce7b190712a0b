import { type JsonSchema, list, oneOf, requiring, text } from '../../../protocol/schema.ts';
import type { NotifyTarget } from './target.ts';

/** A target as the settings file has it: secrets are named by the file that holds them. */
export type NotifyEntry =
  | {
      readonly kind: 'webhook';
      readonly name: string;
      readonly url: string;
      readonly secretFile: string;
      readonly allowPrivate?: boolean;
    }
  | {
      readonly kind: 'slack';
      readonly name: string;
      readonly urlFile: string;
      readonly allowPrivate?: boolean;
    }
  | {
      readonly kind: 'email';
      readonly name: string;
      readonly server: string;
      readonly port?: number;
      readonly user?: string;
      readonly passwordFile?: string;
      readonly from: string;
      readonly to: readonly string[];
      readonly tls?: boolean;
    };

const TEXT = text(500);
const NAME = { ...text(40), pattern: '^[a-z][a-z0-9-]*$' };
const BOOLEAN = { type: 'boolean' };

export const NOTIFY_SCHEMA: JsonSchema = list(
  {
    type: 'object',
    discriminator: { propertyName: 'kind' },
    required: ['kind'],
    oneOf: [
      requiring(['kind', 'name', 'url', 'secretFile'], {
        kind: oneOf('webhook'),
        name: NAME,
        url: TEXT,
        secretFile: TEXT,
        allowPrivate: BOOLEAN,
      }),
      requiring(['kind', 'name', 'urlFile'], {
        kind: oneOf('slack'),
        name: NAME,
        urlFile: TEXT,
        allowPrivate: BOOLEAN,
      }),
      requiring(['kind', 'name', 'server', 'from', 'to'], {
        kind: oneOf('email'),
        name: NAME,
        server: TEXT,
        port: { type: 'integer', minimum: 1, maximum: 65_535 },
        user: TEXT,
        passwordFile: TEXT,
        from: TEXT,
        to: list(TEXT, { min: 1, max: 50 }),
        tls: BOOLEAN,
      }),
    ],
  },
  { max: 20 },
);

export interface EntryPorts {
  /** What the file of this name holds. */
  readonly secret: (file: string) => string;
  readonly refuse: (what: string) => Error;
}

/** Throws what `refuse` makes of it where a target would not be safe, or could not work. */
export function notifyTargets(entries: readonly NotifyEntry[], ports: EntryPorts): readonly NotifyTarget[] {
  return entries.map((entry, index) => {
    if (entries.findIndex(({ name }) => name === entry.name) < index) {
      throw ports.refuse(`/notify/${index}/name is that of another target`);
    }
    return targetOf(entry, `/notify/${index}`, ports);
  });
}

const MIN_SECRET_BYTES = 16;
const SUBMISSION_PORT = 587;
const LOCAL = ['127.0.0.1', 'localhost'];

function targetOf(entry: NotifyEntry, at: string, { secret, refuse }: EntryPorts): NotifyTarget {
  switch (entry.kind) {
    case 'webhook': {
      const { name, allowPrivate = false } = entry;
      const key = secret(entry.secretFile);
      const bytes = Buffer.from(key.replace(/^whsec_/, ''), 'base64').length;
      if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(key) || bytes < MIN_SECRET_BYTES) {
        throw refuse(
          `${at}/secretFile holds no secret: expected whsec_ and ${MIN_SECRET_BYTES} bytes or more in base64`,
        );
      }
      return {
        kind: 'webhook',
        name,
        url: urlOf(entry.url, allowPrivate, () => refuse(`${at}/url is no https address`)),
        secret: key,
        allowPrivate,
      };
    }
    case 'slack': {
      const { name, allowPrivate = false } = entry;
      const url = urlOf(secret(entry.urlFile), allowPrivate, () =>
        refuse(`${at}/urlFile holds no https address`),
      );
      return { kind: 'slack', name, url, allowPrivate };
    }
    case 'email': {
      const { name, server, port = SUBMISSION_PORT, user, passwordFile, from, to, tls = true } = entry;
      if (!tls && !LOCAL.includes(server))
        throw refuse(`${at}/tls is false for a server that is not this machine`);
      const login =
        user === undefined || passwordFile === undefined ? null : { user, password: secret(passwordFile) };
      return { kind: 'email', name, server, port, login, from, to, requireTls: tls };
    }
  }
}

/** https, but for targets of a private network. The message of a refusal never repeats the address. */
function urlOf(address: string, allowPrivate: boolean, refuse: () => Error): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isSafe = url?.protocol === 'https:' || (allowPrivate && url?.protocol === 'http:');
  if (url === null || !isSafe || url.username !== '') throw refuse();
  return url;
}
