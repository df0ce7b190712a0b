import type { SecretRule } from '../rule.ts';
import { AI_HOSTS } from './ai-hosts.ts';
import { AI_MODELS } from './ai-models.ts';
import { AI_SERVICES } from './ai-services.ts';
import { AI_TOOLS } from './ai-tools.ts';
import { ANALYTICS } from './analytics.ts';
import { CI } from './ci.ts';
import { CLOUD_AMAZON } from './cloud-amazon.ts';
import { CLOUD_AZURE } from './cloud-azure.ts';
import { CLOUD_EDGES } from './cloud-edges.ts';
import { CLOUD_GOOGLE } from './cloud-google.ts';
import { CLOUD_HOSTS } from './cloud-hosts.ts';
import { CLOUD_PLATFORMS } from './cloud-platforms.ts';
import { CODE_QUALITY } from './code-quality.ts';
import { COMMERCE } from './commerce.ts';
import { CONTENT } from './content.ts';
import { CRM } from './crm.ts';
import { DATA_PLATFORMS } from './data-platforms.ts';
import { DATABASES } from './databases.ts';
import { DEVELOPER_SERVICES } from './developer-services.ts';
import { DEVELOPERS } from './developers.ts';
import { DEVICES } from './devices.ts';
import { FILES } from './files.ts';
import { GIT_HOSTS } from './git-hosts.ts';
import { GITHUB } from './github.ts';
import { GITLAB } from './gitlab.ts';
import { IDENTITY } from './identity.ts';
import { LOGISTICS } from './logistics.ts';
import { MAIL } from './mail.ts';
import { MAIL_MARKETING } from './mail-marketing.ts';
import { MAPS } from './maps.ts';
import { MARKETS } from './markets.ts';
import { MARKETS_DATA } from './markets-data.ts';
import { MEDIA } from './media.ts';
import { MESSAGING } from './messaging.ts';
import { MESSAGING_SERVICES } from './messaging-services.ts';
import { MONITORING } from './monitoring.ts';
import { MONITORING_NAMED } from './monitoring-named.ts';
import { PACKAGE_REGISTRIES } from './package-registries.ts';
import { PAYMENTS } from './payments.ts';
import { PAYMENTS_ELSEWHERE } from './payments-elsewhere.ts';
import { PAYMENTS_MERCHANTS } from './payments-merchants.ts';
import { PROJECT_TOOLS } from './project-tools.ts';
import { SECRET_STORES } from './secret-stores.ts';
import { SOCIAL } from './social.ts';
import { THREAT_INTEL } from './threat-intel.ts';
import { WEATHER } from './weather.ts';
import { WEBHOOKS } from './webhooks.ts';
import { WORK_TOOLS } from './work-tools.ts';

/** Every kind of secret that a vendor's published format tells. The first of two that claim the same text names it. */
export const CATALOGUE: readonly SecretRule[] = [
  ...GITHUB,
  ...GITLAB,
  ...GIT_HOSTS,
  ...CLOUD_AMAZON,
  ...CLOUD_GOOGLE,
  ...AI_MODELS,
  ...AI_HOSTS,
  ...AI_SERVICES,
  ...AI_TOOLS,
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
  ...MAIL,
  ...MAIL_MARKETING,
  ...MONITORING,
  ...MONITORING_NAMED,
  ...PACKAGE_REGISTRIES,
  ...CI,
  ...CODE_QUALITY,
  ...DATABASES,
  ...DATA_PLATFORMS,
  ...IDENTITY,
  ...SECRET_STORES,
  ...PROJECT_TOOLS,
  ...WORK_TOOLS,
  ...FILES,
  ...CRM,
  ...COMMERCE,
  ...CONTENT,
  ...MAPS,
  ...WEATHER,
  ...SOCIAL,
  ...MEDIA,
  ...MARKETS,
  ...MARKETS_DATA,
  ...ANALYTICS,
  ...THREAT_INTEL,
  ...DEVICES,
  ...DEVELOPERS,
  ...DEVELOPER_SERVICES,
];
