import { base32, KNOWN_LABEL, MAX_CODE, MIN_CODE, PLACEHOLDER_PREFIX } from './placeholder.ts';

export interface VaultOptions {
  /** An HMAC of at least 32 bytes whose key belongs to one session in one workspace. */
  readonly mac: (text: string) => Uint8Array;
  readonly limits: VaultLimits;
}

export interface VaultLimits {
  /** The secrets that can be restored; the one not seen for longest is forgotten first. */
  readonly maxSecrets: number;
  /** Characters of all of them together. */
  readonly maxCharacters: number;
}

/** What a placeholder is to a vault. */
export type Placeholder =
  | { readonly kind: 'known'; readonly secret: string }
  /** Of this session, for a secret that was forgotten. */
  | { readonly kind: 'stale' }
  /** Of another session or workspace, or nobody's. */
  | { readonly kind: 'foreign' };

/** The secrets of one session, and what stands for each. */
export interface Vault {
  /**
   * The same for the same secret, whatever was masked before; `label` is 2 to 8 of `[A-Z0-9]`. Throws RangeError
   * when the HMAC is none.
   */
  placeholderFor(label: string, secret: string): string;
  /**
   * What stands for a secret that somebody else brought, a model or a server: the same placeholder, which is put
   * back only if this session has the secret, too.
   */
  placeholderForStranger(label: string, secret: string): string;
  lookUp(placeholder: string): Placeholder;
  /** Every secret that can be restored, by what stands for it; the one seen last comes last. */
  kept(): ReadonlyMap<string, string>;
  /** Grows with every secret that was not kept before. */
  readonly changes: number;
}

const TAG_LENGTH = 2;

export function createVault(options: VaultOptions): Vault {
  const table = new Table(options.limits);
  // A value that is found for its own sake has its name already, unless it is one in another form.
  const nameOf = (label: string, secret: string): string | null =>
    label === KNOWN_LABEL ? table.nameOf(secret) : null;
  return {
    placeholderFor: (label, secret) =>
      nameOf(label, secret) ??
      firstFree(options, { label, secret }, (placeholder) => table.put(placeholder, secret)),
    placeholderForStranger: (label, secret) =>
      nameOf(label, secret) ??
      firstFree(options, { label, secret }, (placeholder) => table.isFree(placeholder, secret)),
    kept: () => table.secrets,
    get changes() {
      return table.changes;
    },
    lookUp: (placeholder) => {
      const secret = table.get(placeholder);
      if (secret !== null) return { kind: 'known', secret };
      return { kind: isOurs(options, placeholder) ? 'stale' : 'foreign' };
    },
  };
}

function firstFree(
  options: VaultOptions,
  what: Omit<Derived, 'length'>,
  isFree: (placeholder: string) => boolean,
): string {
  for (let length = MIN_CODE; length <= MAX_CODE; length += 2) {
    const placeholder = derive(options, { ...what, length });
    if (isFree(placeholder)) return placeholder;
  }
  throw new RangeError(`no placeholder of ${MAX_CODE} digits is free: the HMAC gives too few different ones`);
}

interface Derived {
  readonly label: string;
  readonly secret: string;
  /** Of the code, with its tag. */
  readonly length: number;
}

function derive({ mac }: VaultOptions, { label, secret, length }: Derived): string {
  const stem = `${PLACEHOLDER_PREFIX}${label}_${base32(mac(`secret\n${label}\n${secret}`), length - TAG_LENGTH)}`;
  return stem + tag(mac, stem);
}

/** Binds a placeholder to the key: a repository may hold one of another session. */
function tag(mac: VaultOptions['mac'], stem: string): string {
  return base32(mac(`tag\n${stem}`), TAG_LENGTH);
}

function isOurs({ mac }: VaultOptions, placeholder: string): boolean {
  const stem = placeholder.slice(0, -TAG_LENGTH);
  return placeholder === stem + tag(mac, stem);
}

/** Owned by one vault. Its keys are in order of last use, and none begins another. */
class Table {
  readonly #limits: VaultLimits;
  readonly #secrets = new Map<string, string>();
  #characters = 0;
  #changes = 0;

  constructor(limits: VaultLimits) {
    this.#limits = limits;
  }

  get secrets(): ReadonlyMap<string, string> {
    return this.#secrets;
  }

  get changes(): number {
    return this.#changes;
  }

  nameOf(secret: string): string | null {
    for (const [placeholder, kept] of this.#secrets) if (kept === secret) return placeholder;
    return null;
  }

  get(placeholder: string): string | null {
    return this.#secrets.get(placeholder) ?? null;
  }

  /** False when the placeholder is taken by another secret, or cannot be told from a shorter one. */
  isFree(placeholder: string, secret: string): boolean {
    return !this.#isTaken(placeholder, secret);
  }

  /** False, and nothing kept, when it is not free. */
  put(placeholder: string, secret: string): boolean {
    if (this.#isTaken(placeholder, secret)) return false;
    if (this.#secrets.delete(placeholder)) this.#characters -= secret.length;
    else this.#changes += 1;
    this.#secrets.set(placeholder, secret);
    this.#characters += secret.length;
    this.#forget();
    return true;
  }

  #isTaken(placeholder: string, secret: string): boolean {
    const holder = this.#secrets.get(placeholder);
    if (holder !== undefined) return holder !== secret;
    const stemLength = placeholder.lastIndexOf('_') + 1;
    for (let length = stemLength + MIN_CODE; length < placeholder.length; length += 2)
      if (this.#secrets.has(placeholder.slice(0, length))) return true;
    return false;
  }

  #forget(): void {
    for (const [placeholder, secret] of this.#secrets) {
      const fits =
        this.#secrets.size <= this.#limits.maxSecrets && this.#characters <= this.#limits.maxCharacters;
      if (fits) return;
      this.#secrets.delete(placeholder);
      this.#characters -= secret.length;
    }
  }
}
