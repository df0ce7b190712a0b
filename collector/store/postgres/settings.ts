/** Where the database is, and how much of it this process may use. */
export interface PostgresSettings {
  /** A name or an address; an absolute path: the folder of the server's socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Null: none is sent. */
  readonly password: string | null;
  /** Null: in the clear, which is for this machine alone; `ca` null: what the system trusts vouches for the server. */
  readonly tls: { readonly ca: Buffer | null } | null;
  readonly maxConnections: number;
}
