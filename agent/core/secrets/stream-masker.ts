import type { Detector } from './detector.ts';
import type { Finding } from './finding.ts';
import type { Scan, Settled } from './scan.ts';
import type { Vault } from './vault.ts';

/** One channel of decoded text that is masked as it comes. */
export interface StreamMasker {
  /** What may be shown so far: it holds no character of a secret. Throws DetectorError. */
  write(text: string): string;
  /** What is left; the masker takes no more text. */
  end(): string;
  /** What was masked so far, at its place in the text as it was, and what stands for it. */
  readonly found: readonly MaskedFinding[];
  /** Characters that came and were neither shown nor masked yet. */
  readonly held: number;
}

export interface MaskedFinding extends Finding {
  readonly placeholder: string;
}

/** All it returns, put together, is `maskText` of all it was given, however that was cut. */
export function createStreamMasker(detector: Detector, vault: Pick<Vault, 'placeholderFor'>): StreamMasker {
  return new Channel(detector.begin(), vault);
}

/** Owns the state of one channel. */
class Channel implements StreamMasker {
  readonly #scan: Scan;
  readonly #vault: Pick<Vault, 'placeholderFor'>;
  readonly #found: MaskedFinding[] = [];
  #received = 0;
  #shown = 0;

  constructor(scan: Scan, vault: Pick<Vault, 'placeholderFor'>) {
    this.#scan = scan;
    this.#vault = vault;
  }

  get found(): readonly MaskedFinding[] {
    return this.#found;
  }

  get held(): number {
    return this.#received - this.#shown;
  }

  write(text: string): string {
    this.#scan.write(text);
    this.#received += text.length;
    return this.#show(this.#scan.settle());
  }

  end(): string {
    this.#scan.end();
    return this.#show(this.#scan.settleAll());
  }

  #show({ upTo, findings }: Settled): string {
    let shown = '';
    for (const finding of findings) {
      const secret = this.#scan.slice(finding.start, finding.end);
      const placeholder = this.#vault.placeholderFor(finding.label, secret);
      shown += this.#scan.slice(this.#shown, finding.start) + placeholder;
      this.#shown = finding.end;
      this.#found.push({ ...finding, placeholder });
    }
    shown += this.#scan.slice(this.#shown, upTo);
    this.#shown = upTo;
    return shown;
  }
}
