import type { Capture } from '../protocol/verdict.ts';
import type { WrittenCase } from './cases.ts';
import type { HostEntry, Rule, SecretPattern, SshRemotes } from './document.ts';

/** What the schema promises of a document. */
export interface RawPolicy {
  readonly hosts: readonly RawHost[];
  readonly tunnels?: { readonly ip_literals?: readonly string[] };
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly claims?: Readonly<Record<string, string>>;
  readonly secrets?: RawSecrets;
  readonly content_exclusions?: readonly string[];
  readonly retention?: { readonly content?: string };
  readonly capture?: Capture;
  readonly unknown_paths?: readonly string[];
  readonly opaque_attachments?: 'allow' | 'deny';
  readonly default?: 'allow' | 'deny';
  readonly rules: readonly RawRule[];
  readonly tests?: readonly WrittenCase[];
}

export interface RawHost extends Pick<HostEntry, 'suffix' | 'kind'> {
  readonly ssh?: SshRemotes;
  readonly enforced_by?: 'gateway';
}

export interface RawSecrets {
  readonly patterns?: readonly SecretPattern[];
  readonly allowed?: { readonly salt: string; readonly hmacs: readonly string[] };
  readonly internal_domains?: readonly string[];
}

export interface RawApprovers {
  readonly any_of?: readonly string[];
  readonly all_of?: readonly string[];
  readonly count?: number;
  readonly reason?: 'required' | 'optional';
  readonly break_glass?: readonly string[];
  readonly fresh_login?: string;
}

interface RawScope {
  readonly reach?: 'repository' | 'owner';
  readonly permissions: Readonly<Record<string, 'read' | 'write' | 'admin'>>;
  readonly lifetime?: string;
}

export interface RawRule {
  readonly id: string;
  readonly on: readonly string[];
  readonly when?: string;
  readonly effect: Rule['effect'];
  readonly approvers?: readonly string[] | RawApprovers;
  readonly hold?: string;
  readonly valid_for?: string;
  readonly detectors?: readonly string[];
  readonly scope?: RawScope;
  readonly message?: string;
  readonly mode?: Rule['mode'];
}
