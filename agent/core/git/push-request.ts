import type { SideBand } from './side-band.ts';

/** What a client asks of `git-receive-pack`, up to where the pack begins (gitprotocol-pack). */
export interface PushRequest {
  readonly commands: readonly RefUpdateCommand[];
  /** By name; `true` for one without a value. */
  readonly capabilities: ReadonlyMap<string, string | true>;
  /** Ids of the client's shallow commits. */
  readonly shallow: readonly string[];
  readonly options: readonly string[];
  readonly objectFormat: ObjectFormat;
  /**
   * The push certificate that stood in place of the commands, from `push-cert` to `push-cert-end`, as pkt-lines
   * and as sent: a signature holds for these bytes only.
   */
  readonly certificate: Uint8Array | null;
  /** False when every command deletes: then no pack follows. */
  readonly expectsPack: boolean;
}

/** Object ids are lower-case hex, all zeros where there is none. */
export interface RefUpdateCommand {
  readonly oldId: string;
  readonly newId: string;
  readonly ref: string;
}

export type ObjectFormat = 'sha1' | 'sha256';

export type PushRequestErrorCode =
  | 'bad-pkt-line'
  | 'truncated'
  | 'trailing-bytes'
  | 'header-too-large'
  | 'too-many-commands'
  | 'unexpected-packet'
  | 'no-commands'
  | 'bad-command'
  | 'bad-object-id'
  | 'mixed-object-ids'
  | 'bad-ref-name'
  | 'duplicate-ref'
  | 'nothing-to-nothing'
  | 'no-capabilities'
  | 'capabilities-repeated'
  | 'bad-capability'
  | 'no-report-status'
  | 'bad-shallow'
  | 'bad-certificate'
  | 'bad-push-option'
  | 'not-requested'
  | 'cannot-split';

export class PushRequestError extends Error {
  readonly code: PushRequestErrorCode;

  constructor(code: PushRequestErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'PushRequestError';
    this.code = code;
  }
}

export const ID_LENGTH: Readonly<Record<ObjectFormat, number>> = { sha1: 40, sha256: 64 };

/** Whether an object id stands for "no object". */
export function isZeroId(id: string): boolean {
  return /^0+$/.test(id);
}

/** How the answer is framed; `git-receive-pack` knows the long form only and answers unframed without it. */
export function sideBandOf(request: Pick<PushRequest, 'capabilities'>): SideBand | null {
  return request.capabilities.has('side-band-64k') ? 'side-band-64k' : null;
}

/** Whether some refs of a push may go without the others: not when it is atomic, nor when it is signed. */
export function canSplit(request: Pick<PushRequest, 'capabilities' | 'certificate'>): boolean {
  return request.certificate === null && !request.capabilities.has('atomic');
}
