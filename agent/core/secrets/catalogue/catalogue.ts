import type { SecretRule } from '../rule.ts';
import { AI_MODELS } from './ai-models.ts';
import { AI_SERVICES } from './ai-services.ts';
import { CLOUD_AMAZON } from './cloud-amazon.ts';
import { CLOUD_AZURE } from './cloud-azure.ts';
import { CLOUD_EDGES } from './cloud-edges.ts';
import { CLOUD_GOOGLE } from './cloud-google.ts';
import { CLOUD_HOSTS } from './cloud-hosts.ts';
import { CLOUD_PLATFORMS } from './cloud-platforms.ts';
import { GIT_HOSTS } from './git-hosts.ts';
import { GITHUB } from './github.ts';
import { GITLAB } from './gitlab.ts';
import { LOGISTICS } from './logistics.ts';
import { MESSAGING } from './messaging.ts';
import { MESSAGING_SERVICES } from './messaging-services.ts';
import { PAYMENTS } from './payments.ts';
import { PAYMENTS_ELSEWHERE } from './payments-elsewhere.ts';
import { PAYMENTS_MERCHANTS } from './payments-merchants.ts';
import { WEBHOOKS } from './webhooks.ts';

/** Every kind of secret that a vendor's published format tells. The first of two that claim the same text names it. */
export const CATALOGUE: readonly SecretRule[] = [
  ...GITHUB,
  ...GITLAB,
  ...GIT_HOSTS,
  ...CLOUD_AMAZON,
  ...CLOUD_GOOGLE,
  ...AI_MODELS,
  ...AI_SERVICES,
  ...CLOUD_AZURE,
  ...CLOUD_PLATFORMS,
  ...CLOUD_HOSTS,
  ...CLOUD_EDGES,
  ...PAYMENTS,
  ...PAYMENTS_MERCHANTS,
  ...PAYMENTS_ELSEWHERE,
  ...LOGISTICS,
  ...MESSAGING,
  ...WEBHOOKS,
  ...MESSAGING_SERVICES,
];
