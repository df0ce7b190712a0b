import type { SecretRule } from '../rule.ts';
import { AI_MODELS } from './ai-models.ts';
import { AI_SERVICES } from './ai-services.ts';
import { CLOUD_AMAZON } from './cloud-amazon.ts';
import { CLOUD_GOOGLE } from './cloud-google.ts';
import { GIT_HOSTS } from './git-hosts.ts';
import { GITHUB } from './github.ts';
import { GITLAB } from './gitlab.ts';

/** Every kind of secret that a vendor's published format tells. The first of two that claim the same text names it. */
export const CATALOGUE: readonly SecretRule[] = [
  ...GITHUB,
  ...GITLAB,
  ...GIT_HOSTS,
  ...CLOUD_AMAZON,
  ...CLOUD_GOOGLE,
  ...AI_MODELS,
  ...AI_SERVICES,
];
