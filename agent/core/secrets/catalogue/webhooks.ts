import type { SecretRule } from '../rule.ts';
import { isVaried } from './randomness.ts';

/** Addresses that are secrets: who knows one may post. */
export const WEBHOOKS: readonly SecretRule[] = [
  {
    id: 'slack-webhook',
    title: 'Slack webhook',
    label: 'SLACKWH',
    keywords: ['hooks.slack.com'],
    pattern:
      'hooks\\.slack\\.com/(?:services|workflows|triggers)/(?<secret>[A-Z0-9]{8,14}/[A-Z0-9]{8,20}/[A-Za-z0-9/]{20,60})(?![A-Za-z0-9/])',
    accepts: isVaried,
    examples: [
      'https://hooks.slack.com/services/TZ5JAJ4OY/BRNDZ3‸BN2OQ/QnEbxrhC9UMpEatEKlFKwjhc',
      '"url": "https://hooks.slack.com/services/TR65W8C7L/BQTAJY6A4MU/uU‸jCb9Ay30B4AB03fOGgTQtT",',
    ],
    counterExamples: [
      'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
      'https://hooks.slack.com/services/',
      'https://hooks.slack.dev/services/T4PG1VB1J/B0M207PMYAS/MGIpwths0NlUbptFX8890ccu',
    ],
  },
  {
    id: 'discord-webhook',
    title: 'Discord webhook',
    label: 'DISCWH',
    keywords: ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    pattern:
      'discord(?:app)?\\.com/api/webhooks/[0-9]{17,20}/(?<secret>[A-Za-z0-9_-]{60,70})(?![A-Za-z0-9_-])',
    accepts: isVaried,
    examples: [
      'https://discord.com/api/webhooks/1174823059281736482/JHvvHe6kcI3uUcicpi4WBvlOdyuROjfIq‸ZhzkjpNn-T0O3TDGYU4IHf3EjT5ya5xm-rt',
      "webhook: 'https://discordapp.com/api/webhooks/1093847561029384756/aUM8dr-iLtn3F8QodfKbtmSbaXYMaH6e-2‸Hc9A_67ZqByOnT5FCJgmSxP0xLNzDfMpHD'",
    ],
    counterExamples: [
      'https://discord.com/api/webhooks/1174823059281736482/',
      'https://discord.com/api/webhooks/{{id}}/{{token}}',
      'https://discord.com/api/webhooks/1174823059281736482/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  {
    id: 'feishu-webhook',
    title: 'Feishu or Lark bot webhook',
    label: 'FEISHU',
    keywords: ['/open-apis/bot/v2/hook/'],
    pattern: '/open-apis/bot/v2/hook/(?<secret>[a-f0-9-]{36})(?![A-Za-z0-9-])',
    accepts: isVaried,
    examples: [
      'https://open.feishu.cn/open-apis/bot/v2/hook/810bcfb0-e2d9-b854-529e‸-f6a55171da76',
      'url: "https://open.larksuite.com/open-apis/bot/v2/hook/fc23f575-569e-94ef-93a‸9-05109955d48c"',
    ],
    counterExamples: [
      'https://open.feishu.cn/open-apis/bot/v2/hook/',
      'https://open.feishu.cn/open-apis/bot/v2/hook/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
    ],
  },
  {
    id: 'dingtalk-webhook',
    title: 'DingTalk robot webhook',
    label: 'DINGTALK',
    keywords: ['oapi.dingtalk.com'],
    pattern: 'oapi\\.dingtalk\\.com/robot/send\\?access_token=(?<secret>[a-f0-9]{64})(?![A-Za-z0-9])',
    accepts: isVaried,
    examples: [
      'https://oapi.dingtalk.com/robot/send?access_token=7553d91d42181f98556a48280564181a47b4b526‸fcebd3375736ad366154b626',
      "DING='https://oapi.dingtalk.com/robot/send?access_token=0e7adbd32d3c7d815961e‸319d09d02ddceb5fd80181ced07a5ac45f2c65078b6'",
    ],
    counterExamples: [
      'https://oapi.dingtalk.com/robot/send?access_token=',
      'https://oapi.dingtalk.com/robot/send?access_token=xxxx',
    ],
  },
  {
    id: 'wecom-webhook',
    title: 'WeCom bot webhook',
    label: 'WECOM',
    keywords: ['qyapi.weixin.qq.com'],
    pattern: 'qyapi\\.weixin\\.qq\\.com/cgi-bin/webhook/send\\?key=(?<secret>[a-f0-9-]{36})(?![A-Za-z0-9-])',
    accepts: isVaried,
    examples: [
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=c31ac58d-6dff-540c‸-e26b-b549f0e33d58',
      '"hook": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693cf7b0-2bc‸d-bc80-e3a4-fe9e4c067a5c"',
    ],
    counterExamples: [
      'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=KEY',
      'https://qyapi.weixin.qq.com/cgi-bin/gettoken',
    ],
  },
  {
    id: 'zapier-webhook',
    title: 'Zapier webhook',
    label: 'ZAPIER',
    keywords: ['hooks.zapier.com'],
    pattern: 'hooks\\.zapier\\.com/hooks/catch/(?<secret>[0-9]{5,10}/[a-z0-9]{5,12})(?![A-Za-z0-9])',
    accepts: isVaried,
    examples: [
      'https://hooks.zapier.com/hooks/catch/17028088/u‸uviwzj/',
      'ZAP_URL=https://hooks.zapier.com/hooks/catch/52639‸066/f038oea',
    ],
    counterExamples: [
      'https://hooks.zapier.com/hooks/catch/',
      'https://hooks.zapier.com/hooks/catch/12345/abc',
    ],
  },
];
