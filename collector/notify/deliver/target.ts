/** Where people, or their programs, are told of approvals. Secrets in it are read from files at start. */
export type NotifyTarget =
  | {
      readonly kind: 'webhook';
      readonly name: string;
      readonly url: URL;
      /** `whsec_` and base64 (Standard Webhooks). */
      readonly secret: string;
      readonly allowPrivate: boolean;
    }
  /** An incoming webhook; its address is its secret. */
  | { readonly kind: 'slack'; readonly name: string; readonly url: URL; readonly allowPrivate: boolean }
  | {
      readonly kind: 'email';
      readonly name: string;
      readonly server: string;
      readonly port: number;
      /** Null: the server asks for none. */
      readonly login: { readonly user: string; readonly password: string } | null;
      readonly from: string;
      readonly to: readonly string[];
      /** False only for a server on this machine. */
      readonly requireTls: boolean;
    };
