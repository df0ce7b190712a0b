import type { Opacity } from '../../../protocol/operation.ts';

/** How much of a content's start `archiveByMagic` looks at. */
export const MAGIC_BYTES = 265;

const ARCHIVE_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    '7z aar apk ar bz2 cab cpio crate crx deb dmg docx ear egg gem gz iso jar lz lz4 lzma nupkg pptx rar rpm ' +
    'tar tbz tbz2 tgz txz tzst vsix war whl xlsx xpi xz z zip zst'
  ).split(' '),
);

/** Signatures as the formats' own specifications give them, each with its offset. */
const ARCHIVE_MAGIC: readonly (readonly [offset: number, hex: string])[] = [
  [0, '504b0304'], // zip, jar, office documents
  [0, '504b0506'],
  [0, '504b0708'],
  [0, '1f8b'], // gzip
  [0, '1f9d'], // compress
  [0, '425a68'], // bzip2
  [0, 'fd377a585a00'], // xz
  [0, '377abcaf271c'], // 7z
  [0, '526172211a07'], // rar
  [0, '28b52ffd'], // zstd
  [0, '04224d18'], // lz4
  [0, '4c5a4950'], // lzip
  [0, '4d534346'], // cabinet
  [0, '213c617263683e0a'], // ar, deb
  [0, 'edabeedb'], // rpm
  [257, '7573746172'], // tar
];

const MAGIC = ARCHIVE_MAGIC.map(([offset, hex]) => ({
  offset,
  bytes: Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
}));

/** True for a path whose name says that the file packs other files. */
export function archiveByName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot >= 0 && ARCHIVE_EXTENSIONS.has(name.slice(dot + 1).toLowerCase());
}

/** True when a content that starts with `head` is an archive. */
export function archiveByMagic(head: Uint8Array): boolean {
  return MAGIC.some(({ offset, bytes }) => bytes.every((byte, index) => head[offset + index] === byte));
}

/**
 * True for a line that only a Git LFS pointer has (git-lfs, "specification of the pointer file"). An edit of a
 * pointer changes its `oid` line and may leave the `version` line as it was.
 */
export function isLfsPointerLine(head: string): boolean {
  return /^(?:version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\/|oid sha256:[0-9a-f]{32})/.test(head);
}

/** What is known of a new content when it is asked whether its text can be judged. */
export interface ContentSigns {
  readonly path: string;
  readonly submodule: boolean;
  readonly size: number;
  readonly maxBlobBytes: number;
  readonly archive: boolean;
  readonly lfsLine: boolean;
  /** It holds NUL bytes. */
  readonly binary: boolean;
}

/** A pointer file of Git LFS is smaller than this. */
const MAX_LFS_POINTER_BYTES = 1024;

/** The first reason why the content cannot be judged by its text, or null. */
export function opacityOf(signs: ContentSigns): Opacity | null {
  if (signs.submodule) return 'submodule';
  if (signs.size > signs.maxBlobBytes) return 'large';
  if (signs.archive || archiveByName(signs.path)) return 'archive';
  if (signs.lfsLine && signs.size < MAX_LFS_POINTER_BYTES) return 'lfs';
  return signs.binary ? 'binary' : null;
}
