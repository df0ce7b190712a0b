import type { GeneralRule } from '../compiled-rule.ts';
import { CALLS } from './calls.ts';
import { COMMANDS } from './commands.ts';
import { CONNECTION_STRINGS } from './connection-strings.ts';
import { NAMED_VALUES } from './named-values.ts';
import { PRIVATE_KEYS } from './private-keys.ts';
import { SENTENCES } from './sentences.ts';
import { TOKENS } from './tokens.ts';
import { URL_CREDENTIALS } from './url-credentials.ts';

/** What needs no vendor's format: keys, tokens and passwords in the forms that are common to all. */
export const GENERAL: readonly GeneralRule[] = [
  ...PRIVATE_KEYS,
  ...TOKENS,
  ...CONNECTION_STRINGS,
  ...URL_CREDENTIALS,
  ...COMMANDS,
  ...CALLS,
  ...SENTENCES,
  ...NAMED_VALUES,
].map((rule) => ({ ...rule, general: true }));
