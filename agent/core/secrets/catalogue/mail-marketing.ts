import type { SecretRule } from '../rule.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of services that write to customers, and of those that check and read mail. */
export const MAIL_MARKETING: readonly SecretRule[] = [
  nearCredential({
    id: 'iterable-key',
    title: 'Iterable API key',
    label: 'ITERABLE',
    names: ['iterable_api', 'iterable-api', 'iterable_key', 'iterable.com', 'iterableapi'],
    token: '[a-f0-9]{32}',
    examples: [
      'iterable_api_key = "8f2fa0055e2755083f‸aa7d75de5bfb6b"  # rotate in May',
      'set -gx ITERABLE_API_KEY 77cd226fba57b591918e7‸7815aa7ac45',
    ],
    counterExamples: [
      'iterable_api_key: 1b537d67681bedc70d9d48453e02',
      '"iterableApiKey": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      '"etag": "d96d4c098a8fa3c48fb778382680df1f"',
    ],
  }),
  nearCredential({
    id: 'braze-key',
    title: 'Braze REST API key',
    label: 'BRAZE',
    names: ['braze'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'let brazeKey = "6939721c-4e29-‸0f5a-6737-0743632ff2d3".to_string();',
      "define('BRAZE_KEY', '54733196-95a6‸-1094-2ae3-c29565631c22');",
    ],
    counterExamples: [
      'BRAZE_KEY=20f1aecc-3e69-f1ce-3be5-4d86fbde',
      'BRAZE_KEY=your_braze_key_here',
      'checksum: a9cfa6dc-1e4d-f66b-c8b5-3cab14147606',
    ],
  }),
  nearCredential({
    id: 'activecampaign-key',
    title: 'ActiveCampaign API key',
    label: 'ACTCAMP',
    names: ['activecampaign', 'active_campaign'],
    token: '[a-f0-9]{64}',
    examples: [
      'ACTIVECAMPAIGN_KEY=95a765ca7560c188518ebd40e6b695‸777ff8b861cb47181eea77b33711ee64a8',
      'os.environ["ACTIVECAMPAIGN_KEY"] = "23d5c13cf729c57d06fb25d737a63b895eb‸5f6d33c02c3d0edef32372da5b95b"',
    ],
    counterExamples: [
      'activecampaign_key: aca90a393add1698bef299ed328d05cb99594988d7d60b41f81b89c0525f',
      'ACTIVECAMPAIGN_KEY=<activecampaign-key>',
      'revision ff795040ae869e79cd34628a97ca052add71e450e4cc7b7d66b1ffcd08d6748a',
    ],
  }),
  nearCredential({
    id: 'campaign-monitor-key',
    title: 'Campaign Monitor API key',
    label: 'CAMPMON',
    names: ['campaignmonitor', 'campaign_monitor', 'createsend'],
    token: '[A-Za-z0-9+/]{80,160}={0,2}|[a-f0-9]{32}',
    examples: [
      "define('CAMPAIGN_MONITOR_KEY', 'RuE0o6M7V2W69OoB0FAN6dF5h3WKODE0tQhoeALA2‸A6MXH6S1iy9qFoALlNCyaz57VDdNvLTDCVlLmdN2');",
      'let campaignMonitorKey = "dDQ7Vyi+44Y3Yinp+0/cPMpi2IdEI9n‸HJQ5Kv28U8z01LeUcygnnHUAeLncuFTE1+sSiPb4HK3UHPnY/wnx=".to_string();',
    ],
    counterExamples: [
      'campaign_monitor_key: 7a0fd44837a39d32a365fac',
      'CAMPAIGN_MONITOR_KEY=your_campaign_monitor_key_here',
      '"etag": "XkMC5IR+jsoI7vI6FM/lBnmvAFqiRNANXIWEuhkH41o8hJQhgSggHEhx964ZMynQingtfMdN2ysnPGUK/jS"',
    ],
  }),
  near({
    id: 'elasticemail-key',
    title: 'Elastic Email API key',
    label: 'ELASMAIL',
    names: ['elasticemail', 'elastic_email', 'elastic-email'],
    token: '[A-F0-9]{96}|[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'elasticemail_key: 61642B48B9A964EE3FC6E063725DF00552CFFF97‸3C1540529031C0BDB7511FDB423562A196CAA84D950CCEB3A259111A',
      "client = ElasticemailClient('046BE0413B9A3A4A90665DE26EE781649248E12‸176EED066AA37D8CD1E4029FC58FFDCCC7BF2EE29D1C1AE9281D52A1E')",
    ],
    counterExamples: [
      '"elasticemailKey": "40eae46d-f8dc-790f-1a12-5dbd6125c"',
      'ELASTICEMAIL_KEY=<elasticemail-key>',
      'ref = "dbff7835-7008-692c-6909-f8679e288bca"',
    ],
  }),
  nearCredential({
    id: 'mailtrap-token',
    title: 'Mailtrap API token',
    label: 'MAILTRAP',
    names: ['mailtrap'],
    token: '[a-f0-9]{32}',
    examples: [
      'mailtrap_token := "7de18a0cb9afecd626e61‸dcc75562750"',
      '<add key="MAILTRAP_TOKEN" value="608e288dd09f38‸57cb04e66de8fb480b" />',
    ],
    counterExamples: [
      "const mailtrapToken = '3a6e10b4cd866f6ca073036fc7fc';",
      '"mailtrapToken": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'ref = "c97973473a7bc8ff36fe8a695a802d8d"',
    ],
  }),
  nearCredential({
    id: 'hunter-key',
    title: 'Hunter API key',
    label: 'HUNTER',
    names: ['hunter.io', 'hunter_io', 'hunter_api', 'hunterio'],
    token: '[a-f0-9]{40}',
    examples: [
      'HUNTER_API_KEY: "e0f633a13ee410‸bd2efcee2fb130e5462ad7b300"',
      'private static final String HUNTER_API_KEY = "b61d6beef0402‸e3e483b93eb5fe1afd42c9e32f3";',
    ],
    counterExamples: [
      "const hunterApiKey = '5b0e71b5700a5fcaded04a895fed965d1ab';",
      'HUNTER_API_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision 674822a607fd584f7b01d0c9eaab7fe842d10b37',
    ],
  }),
  prefixed({
    id: 'nylas-key',
    title: 'Nylas API key',
    label: 'NYLAS',
    keywords: ['nyk_'],
    token: 'nyk_v[0-9]_[A-Za-z0-9]{64}',
    examples: [
      'curl -H "Authorization: Bearer nyk_‸v0_xdUtYpkZfotBHEp93GIvX5WgUYFdCIDSo3t2IkbWFTwnsTdn3izegO8o7kSAtEs2" https://api.us.nylas.com/v3/grants',
      'setx NYLAS_KEY ny‸k_v1_xm4u7GGBMWBEcqMruW8tlaBpQxXjGk0BS59ExAINKimEjeP99Vm1Nm9APwLYNw8r',
    ],
    counterExamples: [
      '"nylasKey": "nyk_v8_K4SzuFxEraRqWU8B2W1FEOEInrPz0WP3tk5dbHyf1IoKQcviV3xEbiiiU7G"',
      'NYLAS_KEY=nyk_vxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      're_nyk_v3_8dSE2mS38DtlIeJXyA63J17vpa8Fv5DEb4fsvEWqOqh1Hkc0Iyg7xUoUbHR94thb',
    ],
  }),
  nearCredential({
    id: 'drip-token',
    title: 'Drip API token',
    label: 'DRIP',
    names: ['getdrip', 'drip_api', 'drip-api'],
    token: '[a-z0-9]{32}',
    examples: [
      'args: ["--drip-api-token", "uprlyrjdclg7‸k54xz9wgtfkhytx9hcym"]',
      'ENV DRIP_API_TOKEN lhb80lxgztqvfch805n54‸nbpazsp4mfy',
    ],
    counterExamples: [
      'DRIP_API_TOKEN=0x7qot3zjiir6uihucbm1dltvwy5',
      'DRIP_API_TOKEN=your_drip_api_token_here',
      'ref = "x33guzbeef7okeg1kp7w62o7izyhpj7w"',
    ],
  }),
  near({
    id: 'getresponse-key',
    title: 'GetResponse API key',
    label: 'GETRESP',
    names: ['getresponse'],
    token: '[a-z0-9]{32}',
    examples: [
      'GETRESPONSE_KEY=mee5xuc1pn5bjlr77m‸1jv78bs3jaf8aj',
      '"getresponseKey": "4h677qui3sk7qgx‸beojdeaerr30zz539"',
    ],
    counterExamples: [
      '"getresponseKey": "36w52i7met5hwazc0leocwtvjcmgqn"',
      'GETRESPONSE_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "bzmahhoyvi5nowrwg19k78cngenajezm"',
    ],
  }),
  near({
    id: 'omnisend-key',
    title: 'Omnisend API key',
    label: 'OMNISEND',
    names: ['omnisend'],
    token: '[a-f0-9]{24}-[A-Za-z0-9]{48,50}',
    examples: [
      'export OMNISEND_KEY="cf22fca6e2a6a3881c0373cf-cXHR‸Vgde01WrdHKKhyy3I0PsxbYoJc4KP5bbvitwTuSjssT9P"',
      'setx OMNISEND_KEY d87f00128b23bed0657f1063-fz3L‸3NEpjmn4TjmWg9dV0Kw0xQjWI9C8KcW4dDRNjxCgogzbMQ',
    ],
    counterExamples: [
      'omnisend_key: 87afa1d385693b7e31d7223f-lwsiBP4xTAg2hqepab3Ue2D3fLO6AV1QgOQG',
      '# OMNISEND_KEY: <omnisend-key>',
      'checksum: aa2fbb65dac870937d493b0d-JMayKUydvBlgXdjNvMpUIn29SeHXpAK1ZXqWTdVrlhHeOcsH',
    ],
  }),
  near({
    id: 'zerobounce-key',
    title: 'ZeroBounce API key',
    label: 'ZEROBNC',
    names: ['zerobounce'],
    token: '[a-f0-9]{32}',
    examples: [
      'zerobounce_key: 09bfe60be1661db5a‸e4b73a2007c4624',
      'let zerobounceKey = "840c5395590‸19f8590759f56c6d496d4".to_string();',
    ],
    counterExamples: [
      "const zerobounceKey = 'e60b94f279b049188aa2b15414e';",
      '"zerobounceKey": "change-me"',
      '"etag": "aa3d188e07a4fd955099308ec37db920"',
    ],
  }),
];
