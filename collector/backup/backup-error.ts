export type BackupErrorCode = 'nothing-there' | 'not-empty' | 'damaged' | 'not-one';

const HINTS: Readonly<Record<BackupErrorCode, string>> = {
  'nothing-there': 'check COUNTERSIGN_HOME; a collector on PostgreSQL is backed up with pg_dump and its key',
  'not-empty': 'name a folder that is not there yet, or move away what is in it',
  damaged: 'take another backup; keep this one as evidence',
  'not-one': 'name a folder that `countersign collector backup` made',
};

/** Why nothing was backed up or restored; what was there is as it was. */
export class BackupError extends Error {
  readonly code: BackupErrorCode;
  readonly hint: string;

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackupError';
    this.code = code;
    this.hint = HINTS[code];
  }
}
