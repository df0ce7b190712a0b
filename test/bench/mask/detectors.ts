import { createHmac } from 'node:crypto';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { CATALOGUE } from '../../../agent/core/secrets/catalogue/catalogue.ts';
import { createDetector, type Detector } from '../../../agent/core/secrets/detector.ts';
import { GENERAL } from '../../../agent/core/secrets/general/general.ts';
import { renderedDetector } from '../../../agent/core/secrets/rendered-detector.ts';
import { createVault, type Vault } from '../../../agent/core/secrets/vault.ts';
import type { SourceFile } from './corpus.ts';

export const RULES = [...CATALOGUE, ...GENERAL];

export function builtInDetector(): Detector {
  const limits = { maxText: 10_000_000, maxFindings: 10_000 };
  const options = { known: [], allowed: () => false, internalDomains: [], patterns: [], limits };
  return renderedDetector(createDetector({ rules: RULES, ...options }), limits);
}

export function benchVault(): Vault {
  return createVault({
    mac: (text) => createHmac('sha256', 'bench').update(text).digest(),
    limits: { maxSecrets: 10_000, maxCharacters: 10_000_000 },
  });
}

/** How many secrets secretlint's recommended rules find. */
export async function secretlint({ path, text }: SourceFile): Promise<number> {
  const { messages } = await lintSource({
    source: { filePath: path, content: text, ext: path.slice(path.lastIndexOf('.')), contentType: 'text' },
    options: { config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] } },
  });
  return messages.length;
}
