import type { ChangeSecret } from '../../../protocol/operation.ts';
import type { Detector } from '../secrets/detector.ts';
import { INTERNAL_HOST } from '../secrets/internal-domains.ts';
import { SecretScan } from './secret-scan.ts';

/** Lines are counted from here in headers, far below the first of a message. */
const HEADERS = Number.MIN_SAFE_INTEGER;

/**
 * What people wrote into commits and tags, searched for secrets, and the paths of files: all of it leaves with a
 * push as the contents do. Null as detector: no rule asks.
 */
export class WrittenSecrets {
  readonly #detector: Detector | null;
  readonly #scan: SecretScan | null;
  readonly #paths = new Map<string, boolean>();

  constructor(detector: Detector | null) {
    this.#detector = detector;
    this.#scan = detector === null ? null : new SecretScan(detector);
  }

  /**
   * In the headers and the message of one object; only lines of the message are told. Names of internal hosts are
   * left out: the address of whoever wrote it is one.
   */
  inObject(headers: readonly Uint8Array[], message: Uint8Array): readonly ChangeSecret[] {
    const scan = this.#scan;
    if (scan === null) return [];
    for (const header of headers) {
      scan.startLine(HEADERS);
      scan.push(header);
    }
    scan.startLine(1);
    scan.push(message);
    return scan
      .take()
      .filter(({ rule }) => rule !== INTERNAL_HOST)
      .map(({ rule, line }) => ({ rule, line: line !== null && line > 0 ? line : null }));
  }

  /** Whether a path holds one; each is searched once. Throws DetectorError when it cannot be searched whole. */
  isInPath(path: string): boolean {
    if (this.#detector === null) return false;
    const known = this.#paths.get(path);
    if (known !== undefined) return known;
    const found = this.#detector.scan(path).length > 0;
    this.#paths.set(path, found);
    return found;
  }
}
