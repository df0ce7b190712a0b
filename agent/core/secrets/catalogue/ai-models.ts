import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque, isVaried } from './randomness.ts';
import { near, prefixed } from './shape.ts';

/** Keys of those who make models and serve them. */
export const AI_MODELS: readonly SecretRule[] = [
  prefixed({
    id: 'openai-legacy-key',
    title: 'OpenAI API key of a user',
    label: 'OPENAI',
    keywords: ['sk-'],
    token: 'sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}',
    examples: [
      'curl -H "Authorization: Bearer s‸k-tj4SYtXz6y7jkYSiCu9fT3BlbkFJ6Mh7cCQtm8oioeOsxH2Q" https://api.openai.com/v1/models',
      'OPENAI_LEGACY_KEY=s‸k-aNOMyFIvtgeefSKmqiCtT3BlbkFJznzjKKv3gHPrdJy0gGB8',
    ],
    counterExamples: [
      'openai_legacy_key: sk-kmvyX8Jwfaq9T7wWAbjkT3BlbkFJ4brBOEWElfmxUZac',
      'OPENAI_LEGACY_KEY=sk-...',
      'hisk-GENBF9zLKGCVyZEIPE4YT3BlbkFJmmQBb7KrGOQpSQdud1XJ',
    ],
  }),
  prefixed({
    id: 'openai-project-key',
    title: 'OpenAI API key of a project',
    label: 'OPENAI',
    keywords: ['sk-proj-'],
    token: 'sk-proj-(?:[A-Za-z0-9_-]{20,80}T3BlbkFJ[A-Za-z0-9_-]{20,80}|[A-Za-z0-9_-]{40,170})',
    examples: [
      'openai = OpenAI(api_key="sk-p‸roj-AM_X0eGolke1ZUCMya62aT3BlbkFJ3oJTkweNA6rX3NHGRqJAvs")',
      'curl -H "Authorization: Bearer sk‸-proj-ix6ECJuz8xiLICsg0kjppj4bgTs46AQeR1KhUfjeb" https://api.openai.com/v1/chat/completions',
      'setx OPENAI_PROJECT_KEY s‸k-proj-1epKqVuYmCHNElLKzeOQ6yT3BlbkFJChPdU2Wp9aFcb2pbeBvedmRw',
    ],
    counterExamples: [
      '"openaiProjectKey": "sk-proj-rBsRs36pmz-qpMB0CeNBuDf5_AHxkK8XRBSC"',
      'OPENAI_PROJECT_KEY=sk-proj-REDACTED',
      'vsk-proj-jX6QgDt4Cx0ZE96Hi35tgN8S8RUlbcFjKj4x3UvL',
    ],
  }),
  prefixed({
    id: 'openai-service-account-key',
    title: 'OpenAI API key of a service account',
    label: 'OPENAI',
    keywords: ['sk-svcacct-', 'sk-None-', 'sk-service-'],
    token: 'sk-(?:svcacct|None|service)-[A-Za-z0-9_-]{40,170}',
    examples: [
      'ENV OPENAI_SERVICE_ACCOUNT_KEY s‸k-None-_yqKbG1AnugtBqe75W4_Di5-NnX8tKC5SqAD-L8yv5xg',
      'request.headers["X-Openai-Service-Account-Key"] = "sk‸-svcacct-u_LBmTw9SoDgEff61yVtji7uQhiNwGVXYgdSPUSY"',
    ],
    counterExamples: [
      '"openaiServiceAccountKey": "sk-svcacct-6hHYiLa-gT9CCn5p7PvhU3BEFwc10sxIGtjm"',
      '"openaiServiceAccountKey": "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: abcsk-svcacct-iV7rVr5zzRk5Ue45SFviy_FpJe9VOTw_XI465dXcAh7',
    ],
  }),
  prefixed({
    id: 'openai-admin-key',
    title: 'OpenAI admin key',
    label: 'OPENADM',
    keywords: ['sk-admin-'],
    token: 'sk-admin-[A-Za-z0-9_-]{40,170}',
    examples: [
      'curl -H "Authorization: Bearer sk-admin‸-iWhTvNuRuORYIXwxkmFm9YzfXiJWLNQkWYoK2VY3" https://api.openai.com/v1/organization/users',
      'login --openai-admin-key sk-a‸dmin-VQnRoCe7h3u_d1bDrSebPQvrveLNlfNWhfBDsIoVQb',
    ],
    counterExamples: [
      '"openaiAdminKey": "sk-admin-ZJSg_XUGgg5Dc-O3FT5vkLrsqVXMyVTnsKZ"',
      '# set OPENAI_ADMIN_KEY to sk-admin-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'vsk-admin-MzWurLdsfhLG6kaJCaQZGiR3561wrMXC9HbX74HVhbmW',
    ],
  }),
  prefixed({
    id: 'openai-session-key',
    title: 'OpenAI session key',
    label: 'OPENSES',
    keywords: ['sess-'],
    token: 'sess-[A-Za-z0-9]{40}',
    accepts: isMixed,
    examples: [
      'openai_session_key := "sess‸-k8GuDCBUOR12GORvdVLxYS7o5ya1OkfSadkLKZlx"',
      "define('OPENAI_SESSION_KEY', 's‸ess-ph3c7svJ4LcYVNl9BiuoPNACxJ9hhBVzk203mwSR');",
    ],
    counterExamples: [
      '"openaiSessionKey": "sess-PBqF1JYGAZDsSdIa0wVhonW7xY3acbUBSU"',
      'OPENAI_SESSION_KEY=sess-...',
      'hisess-DAD54HZLSHRhbYRq9hAOZ1w4sS4FRCUtzGB78uQ2',
    ],
  }),
  prefixed({
    id: 'anthropic-api-key',
    title: 'Anthropic API key',
    label: 'CLAUDE',
    keywords: ['sk-ant-api'],
    token: 'sk-ant-api[0-9]{2}-[A-Za-z0-9_-]{93}AA',
    examples: [
      "curl https://api.anthropic.com/v1/messages -H 'x-api-key: sk-‸ant-api19-46BA43k-_OV1__KK2CUtKC42QwrFUfDmfcnjrnAiAI-1kdOx5VqpAnnpDCuqVv67CICJMEG17SNtzKZm3t0n5U8PWmKXyAA'",
      '"anthropicApiKey": "s‸k-ant-api07-YfVhsbjsE7YhjEYkzh5CuMRthpT70BXu_ovfAoKP0fnjk1O4RNkBTgVuiDzJE5iS1-4-muv6mQJ_B9_e17pK0-vCs2Oc-AA"',
      "client = AnthropicClient('sk-a‸nt-api27-iFpoZOKmOWx4N2vCDPJERxIXRUjVQQMHPNpurnx7_S-XqsuEEGkmjXx8GNe7VJ-6CrPlAK4mSN8uYllEnA59JsoMrglpRAA')",
    ],
    counterExamples: [
      "const anthropicApiKey = 'sk-ant-api83-6cRMfEk0sC3S41vI2kRhtSwIrZpNl-KY4F0vqlps_ibgWzfGgzQSpARiUQ_Q_t80Lq2r7sXTpQoBcYAJvlJ6Dfh3ls7';",
      '"anthropicApiKey": "sk-ant-apixxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      're_sk-ant-api70-RmFEGBHykF0hiZD5aDFz0TEc19QveXmMU2epfaWQGKAHFGbLuD9V7Z6ZuHgC9oijZ2bOQY2uQTxN11F01BYZXTxBa3ujIAA',
    ],
  }),
  prefixed({
    id: 'anthropic-admin-key',
    title: 'Anthropic admin key',
    label: 'CLAUDEAD',
    keywords: ['sk-ant-admin'],
    token: 'sk-ant-admin[0-9]{2}-[A-Za-z0-9_-]{93}AA',
    examples: [
      'private static final String ANTHROPIC_ADMIN_KEY = "sk-a‸nt-admin74-eyOZTE-TdodDp10PIqlG1uBcDXTbwEIKXRPykgI4xDAXF4r2FG1jmZ-PcBvDQ5iyehc_XNPVqdKZl5NBpzwKbLwGVQmfWAA";',
      'ANTHROPIC_ADMIN_KEY: "sk-ant-‸admin19-JV8Wf_XNdEbM-km5B3rZYiXFOsi_Ov2GfB8mTAtUHM4DHNuGN123mPDE66mADHg4zFr8B0g2iR-laLNFfVceKREmKNTKbAA"',
    ],
    counterExamples: [
      'ANTHROPIC_ADMIN_KEY=sk-ant-admin72-MUABm_5X-2z5rfAscus9Luvt_Wb1Vr1hEZmascHbLxKQYpvKtkDEHMUnh_CEWBzsVpO24M49txxEfIFz3KMUgP8s',
      '"anthropicAdminKey": "sk-ant-adminREDACTED"',
      'see vsk-ant-admin25-TnSb3X2CwvLWT7EoKLppHkBBLbGhOD95JblWYSttMNjwyzhZbYBjpWBg8uJgzYJ7w8WUtlJ1DLJismDGyeK6I-bLWr-2CAA for more',
    ],
  }),
  prefixed({
    id: 'anthropic-oauth-token',
    title: 'Anthropic OAuth token',
    label: 'CLAUDEOA',
    keywords: ['sk-ant-oat', 'sk-ant-ort', 'sk-ant-sid'],
    token: 'sk-ant-(?:oat|ort|sid)[0-9]{2}-[A-Za-z0-9_-]{80,110}',
    examples: [
      '"anthropicOauthToken": "sk-‸ant-oat50-Vr5gq1RJ7MXOsncMlAqfvqhzqRr22koo910XLJdJHaDmuURBeyvCnZy7xBbiGrpMTKQnOLcRpVqmDRUO"',
      "ENV['ANTHROPIC_OAUTH_TOKEN'] ||= 's‸k-ant-ort52-37KJFMutk07BoYxvoKUS1TfqcR0Uv6KcT0MG-gozeJsk5N1qGB-OswtOaczyOzvzO1ewPMjMmZhB2WIjydc'",
    ],
    counterExamples: [
      'ANTHROPIC_OAUTH_TOKEN=sk-ant-sid52-E-WCAH4mf3LrF7zVsSHx6KHJDB6D3x5umnZMsvzdHTOhU7vEnc_Ynb5KI3K4c9HN5DyeduSUmUe',
      'ANTHROPIC_OAUTH_TOKEN=sk-ant-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'hisk-ant-sid07-sval-gIohBIqsbbtaOH8U3Hqk19aJjB9Xb2Tr67_-GiXetmo2i2b0MPiEIBD1tvQRhLNOa7PISoHseGtd3MJ',
    ],
  }),
  prefixed({
    id: 'huggingface-token',
    title: 'Hugging Face user access token',
    label: 'HFTOKEN',
    keywords: ['hf_'],
    token: 'hf_[A-Za-z0-9]{34,40}',
    accepts: isVaried,
    examples: [
      'curl -H "Authorization: Bearer h‸f_RJemQfRqdD3yswXsaojaqo0F9CVq7hI1n0tjC1" https://huggingface.co/api/whoami-v2',
      'ENV HUGGINGFACE_TOKEN h‸f_3ajQdVZLlOi9MCVjnyLGNxe8yEeIbwyOAuWKC7R',
    ],
    counterExamples: [
      '"huggingfaceToken": "hf_JDt4RTCiH3G8aH8xY2zyVCzSwPExojW"',
      'HUGGINGFACE_TOKEN=hf_<your-huggingface-token>',
      'mahf_B67LjmdyZiZXPpp63sJdOmCAob2SX4dQeK26wz',
    ],
  }),
  prefixed({
    id: 'huggingface-org-token',
    title: 'Hugging Face organization token',
    label: 'HFORG',
    keywords: ['api_org_'],
    token: 'api_org_[A-Za-z0-9]{34}',
    examples: [
      '{"name": "HUGGINGFACE_ORG_TOKEN", "value": "ap‸i_org_NaIkhkkAxoEpyE6O1JU7a45pLmGX5hSh3D"}',
      "ENV['HUGGINGFACE_ORG_TOKEN'] ||= 'api_o‸rg_AeaY38bekfbNsaVMwiuqFet1SSyAHbhVf0'",
    ],
    counterExamples: [
      'huggingface_org_token: api_org_Ild3vlfXlD7WjVnA4iziDsJ0AwMW',
      '# set HUGGINGFACE_ORG_TOKEN to api_org_<your-huggingface-org-token>',
      'see maapi_org_kIdbf5AagVFOMEyPDTJCB1V738aNBtL0rR for more',
    ],
  }),
  prefixed({
    id: 'perplexity-key',
    title: 'Perplexity API key',
    label: 'PPLX',
    keywords: ['pplx-'],
    token: 'pplx-[A-Za-z0-9]{48,56}',
    examples: [
      "ENV['PERPLEXITY_KEY'] ||= 'ppl‸x-LEsc3yqC1yukN9LYTec9ESILJsUqFxt0PjHHWf7MTYh1t8mGF'",
      'perplexity_key = "ppl‸x-nO17YpDTZ3s3tfZOytSBKJP6J6n6dIC1DgbJwZ041vsjdyCb"  # rotate in May',
    ],
    counterExamples: [
      '"perplexityKey": "pplx-JxeQ4OXLRwDY6v2cYrcGDqp580qPseqzWtQhsFAtB3Rs9"',
      '# set PERPLEXITY_KEY to pplx-...',
      'id: mapplx-cxDUCrKYnPj6KlsVnBAOHLBE32QMTk7cutlBWfD16ijTFbEz7CY04',
    ],
  }),
  prefixed({
    id: 'xai-key',
    title: 'xAI API key',
    label: 'XAI',
    keywords: ['xai-'],
    token: 'xai-[A-Za-z0-9]{70,90}',
    examples: [
      'XAI_KEY=xai‸-iHcLXKjFOp7Tdu3cfkBW96lBxrtZ7TJehKXc1YHQmF6Dr22dGFmpleuPgSa3n9tCN2BuBIc4',
      'args: ["--xai-key", "xa‸i-gLM7aVE1xwfU5caZciYxE68xvKYQYSfoBIfWRHEQ0MkmFU1AV2nGkpVVPaBfM7elYXUSU8ZOCF"]',
    ],
    counterExamples: [
      'xai_key: xai-VWO1qeedLRX8Q9wqsEL9KAdw2VF9KNcfDaYZmkmm7ruvTxW5tDoomx4zPJII8ztmY',
      '# set XAI_KEY to xai-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'oxai-WbMRmlJ543va3Fhn0JT07vxNhsMDCpA4zmd01ZoQ7mvvqH4qvpgy7qfYpnIusnPY2AevjDqSgNP',
    ],
  }),
  prefixed({
    id: 'deepseek-key',
    title: 'DeepSeek or DashScope API key',
    label: 'DEEPSEEK',
    keywords: ['sk-'],
    token: 'sk-[a-f0-9]{32}',
    accepts: isOpaque,
    examples: [
      'os.environ["DEEPSEEK_KEY"] = "sk‸-843cc8c14833250b66e8aff36332cef6"',
      '"deepseekKey": "sk‸-15ca31f32e0b424f2443689053ee09e0"',
    ],
    counterExamples: [
      'class="sk-fading-circle sk-circle-bounce"',
      'sk-learn-9fceb02d0ae598e95dc970b74767f193',
      'task-9fceb02d0ae598e95dc970b74767f193',
    ],
  }),
  prefixed({
    id: 'stability-key',
    title: 'Stability AI or Moonshot API key',
    label: 'SKKEY',
    keywords: ['sk-'],
    token: 'sk-[A-Za-z0-9]{48}',
    accepts: isMixed,
    examples: [
      'STABILITY_KEY: "s‸k-UkPcT6ZBUF9Hcju1sO2v7QQW3jhaa2Mq8HYwn4FNgFklvY4q"',
      'headers = {"Authorization": "Bearer sk‸-cplAFj5oiWdV6QcdxhkN56RUqwUfpgVnUbSDIVetqlEdYHNN"}',
    ],
    counterExamples: [
      'STABILITY_KEY=sk-qxS9tdHhIqvVqvmUByXJfwp8LEuijgGeceR8RejckGr9',
      'STABILITY_KEY=sk-<your-stability-key>',
      'id: mask-XR1Kn4RREHHQubw5ahgekCZ198VvNLoJqwcw8TJQRLB3ZTRx',
    ],
  }),
  near({
    id: 'cohere-key',
    title: 'Cohere API key',
    label: 'COHERE',
    names: ['cohere', 'co_api_key'],
    token: '[A-Za-z0-9]{40}',
    accepts: isMixed,
    examples: [
      "client = CohereClient('mAgWrHDAUalHof5A1eGvgww0‸TvQbOuCmzTkkmwx6')",
      "ENV['COHERE_KEY'] ||= 'dmo0co6WenA08cL8xB9‸vxwp9OTpcNVzVqow3k7mV'",
    ],
    counterExamples: [
      '"cohere": "9fceb02d0ae598e95dc970b74767f19372d61af8"',
      "const cohereKey = '5T4V9r1PMM9C1QrlhxhSw4VUXIIYFW31peL';",
      '# COHERE_KEY: change-me',
    ],
  }),
];
