import type { LfsAsk } from '../stages.ts';

/** The stable name of a call, by which policies know it. That of an upload whose content can be read as text. */
export function lfsName(ask: Exclude<LfsAsk, { kind: 'download' }>): string {
  switch (ask.kind) {
    case 'uploads':
      return 'lfs.uploads.create';
    case 'upload':
      return 'lfs.objects.write';
    case 'locks':
      return `lfs.locks.${ask.call}`;
  }
}

/** Of an upload in which nobody can look for words or secrets, or not in all of it. */
export const OPAQUE_UPLOAD = 'lfs.objects.write_opaque';
