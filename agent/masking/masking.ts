import { createHmac, randomBytes } from 'node:crypto';
import type { SecretSettings } from '../../policy/document.ts';
import type { Detector, DetectorLimits } from '../core/secrets/detector.ts';
import { detectorIds } from '../core/secrets/policy-secrets.ts';
import { SessionValues } from '../core/secrets/session-values.ts';
import { createVault, type Placeholder, type Vault, type VaultLimits } from '../core/secrets/vault.ts';
import { CleanTexts } from './clean-texts.ts';
import { type PolicyDetector, policyDetector } from './policy-detector.ts';

/** Bounds of what is searched, and of the secrets that can be put back. */
export interface MaskingLimits extends DetectorLimits, VaultLimits {
  /** Texts of one session that are known to hold nothing. */
  readonly maxCleanTexts: number;
}

export const DEFAULT_MASKING_LIMITS: MaskingLimits = Object.freeze({
  maxText: 16 * 1024 ** 2,
  maxFindings: 10_000,
  maxSecrets: 2048,
  maxCharacters: 1024 ** 2,
  maxCleanTexts: 1024,
});

/** What finds a session's secrets, and what stands for them. */
export interface SessionMasking {
  readonly detector: Detector;
  /** What finds the secrets that this session knows by now, in any place and encoding. */
  readonly known: () => Detector;
  readonly vault: Vault;
  /** Ids of all that the detector looks for. */
  readonly rules: ReadonlySet<string>;
}

/** What the policy says of secrets; `hash` is the policy's. */
export interface MaskingPolicy {
  readonly hash: string;
  readonly secrets: SecretSettings;
}

interface Searching {
  /** Hash of the policy. */
  readonly policy: string;
  readonly detector: PolicyDetector;
  readonly rules: SessionMasking['rules'];
}

interface Kept {
  readonly vault: Vault;
  readonly values: SessionValues;
  readonly clean: CleanTexts;
}

/**
 * Owner of every session's secrets, in memory only, and of the keys that placeholders are made with: a placeholder
 * means nothing in another session, and nothing after a restart. One detector serves all sessions, until the
 * policy says something else of secrets.
 */
export class Masking {
  readonly #limits: MaskingLimits;
  readonly #kept = new Map<string, Kept>();
  #searching: Searching | null = null;

  constructor(limits: MaskingLimits) {
    this.#limits = limits;
  }

  /** Throws DetectorError when a pattern of the policy cannot be used. */
  of(session: string, policy: MaskingPolicy): SessionMasking {
    const searching = this.#searchingBy(policy);
    const { vault, values, clean } = this.#keptOf(session);
    const scan: Detector['scan'] = (text) => clean.scan(text, searching.detector, values.detector());
    const detector = { scan, begin: () => searching.detector.begin() };
    return { detector, known: () => values.detector(), rules: searching.rules, vault };
  }

  /** What finds secrets where nothing can stand for them: in a pack. Throws as `of` does. */
  detector(policy: MaskingPolicy): PolicyDetector {
    return this.#searchingBy(policy).detector;
  }

  /** What stands behind a placeholder of this session. */
  lookUp(session: string, placeholder: string): Placeholder {
    return this.#kept.get(session)?.vault.lookUp(placeholder) ?? { kind: 'foreign' };
  }

  /** The secrets of a closed session are no longer kept. */
  forget(session: string): void {
    this.#kept.delete(session);
  }

  #keptOf(session: string): Kept {
    const found = this.#kept.get(session);
    if (found !== undefined) return found;
    const vault = openVault(this.#limits);
    const values = new SessionValues(vault, this.#limits);
    const kept = { vault, values, clean: new CleanTexts(this.#limits.maxCleanTexts) };
    this.#kept.set(session, kept);
    return kept;
  }

  #searchingBy(policy: MaskingPolicy): Searching {
    return this.#searching?.policy === policy.hash ? this.#searching : this.#compile(policy);
  }

  #compile({ hash, secrets }: MaskingPolicy): Searching {
    const detector = policyDetector({ secrets, limits: this.#limits });
    this.#searching = { policy: hash, detector, rules: detectorIds(secrets) };
    return this.#searching;
  }
}

function openVault(limits: VaultLimits): Vault {
  const key = randomBytes(32);
  const mac = (text: string): Uint8Array => createHmac('sha256', key).update(text).digest();
  return createVault({ mac, limits });
}
