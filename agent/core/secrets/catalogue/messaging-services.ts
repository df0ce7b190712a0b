import type { SecretRule } from '../rule.ts';
import { isMixed, isVaried } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of services that send messages and notifications for others. */
export const MESSAGING_SERVICES: readonly SecretRule[] = [
  {
    id: 'ably-key',
    title: 'Ably API key',
    label: 'ABLY',
    keywords: ['ably'],
    pattern:
      'ably[\\s\\S]{0,40}?[\\s=:,(\'"`](?<secret>[a-z0-9_-]{6}\\.[a-z0-9_-]{6}:[a-z0-9_-]{43})(?![a-z0-9_-])',
    caseless: true,
    accepts: isMixed,
    examples: [
      'ABLY_API_KEY=jWIjA3.Ar6mp9:LT2utiuH9KWBBBdKRFnf1XpX‸PmnqRTSqk2WdwjWN7TC',
      "new Ably.Realtime({ key: 'PuCY6H.rPG4tW:nh8HB3kDxoQ‸Ls9rORAFQ52AE9RHDNWaKiPjedPTV1o4' })",
    ],
    counterExamples: ['ABLY_API_KEY=appId.keyId:keySecret', "new Ably.Realtime('xVLyHw.Ra1Bcd:tooShort17')"],
  },
  prefixed({
    id: 'pubnub-secret-key',
    title: 'PubNub secret key',
    label: 'PUBNUB',
    keywords: ['sec-c-'],
    token: 'sec-c-[A-Za-z0-9]{40,60}',
    examples: [
      'PUBNUB_SECRET_KEY: "sec‸-c-MTYGUuXqwLjvJu1nzfIZ1Ld8DA8Kcz6lfjHWdajfjsvmo"',
      '<add key="PUBNUB_SECRET_KEY" value="sec‸-c-FQguR0Q0e5kACpRFaL6AjYHompynbBxDUm1GWlZpM" />',
    ],
    counterExamples: [
      'pubnub_secret_key: sec-c-hryesYFduzXvOc126fBRB7tYQ2HcyOYXlnDRWV',
      '"pubnubSecretKey": "sec-c-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'masec-c-q71drunE7aNmvLkuxRO7rDWLAP46gucaY1d5ou2JVJt',
    ],
  }),
  prefixed({
    id: 'pubnub-key',
    title: 'PubNub publish or subscribe key',
    label: 'PUBNUBK',
    keywords: ['pub-c-', 'sub-c-'],
    token: '(?:pub|sub)-c-[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'export PUBNUB_KEY="sub-c-aa964930-08c1-1330-6f3‸6-4523c8689f69"',
      'args: ["--pubnub-key", "sub-c-0d861dde-ce6c-6ec4‸-aa16-2c2ed8b08552"]',
    ],
    counterExamples: [
      "const pubnubKey = 'sub-c-7366dfb6-1491-4d5b-4c9b-b4e652d';",
      '# set PUBNUB_KEY to pub-c-REDACTED',
      'see vsub-c-92596fed-7684-89dd-74ab-a70607776bae for more',
    ],
  }),
  nearCredential({
    id: 'pusher-secret',
    title: 'Pusher secret',
    label: 'PUSHER',
    names: ['pusher'],
    token: '[a-f0-9]{20}',
    examples: ['setx PUSHER_SECRET 268711‸1e27c1a78bd615', '"pusherSecret": "0f940cf881eb‸53c3979b"'],
    counterExamples: [
      '"pusherSecret": "597b48626527e0c7c5"',
      'PUSHER_SECRET=change-me',
      'ref = "c6b7fbc0775f42ce0c7f"',
    ],
  }),
  prefixed({
    id: 'onesignal-key',
    title: 'OneSignal API key',
    label: 'ONESIG',
    keywords: ['os_v2_'],
    token: 'os_v2_(?:app|org)_[a-z2-7]{90,110}',
    examples: [
      'ENV ONESIGNAL_KEY os‸_v2_org_g73c7dtj6b6qsahlslciagggeedtocugviprjb5jhlhtcwxj642wjlzaelz4lftbqtcwqwzbvuqkngpjfro3mjpjuot',
      '"onesignalKey": "os_‸v2_app_vmwhvcsjl7xnqciycmshssbvbggnrcfbrhu6eztmrn66ydzwml6ywyz2cow2owhokbcd7mgkpmptbm3msi6zgwifpvlb"',
    ],
    counterExamples: [
      '"onesignalKey": "os_v2_app_gis6u26lljbor2hpy7b5ecbqgwtqpuaorgasl5rgeonpflljasg6odoi342mvy2nwwkbqzhgto55jyqwp5uiuo"',
      'ONESIGNAL_KEY=os_v2_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: maos_v2_app_kxawyrrmsp5pjvvouqdkubsccedpkal6aupwtieid2uplyauqmlrv33s3doj2gwtjgktdocfg4khb6zgxzgqs3cklfpzq3',
    ],
  }),
  near({
    id: 'onesignal-legacy-key',
    title: 'OneSignal REST API key of before the prefix',
    label: 'ONESIG',
    names: ['onesignal', 'one_signal'],
    token: '[A-Za-z0-9]{48}',
    accepts: isMixed,
    examples: [
      'login --onesignal-legacy-key Ei4e8ZRgOLtjwazYlhgelhYof91‸s5M37L7WGNQ43BAufcmp4',
      'onesignal_legacy_key: N8ZHUwlMJgvPZ0gz4pOED‸dKDnXoe7WWVNE5Ia1jL8vp7r9T1',
    ],
    counterExamples: [
      "const onesignalLegacyKey = 'hmQdUVDuOb37Wd2KzxmcKraY8CC8gQQxVg6aqN609qnFL';",
      'ONESIGNAL_LEGACY_KEY=<onesignal-legacy-key>',
      'checksum: 5rxtY4mMqHGDNctdzqH2nZt3lilP4T58H340niDTxSERxIdC',
    ],
  }),
  near({
    id: 'twilio-auth-token',
    title: 'Twilio auth token',
    label: 'TWILIO',
    names: ['twilio'],
    token: '[a-f0-9]{32}',
    examples: [
      'TWILIO_AUTH_TOKEN: "d3374c49ec1a438‸a8400445752fa13d8"',
      'let twilioAuthToken = "00f6a620817bdc5daa00‸4ea093190ab3".to_string();',
      "define('TWILIO_AUTH_TOKEN', '52aa238ce49d02c571‸d2a63247c69383');",
    ],
    counterExamples: [
      '"twilioAuthToken": "48ada8b88c4794cc13a18904feb4a0"',
      'TWILIO_AUTH_TOKEN=<twilio-auth-token>',
      '"etag": "b33180763e29ce04c6af30b379134fc5"',
    ],
  }),
  near({
    id: 'twilio-api-key',
    title: 'Twilio API key id',
    label: 'TWILIOSK',
    names: ['twilio', 'api_key_sid', 'apikeysid'],
    token: 'SK[a-f0-9]{32}',
    examples: [
      'export TWILIO_API_KEY="SK3a78d07f8‸ad76b47a463fa55d75623a5"',
      'setx TWILIO_API_KEY SK5ce04a1118f4f6646‸f85f8a661ed5ae3',
    ],
    counterExamples: [
      "const twilioApiKey = 'SKcc05ca78b164d32f756ed93ab67d';",
      '# TWILIO_API_KEY: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "SKa2134ced3f9d416e9d153e7ddf864bd6"',
    ],
  }),
  nearCredential({
    id: 'vonage-secret',
    title: 'Vonage API secret',
    label: 'VONAGE',
    names: ['vonage', 'nexmo'],
    token: '[A-Za-z0-9]{16}',
    accepts: isMixed,
    examples: [
      "  vonageSecret: process.env.VONAGE_SECRET ?? 'YJEh3A‸U8HmBnMSUg',",
      'ENV VONAGE_SECRET x3AuAW‸2rAEo1nHoW',
    ],
    counterExamples: [
      'VONAGE_SECRET=1qAqASL0oyVYO',
      '"vonageSecret": "xxxxxxxxxxxxxxxx"',
      'revision 5JSAkdl23FBw4F38',
    ],
  }),
  near({
    id: 'messagebird-key',
    title: 'MessageBird or Bird access key',
    label: 'BIRD',
    names: ['messagebird', 'bird_access'],
    token: '[A-Za-z0-9]{25}|[A-Za-z0-9]{36}',
    accepts: isMixed,
    examples: [
      '{"name": "MESSAGEBIRD_KEY", "value": "oa5xvGztMzcc7TpZok1‸4R5Qy1q7LtzBi5jlQ"}',
      "  messagebirdKey: process.env.MESSAGEBIRD_KEY ?? 'JjxBH9jDD‸4dCzdRYwrlMsbcEl',",
    ],
    counterExamples: [
      "const messagebirdKey = 'V1X3KQlpg6uDkIFoZJN6ROvj5sFTmfNh7';",
      '"messagebirdKey": "<messagebird-key>"',
      'ref = "azcxMnxBNhBESAbMVIXJmbS2G6quHc5jweD5"',
    ],
  }),
  near({
    id: 'plivo-token',
    title: 'Plivo auth token',
    label: 'PLIVO',
    names: ['plivo'],
    token: '[A-Za-z0-9]{40}',
    accepts: isMixed,
    examples: [
      "  plivoToken: process.env.PLIVO_TOKEN ?? '9Gxjsz5Fi55IvcIcIP1‸tdtBmL2XC66nvmc4pPW2o',",
      "define('PLIVO_TOKEN', 'drfCodGnRMapupfSZ0MA‸YTUxvFdSDxzQgY8ZUVgn');",
    ],
    counterExamples: [
      '"plivoToken": "39LMSP4G9hpbQBB8yalz1zQWdCQpBzUOkqr8f"',
      '"plivoToken": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'ref = "cBetuVXmI349t09cG3AF98NELYHtmleiNpCBe4pS"',
    ],
  }),
  near({
    id: 'sinch-secret',
    title: 'Sinch application secret',
    label: 'SINCH',
    names: ['sinch'],
    token: '[A-Za-z0-9+/]{22}==|[A-Za-z0-9_~.-]{26,34}',
    accepts: isMixed,
    examples: [
      'login --sinch-secret Fae3WUQY7‸-QSPYJOk2Nvfsdah_AE',
      'set -gx SINCH_SECRET OfdlRGaoDhbY6ym3‸fzoJL4b76D',
    ],
    counterExamples: [
      '"sinchSecret": "T3ZWKWDEq6.VfeFsL"',
      '"sinchSecret": "<sinch-secret>"',
      'ref = "1muor3FnBGWIJKwPB6EC3DStFYNpHb1"',
    ],
  }),
  nearCredential({
    id: 'stream-secret',
    title: 'Stream chat secret',
    label: 'GETSTRM',
    names: ['getstream', 'stream_secret', 'stream-secret', 'streamchat', 'stream_api', 'stream_chat'],
    token: '[a-z0-9]{64}',
    examples: [
      "define('STREAM_API_SECRET', 'kxcjmjvuzru9eknke020kvvfvl6hyjka5aw34e2‸po4mp5ovkeo28kkjt7p25y3ys');",
      'export STREAM_API_SECRET="lhx2h799mxoecs5jbfvu1asi6jayu2ka8j7t‸kosquyy9ujlxgfab2wply3qe0weg"',
    ],
    counterExamples: [
      'STREAM_API_SECRET=j1cr4l3xfd0a8rgk5h6kc34czykp7c2dlu6ffpkban76w9s66jzcsrdfhwn',
      '# STREAM_API_SECRET: your_stream_api_secret_here',
      'ref = "dwn82exzh76epjksvcbaxnz5qnqqmosica0oxe43vv8ut63ls17nmelyvtiehp1k"',
    ],
  }),
  near({
    id: 'pushover-token',
    title: 'Pushover token',
    label: 'PUSHOVER',
    names: ['pushover'],
    token: '[a-z0-9]{30}',
    examples: [
      '<add key="PUSHOVER_TOKEN" value="z1w2ig7hwl7v1‸o1eyomjnawtggbjdd" />',
      'PUSHOVER_TOKEN=kwwdrh23teoommf‸b620lcldv8aj3v7',
    ],
    counterExamples: [
      'PUSHOVER_TOKEN=ifbjlswluqagpuwu0kmy03zw6v',
      '# PUSHOVER_TOKEN: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision nsdkvlby58j9n7l66z4fwwwndqpz8k',
    ],
  }),
  prefixed({
    id: 'matrix-token',
    title: 'Matrix access token',
    label: 'MATRIX',
    keywords: ['syt_'],
    token: 'syt_[A-Za-z0-9+/]{4,100}_[A-Za-z]{20}_[A-Za-z0-9]{6}',
    accepts: isVaried,
    examples: [
      'ENV MATRIX_TOKEN syt‸_HB4I_lmHXPnlDujzjyHYFPBVr_6Nc5wt',
      'val matrixToken: String = "sy‸t_E+VoFBoK_rqtigGTpVIglECOuLAaU_8SqUYr"',
    ],
    counterExamples: [
      "const matrixToken = 'syt_IDbrrvI_bwaNUOPPwUMRDGPtWzbx_yY';",
      '# set MATRIX_TOKEN to syt_REDACTED',
      'osyt_P0Wyk_rQrHHavYcUWTlctwoQYn_6AiAcM',
    ],
  }),
  near({
    id: 'ntfy-token',
    title: 'ntfy access token',
    label: 'NTFY',
    names: ['ntfy'],
    token: 'tk_[a-z0-9]{29}',
    examples: [
      'args: ["--ntfy-token", "t‸k_ubn5xzutka05sopdyzrfrsz2chuz7"]',
      "define('NTFY_TOKEN', 't‸k_p95m5x04t6w9obapnwz9i6dva02xs');",
    ],
    counterExamples: [
      'ntfy_token: tk_6dsye32jz6of8vxhgo06pqyv7',
      'NTFY_TOKEN=your_ntfy_token_here',
      'checksum: tk_gqc9z1fzjctmbcgo3ozxuu9716aac',
    ],
  }),
];
