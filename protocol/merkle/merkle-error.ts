export type MerkleErrorCode =
  | 'not-in-tree'
  | 'wrong-length'
  | 'wrong-root'
  | 'rolled-back'
  | 'inconsistent'
  | 'bad-tile'
  | 'bad-bundle'
  | 'bad-path'
  | 'bad-checkpoint'
  | 'bad-note'
  | 'unsigned'
  | 'bad-signature'
  | 'bad-base64'
  | 'bad-key';

/** Something that claims to be of a log and is not. Repeats numbers and names of its form, never its content. */
export class MerkleError extends Error {
  readonly code: MerkleErrorCode;

  constructor(code: MerkleErrorCode, message: string) {
    super(message);
    this.name = 'MerkleError';
    this.code = code;
  }
}
