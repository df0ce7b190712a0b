import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of what agents are built with: memory, search, voices, traces. */
export const AI_TOOLS: readonly SecretRule[] = [
  prefixed({
    id: 'llamacloud-key',
    title: 'LlamaCloud API key',
    label: 'LLAMACLD',
    keywords: ['llx-'],
    token: 'llx-[A-Za-z0-9]{48}',
    examples: [
      'setx LLAMACLOUD_KEY l‸lx-EWlizshgu7kqenfAYKzzRx7pR528x7NT3sartAWarBQdUEyJ',
      'os.environ["LLAMACLOUD_KEY"] = "l‸lx-kMCIcioxPEQjf6CEede6V4yRMLezbkbnYuY0ccgJQAiaQDRl"',
    ],
    counterExamples: [
      "const llamacloudKey = 'llx-i2wcAeUID8n8IFjtGlTjDbKlk7yOXSxzdryZM5drvHR';",
      '"llamacloudKey": "llx-..."',
      'mallx-gDSSxSxdKC0bpwuDg9JL8IUlzVSa3EDOOPHLes0d9Vwwza1m',
    ],
  }),
  near({
    id: 'dify-key',
    title: 'Dify app or dataset key',
    label: 'DIFY',
    names: ['dify'],
    token: '(?:app|dataset)-[A-Za-z0-9]{24}',
    accepts: isMixed,
    examples: [
      'args: ["--dify-key", "dataset-Rnlw51z‸VufxMA42KejbepdiU"]',
      'dify_key = "dataset-BgExsOOxAM‸pGFqmpm3X35RVG"  # rotate in May',
    ],
    counterExamples: [
      "const difyKey = 'app-prDDfbpvJKMVroEGR9veo';",
      'DIFY_KEY=your_dify_key_here',
      '"etag": "dataset-IkkpxJvc6PjSLNUiyG32ETc2"',
    ],
  }),
  nearCredential({
    id: 'exa-key',
    title: 'Exa API key',
    label: 'EXA',
    names: ['exa_api', 'exa-api', 'exa.ai', 'exa_key', 'exaapi'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      "define('EXA_API_KEY', 'cab94255-f089-ef68-‸2271-681070889c35');",
      'ENV EXA_API_KEY f62c4b8f-1a5‸f-a02b-e6dd-40415a959a89',
    ],
    counterExamples: [
      '"exaApiKey": "89430095-0185-d328-ddd1-d44b2a235a"',
      '# EXA_API_KEY: your_exa_api_key_here',
      'revision ba21b6bc-b9b1-15d3-061f-28c3b8e0c61c',
    ],
  }),
  prefixed({
    id: 'mem0-key',
    title: 'Mem0 API key',
    label: 'MEM0',
    keywords: ['m0-'],
    token: 'm0-[A-Za-z0-9]{40}',
    accepts: isMixed,
    examples: [
      "const mem0Key = 'm0‸-GAA5RJAqJjdIB5dtBiQWoxaREoVWaPszhiQ5YWht';",
      'private static final String MEM0_KEY = "m‸0-aOnwHfteVqNcgelKob9oInz9Vb0NjKqyxhhMOb1t";',
    ],
    counterExamples: [
      'mem0_key: m0-xpm5E9Utlob26fuV57wtoF0k20D3g9M2wOV',
      'MEM0_KEY=m0-<your-mem0-key>',
      'see re_m0-DuDakNeRBKAm5XgVF95TbjO2vpfX8ttcOVCLcj8o for more',
    ],
  }),
  prefixed({
    id: 'helicone-key',
    title: 'Helicone API key',
    label: 'HELICONE',
    keywords: ['sk-helicone-'],
    token: 'sk-helicone-(?:[a-z0-9]{2}-)?[a-z0-9]{7}-[a-z0-9]{7}-[a-z0-9]{7}-[a-z0-9]{7}',
    examples: [
      'ENV HELICONE_KEY sk-helic‸one-l0-ozzde80-9hopxq9-xg2uw9s-fi845a4',
      'helicone_key := "sk-‸helicone-312gh8s-7vtas96-vvruqzz-dtuxu6x"',
    ],
    counterExamples: [
      'helicone_key: sk-helicone-r5twm0j-l0cro7q-gsbcver-8',
      'HELICONE_KEY=sk-helicone-REDACTED',
      'osk-helicone-cwd89yx-jj06kqk-b5ke6n4-pan0spd',
    ],
  }),
  near({
    id: 'portkey-key',
    title: 'Portkey API key',
    label: 'PORTKEY',
    names: ['portkey'],
    token: '[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{28}',
    accepts: isMixed,
    examples: [
      "define('PORTKEY_KEY', '/VxmsbG675cVphUQH‸2AvRyhHaeDR');",
      'PORTKEY_KEY=axFu9lpNCrjFg‸u5RTr+LGKmqVXS=',
    ],
    counterExamples: [
      "const portkeyKey = 'T45ys1KHur8ZbE2Im4TjKRJaj3';",
      '# PORTKEY_KEY: <portkey-key>',
      'checksum: Fhf117ZkVIL4G6tZd3K75W7fC1/6',
    ],
  }),
  near({
    id: 'zhipu-key',
    title: 'Zhipu API key',
    label: 'ZHIPU',
    names: ['zhipu', 'bigmodel', 'zai_api', 'z.ai', 'glm_api'],
    token: '[a-f0-9]{32}\\.[A-Za-z0-9]{16}',
    examples: [
      'zhipu_key: 1da57f22d568cd63b‸76ea3841cc80730.osShUP91lZkKAok4',
      "ENV['ZHIPU_KEY'] ||= 'ccc09a34811aa9108a95‸e5e60d1ae41f.HPEU9ibegpevsqMG'",
    ],
    counterExamples: [
      '"zhipuKey": "c24a3502ae74a75097d13efbe58b0879.fLGkL7KBanfAK"',
      '"zhipuKey": "change-me"',
      'checksum: 9fbc931f4b05a29912d4c0357f87b331.pY0MKZILFWfjd9YM',
    ],
  }),
  nearCredential({
    id: 'volcengine-key',
    title: 'Volcengine Ark API key',
    label: 'ARK',
    names: ['volcengine', 'ark_api', 'doubao', 'volces'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'private static final String ARK_API_KEY = "274974af-ddaa-bb46-6175-‸8eebf7d63c1a";',
      '<add key="ARK_API_KEY" value="5fbccd46-89f4‸-b583-809b-528c69df5bbc" />',
    ],
    counterExamples: [
      '"arkApiKey": "f5b29925-b556-664c-33b3-8378990"',
      '# ARK_API_KEY: change-me',
      'checksum: e1e36641-d2ba-5deb-31bb-cc626bcf9b51',
    ],
  }),
  nearCredential({
    id: 'clarifai-token',
    title: 'Clarifai access token',
    label: 'CLARIFAI',
    names: ['clarifai'],
    token: '[a-f0-9]{32}',
    examples: [
      'let clarifaiToken = "416109004a89‸6dfad40fe5d15a3a1977".to_string();',
      '<add key="CLARIFAI_TOKEN" value="923d2955a6b63‸447ad242ea5cf45c332" />',
    ],
    counterExamples: [
      'CLARIFAI_TOKEN=8506e2a1e78c47123a414b3b322ab3',
      'CLARIFAI_TOKEN=your_clarifai_token_here',
      'checksum: 8b13ad6d8a425e5b732d83aefc0c3dcd',
    ],
  }),
  nearCredential({
    id: 'roboflow-key',
    title: 'Roboflow API key',
    label: 'ROBOFLOW',
    names: ['roboflow'],
    token: '[A-Za-z0-9]{20}',
    accepts: isMixed,
    examples: [
      'private static final String ROBOFLOW_KEY = "kfcm0RT80XHH‸8mqtCpTM";',
      'roboflow_key: G6NNqEQ‸cc1gs8mxJrUKk',
    ],
    counterExamples: [
      'ROBOFLOW_KEY=oU5YLP1roMr1RQKWRm',
      '# ROBOFLOW_KEY: <roboflow-key>',
      'ref = "oZ0ETTtKwkGOx4LaRo6n"',
    ],
  }),
  nearCredential({
    id: 'comet-key',
    title: 'Comet API key',
    label: 'COMET',
    names: ['comet_api', 'comet_ml', 'comet-ml', 'comet.com', 'cometml'],
    token: '[A-Za-z0-9]{25}',
    accepts: isOpaque,
    examples: [
      "define('COMET_API_KEY', 't1WIsZ8Rt‸Qo1W69YBVeXb5DoG');",
      'os.environ["COMET_API_KEY"] = "rLwujRZSn‸eUNU4jgWUKQGaENK"',
    ],
    counterExamples: [
      "const cometApiKey = 'SoLuzi4DQ08SbNPIrPwy';",
      '"cometApiKey": "change-me"',
      '"etag": "KE7nAb944pPX06QaboFptufNE"',
    ],
  }),
  nearCredential({
    id: 'speechmatics-key',
    title: 'Speechmatics or Gladia API key',
    label: 'SPEECH',
    names: ['speechmatics', 'gladia'],
    token: '[A-Za-z0-9]{32}|[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'SPEECHMATICS_KEY=ieMmxo3B2oqNx‸yPs3I15YdqTEp6DQQ89',
      'login --speechmatics-key x7wt8o19Ur9cR8‸rIftM5C6WSI6vaouPy',
    ],
    counterExamples: [
      'speechmatics_key: 3f0f8360-ca7f-91d6-a9f7-b3379832a',
      '# SPEECHMATICS_KEY: <speechmatics-key>',
      '"etag": "24620905-aa29-23c5-c4f9-99ec18ffd223"',
    ],
  }),
  nearCredential({
    id: 'vapi-key',
    title: 'Vapi API key',
    label: 'VAPI',
    names: ['vapi_', 'vapi.ai', 'vapi-', 'vapiapi'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      '{"name": "VAPI_API_KEY", "value": "fe775be7-3106-d‸c82-6e7e-78cb29e0604f"}',
      'setx VAPI_API_KEY 0329c1b7-dcf9-d1c1-25‸27-86de3c983691',
    ],
    counterExamples: [
      "const vapiApiKey = 'b3940201-738e-08ef-08a4-b164ac3a7';",
      'VAPI_API_KEY=your_vapi_api_key_here',
      '"etag": "58b04cac-8521-ffef-4356-cf8db011225f"',
    ],
  }),
  near({
    id: 'retell-key',
    title: 'Retell API key',
    label: 'RETELL',
    names: ['retell'],
    token: 'key_[a-f0-9]{28}',
    examples: [
      "  retellKey: process.env.RETELL_KEY ?? 'ke‸y_a47b399324b1ca96e6bd8cbfd38f',",
      'os.environ["RETELL_KEY"] = "k‸ey_0356269bd362b37b558af742d9ab"',
    ],
    counterExamples: [
      'RETELL_KEY=key_e9ff6184fc91f0037d67fb50c',
      'RETELL_KEY=<retell-key>',
      'checksum: key_82eb28b99db468cb87ca31c6d19e',
    ],
  }),
  prefixed({
    id: 'cartesia-key',
    title: 'Cartesia API key',
    label: 'CARTESIA',
    keywords: ['sk_car_'],
    token: 'sk_car_[A-Za-z0-9]{20,30}',
    examples: [
      'setx CARTESIA_KEY s‸k_car_lTnvosjIW11N0ja9KKANjCrR',
      "  cartesiaKey: process.env.CARTESIA_KEY ?? 's‸k_car_mEVpC9h5ohvn6tKncIbIrD',",
    ],
    counterExamples: [
      '"cartesiaKey": "sk_car_yiWdt2Fv0uvUVDfUod"',
      'CARTESIA_KEY=sk_car_xxxxxxxxxxxxxxxxxxxxxxxx',
      'vsk_car_SjlV7SokdK2mozaAajLId',
    ],
  }),
  near({
    id: 'v0-key',
    title: 'v0 API key',
    label: 'V0',
    names: ['v0_api', 'v0_key', 'v0.dev', 'v0-api'],
    token: 'v1:[A-Za-z0-9]{24}:[A-Za-z0-9]{24}',
    accepts: isMixed,
    examples: [
      "  v0ApiKey: process.env.V0_API_KEY ?? 'v1‸:dnqaKQzJgheWfU1Uo3Me75dj:wbUzRa0O74Q6rb00MatT7Tig',",
      'v0_api_key: v‸1:CQSshek1HsA0RULMV0cinfpZ:RswG7e5A1Sw0lbw8P7kLoPjI',
    ],
    counterExamples: [
      "const v0ApiKey = 'v1:Jzv39I6fylFSo2Ju8xwkA39O:4YvODVaGgaiTRmJyggKFlv';",
      'V0_API_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: v1:sry9JJWe0pchn4VOaoeuZax6:OtAiISkkp71grPdhZIm9ECnh',
    ],
  }),
];
