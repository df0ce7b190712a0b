import { MIN_CODE, PLACEHOLDER_PREFIX } from './placeholder.ts';
import type { Vault } from './vault.ts';

/** A placeholder that was left as it is. */
export interface Unrestored {
  readonly placeholder: string;
  readonly kind: 'stale' | 'foreign';
}

export interface RestoreOptions {
  /** How a secret is written into the text: as it is, or as part of a JSON string. */
  readonly as: 'text' | 'json-string';
}

/** One channel of text whose placeholders are put back as it comes. */
export interface StreamRestorer {
  write(text: string): string;
  end(): string;
  readonly unrestored: readonly Unrestored[];
}

export interface Restored {
  readonly text: string;
  readonly unrestored: readonly Unrestored[];
}

/** Puts back the secrets of this vault; what is not its own stays and is reported. */
export function restoreText(text: string, vault: Vault, options: RestoreOptions): Restored {
  const channel = createStreamRestorer(vault, options);
  return { text: channel.write(text) + channel.end(), unrestored: channel.unrestored };
}

/** All it returns, put together, is `restoreText` of all it was given, however that was cut. */
export function createStreamRestorer(vault: Vault, options: RestoreOptions): StreamRestorer {
  return new Channel(vault, options);
}

const WHOLE = /CSG_[A-Z0-9]{2,8}_[0-9A-HJKMNP-TV-Z]{8,24}/y;
const BEGUN = /CSG_(?:[A-Z0-9]{0,8}|[A-Z0-9]{2,8}_[0-9A-HJKMNP-TV-Z]{0,23})$/y;

/** What to do with the text from a possible placeholder on. */
type Decision =
  | { readonly kind: 'restore'; readonly length: number; readonly secret: string }
  | { readonly kind: 'leave' }
  /** More text may make a placeholder of it. */
  | { readonly kind: 'hold' };

/** Owns the state of one channel. */
class Channel implements StreamRestorer {
  readonly #vault: Vault;
  readonly #options: RestoreOptions;
  readonly #unrestored: Unrestored[] = [];
  #held = '';

  constructor(vault: Vault, options: RestoreOptions) {
    this.#vault = vault;
    this.#options = options;
  }

  get unrestored(): readonly Unrestored[] {
    return this.#unrestored;
  }

  write(text: string): string {
    return this.#restore(this.#held + text, false);
  }

  end(): string {
    return this.#restore(this.#held, true);
  }

  #restore(text: string, ended: boolean): string {
    let restored = '';
    let at = 0;
    for (;;) {
      const start = text.indexOf(PLACEHOLDER_PREFIX, at);
      if (start < 0) break;
      const decision = this.#decide(text, start, ended);
      restored += text.slice(at, start);
      at = start;
      if (decision.kind === 'hold') {
        this.#held = text.slice(start);
        return restored;
      }
      restored += decision.kind === 'restore' ? this.#written(decision.secret) : PLACEHOLDER_PREFIX;
      at += decision.kind === 'restore' ? decision.length : PLACEHOLDER_PREFIX.length;
    }
    const shownTo = ended ? text.length : Math.max(at, text.length - prefixAtEnd(text));
    this.#held = text.slice(shownTo);
    return restored + text.slice(at, shownTo);
  }

  #decide(text: string, start: number, ended: boolean): Decision {
    WHOLE.lastIndex = start;
    const whole = WHOLE.exec(text)?.[0];
    if (whole !== undefined) {
      const known = this.#known(whole);
      if (known !== null) return known;
    }
    BEGUN.lastIndex = start;
    if (!ended && BEGUN.test(text)) return { kind: 'hold' };
    if (whole !== undefined) this.#report(whole);
    return { kind: 'leave' };
  }

  /** The vault's placeholder that begins here; no two do, for none begins another. */
  #known(whole: string): Decision | null {
    for (let length = whole.lastIndexOf('_') + 1 + MIN_CODE; length <= whole.length; length += 2) {
      const found = this.#vault.lookUp(whole.slice(0, length));
      if (found.kind === 'known') return { kind: 'restore', length, secret: found.secret };
    }
    return null;
  }

  #report(whole: string): void {
    const placeholder = whole.slice(0, whole.lastIndexOf('_') + 1 + MIN_CODE);
    const { kind } = this.#vault.lookUp(placeholder);
    if (kind !== 'known') this.#unrestored.push({ placeholder, kind });
  }

  #written(secret: string): string {
    return this.#options.as === 'text' ? secret : JSON.stringify(secret).slice(1, -1);
  }
}

/** How many characters at the end may be the beginning of a placeholder's prefix. */
function prefixAtEnd(text: string): number {
  for (let length = PLACEHOLDER_PREFIX.length - 1; length > 0; length -= 1)
    if (text.endsWith(PLACEHOLDER_PREFIX.slice(0, length))) return length;
  return 0;
}
