import { type KeyObject, verify } from 'node:crypto';

/** What is said to be signed, and by whom. */
export interface Claim {
  readonly bytes: Uint8Array;
  readonly key: KeyObject;
  readonly signature: Uint8Array;
}

/** Whether the signature of a claim holds. */
export type VerifySignature = (claim: Claim) => Promise<boolean>;

/** On the thread that everything else waits for: for one signature, and rarely. */
export function holdsNow({ bytes, key, signature }: Claim): boolean {
  return verify(null, bytes, key, signature);
}

/** On the process's own threads: the signatures of a long bundle cost more than all the rest of it. */
export const verifyEd25519: VerifySignature = ({ bytes, key, signature }) =>
  new Promise((resolve, reject) => {
    verify(null, bytes, key, signature, (error, holds) => {
      if (error === null) resolve(holds);
      else reject(error);
    });
  });
