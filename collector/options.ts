import type { Logger } from 'pino';
import type { Tls } from './app.ts';
import type { CiSettings } from './identity/ci/settings.ts';
import type { OidcSettings } from './identity/oidc/settings.ts';
import type { CollectorLimits } from './limits.ts';
import type { NotifyTarget } from './notify/deliver/target.ts';
import type { RetentionSettings } from './retention/keep.ts';
import type { PostgresSettings } from './store/postgres/settings.ts';

export interface CollectorOptions {
  /** Holds the database, the key, the tokens and the file `url`; made when it is missing. */
  readonly directory: string;
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  readonly clock: () => Date;
  readonly limits?: Partial<CollectorLimits>;
  /** Nothing is logged when it is left out. */
  readonly log?: Logger;
  /** Where the built pages are; none are served when it is left out, or empty. */
  readonly pagesDirectory?: string;
  /** The folder of a published policy feed, served at /feed/; left out: none is. */
  readonly feedDirectory?: string;
  /** How it serves more than this machine; left out: by local tokens, and this machine only. */
  readonly shared?: SharedOptions;
  /** PostgreSQL, which several collectors may share; left out: SQLite, below `directory`. */
  readonly database?: PostgresSettings | null;
  /** PEM of the key that those which share a database have in common; left out: one below `directory`. */
  readonly signingKey?: Buffer | null;
  /** How long what was said is kept; left out: as the served policy says. */
  readonly retention?: RetentionSettings;
  /** Where metrics are served, in the clear; left out: nowhere. */
  readonly metrics?: { readonly host: string; readonly port: number };
}

/** Settings of a collector for more than one machine; `readSettings` makes sure that they go together. */
export interface SharedOptions {
  /** Where people and agents reach it. */
  readonly url: URL;
  readonly tls: Tls | null;
  readonly identity: OidcSettings;
  /** Which pipelines may have agents; left out: none. */
  readonly ci?: readonly CiSettings[];
  /** Who is told of approvals; left out: nobody. */
  readonly notify?: readonly NotifyTarget[];
}
