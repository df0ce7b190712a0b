import type { SecretRule } from '../rule.ts';
import { isMixed } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of what keeps words and pictures for sites. */
export const CONTENT: readonly SecretRule[] = [
  prefixed({
    id: 'contentful-management-token',
    title: 'Contentful management token',
    label: 'CONTFUL',
    keywords: ['CFPAT-'],
    token: 'CFPAT-[A-Za-z0-9_-]{43}',
    examples: [
      "  contentfulManagementToken: process.env.CONTENTFUL_MANAGEMENT_TOKEN ?? 'CFPA‸T-lL67ulrzvW0BqyQElwnBdFTOzaPU439I2MLXooRxaH8',",
      'private static final String CONTENTFUL_MANAGEMENT_TOKEN = "C‸FPAT-Z1B_GG4ANB7W_SCGoVmo0m7lk1dXOauXHoXPpsb4uMp";',
    ],
    counterExamples: [
      'CONTENTFUL_MANAGEMENT_TOKEN=CFPAT-IW79tzyssVjrIEovkXgeDXE-1LrGdEjPw3I5CcEl1',
      '"contentfulManagementToken": "CFPAT-REDACTED"',
      'see maCFPAT-dyrioKmEOf928KBvUDclifT9ywSkFX9BZXM0Kzj-sT1 for more',
    ],
  }),
  near({
    id: 'contentful-delivery-token',
    title: 'Contentful delivery token',
    label: 'CONTFUL',
    names: ['contentful'],
    token: '[A-Za-z0-9_-]{43}',
    accepts: isMixed,
    examples: [
      'private static final String CONTENTFUL_DELIVERY_TOKEN = "kACu3kaRB_D8Hrp‸jDCfjXmOh-C7DsF2fzWKQaKAj3MN";',
      'CONTENTFUL_DELIVERY_TOKEN: "u9GMFvIXFDvMEn-Z9NX‸0gl7nxSThGGFhzPcq_rsVPji"',
    ],
    counterExamples: [
      "const contentfulDeliveryToken = 'iZkixN8zsSD8Xg3DQI6O8VeBXxpwen5BKVUPi4';",
      '# CONTENTFUL_DELIVERY_TOKEN: your_contentful_delivery_token_here',
      '"etag": "g36svT-ApKAFTkmzvdpZzBifkMDfvO96qfdT8N4TLC6"',
    ],
  }),
  near({
    id: 'sanity-token',
    title: 'Sanity API token',
    label: 'SANITY',
    names: ['sanity'],
    token: 'sk[A-Za-z0-9]{80,180}',
    accepts: isMixed,
    examples: [
      'SANITY_TOKEN: "skMPbeHv9L5D0MtnJtW97nT27yXiGQA5q7coD9w1rIF1ZyFXMeO‸iIV4Ey2R3Ea3kAetfBoH9X2PUKjSw4k"',
      'setx SANITY_TOKEN sk5IM6VFidBjR1gGtQ8wBXz1ompk5‸isivYeWFIBOAQ2uadyqE66h08192EBKZgNPAvxUMBmUDLjRo3CADGSg',
    ],
    counterExamples: [
      'SANITY_TOKEN=skZRV4TWyTgrk5e2jNw3otesRAtF7e4zGE4UoIgJpBAqVxG28qiTftAOrePFa5ubAyCk9LVqR',
      '# SANITY_TOKEN: <sanity-token>',
      '"etag": "skSIPsiA2A7ci2nyH0xne9PEaGPOXtxoRGip1JwFDWy9UhsW0fszqZVaVKNT8I5TZBVEN4nytFuwsMv6nR8"',
    ],
  }),
  near({
    id: 'storyblok-token',
    title: 'Storyblok token',
    label: 'STORYBLK',
    names: ['storyblok'],
    token: '[A-Za-z0-9]{22}tt',
    accepts: isMixed,
    examples: [
      "ENV['STORYBLOK_TOKEN'] ||= 'qQkRVL4seK‸8MUBrBSODJRVtt'",
      "define('STORYBLOK_TOKEN', '3EDlcx39SvAwhM6k‸8QFfxwtt');",
    ],
    counterExamples: [
      'storyblok_token: sFRouMZA7cn8QmmIgADA',
      '# STORYBLOK_TOKEN: xxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "5egYiFjVKKx5giwcIXyT6ott"',
    ],
  }),
  nearCredential({
    id: 'datocms-token',
    title: 'DatoCMS token',
    label: 'DATOCMS',
    names: ['datocms', 'dato_api', 'dato_cms'],
    token: '[a-f0-9]{30}',
    examples: [
      'let datocmsToken = "95a07be4b77a3a3f3ecd‸d16f345913".to_string();',
      'os.environ["DATOCMS_TOKEN"] = "90f7e1530ee7e85a‸0fbb1c89904c22"',
    ],
    counterExamples: [
      'datocms_token: 01941172cbfe1fdd7d6327868d',
      '# DATOCMS_TOKEN: <datocms-token>',
      'ref = "144b08a5d4c764db401e198e469b8a"',
    ],
  }),
  near({
    id: 'prismic-token',
    title: 'Prismic access token',
    label: 'PRISMIC',
    names: ['prismic'],
    token: 'MC5[A-Za-z0-9_-]{20,60}\\.[A-Za-z0-9_-]{40,200}',
    accepts: isMixed,
    examples: [
      '"prismicToken": "M‸C5z3Vlo5te1YAU8MTmg2NBzk.B_PDkLMaQdjWehUE4TQFzskyupCrOj7QVgnPferz8ETaL"',
      'ENV PRISMIC_TOKEN MC‸5klwAFes08g64G2mKdb5Cfi.kgzkSlmrS7VqpD8-jWPAaOv_ZZPQRh2aYEhqUfRya3',
    ],
    counterExamples: [
      'prismic_token: MC5stFu_R6bmvCDUznXaTdKyrG.IIWD3H80QIljrGVI1T9aksrF3xLPZa6M',
      'PRISMIC_TOKEN=<prismic-token>',
      'revision MC58HLZW6rIqdTdRSgihkAcZpTCn.IRI2BNYn7PyzlEY-dIvnIixFVG1wFMH-ZKGGadWJ6lX',
    ],
  }),
  near({
    id: 'ghost-admin-key',
    title: 'Ghost Admin API key',
    label: 'GHOST',
    names: ['ghost'],
    token: '[a-f0-9]{24}:[a-f0-9]{64}',
    examples: [
      'export GHOST_ADMIN_KEY="cd69bc061f75140bdcfb7520:89dcc6e9e5a7e4c10dd25940f92bc‸1d74bdf7c6afbf48e335c82b8b25d62e90f"',
      'ENV GHOST_ADMIN_KEY 96e49a587844cff7eec8a84e:5b2b2388616ac1289963b‸60d2cd7fa56b106d926ca8cefdb7219646cbb7eff88',
    ],
    counterExamples: [
      'ghost_admin_key: af3aa78ef6f718a9e451456e:f9bbb0549b4f25d5e3259dfdbd05cdecbbe46a55188995199da40f130b407c',
      '"ghostAdminKey": "your_ghost_admin_key_here"',
      'checksum: ddd192e8c896952a4438b8f6:121351eef9d5ff85438cdf3e4a450e5ce14ff5c6ad78d862d9ff2fc4218921a4',
    ],
  }),
  near({
    id: 'strapi-token',
    title: 'Strapi API token',
    label: 'STRAPI',
    names: ['strapi'],
    token: '[a-f0-9]{256}',
    examples: [
      '{"name": "STRAPI_TOKEN", "value": "aa6d854c16ebf2551e438dfbbb8632baee1ab7002bc0c6b723e4a6b4fd3fa9899b7888af20e3b41489476ba7ad73d6f2811e3a4029b25698cf68b4d5bbdfdc4d14cfe458a7fe1824e6b4f2eb‸6ec9572b45cebb3e0ddcaedde6aff813d7387cf652c7aa6baa6706450306b56082a395eeaee15b51d6911361e163adb88f96d5f7"}',
      '"strapiToken": "94e44c8d793fe286f43bf851e7d57d562f07ddad550057447c8f18832da6e1018e87983c7838f39b34ff260b542d878a0d9cf34e73840ff9f47072f6bd8‸be018d9c65525304ec82fc07a28f7b631d4d29e45e1803f8f7a25569962722fcfa14c9d9ccca8cfe0fb09c96806e17a22ba15f17ac95d2f21f6d7060fc94bf89e8426"',
    ],
    counterExamples: [
      'strapi_token: 48eecfdd2267730909e3a612c227531d82ee5b5841c6a2ac0d2b9103479b372a83a0346042d12b19003e14d4fe7c883e2dfc3ce5da19a9a7a9bf77449759939700aa54e7cd20390a1315c421ae8f18b18ab8ef0d2d4b1389d2373bc070daf7ef62f84862a43c27611ea36c087208cae46f786ee33a348a04306e3aa4d71',
      'STRAPI_TOKEN=<strapi-token>',
      'ref = "8dc8bcc6097872310f75557d1d32f2b6d77fe04e6c23730439dc479c83dd287021a08d6245217bb627db9a46c88acfadbd613ee6aeece0a65290608d5195629c90d47466816c91b227c087622996cab824c2f76312c6e5d6d392c889ff03592dcd8674d8b77281fa36e6a7e8af30ed16c785bf8428a0721cd82124751e0b5fb3"',
    ],
  }),
  nearCredential({
    id: 'webflow-token',
    title: 'Webflow API token',
    label: 'WEBFLOW',
    names: ['webflow'],
    token: '[a-f0-9]{64}',
    examples: [
      'ENV WEBFLOW_TOKEN a2e447871c43adf7c4703a3f0442a7‸2da9c48f0b23935e75790810931887ab1b',
      'let webflowToken = "53d2c54d20f9098491d76c2a820c870c5fe794cb6‸5ae3faa71786abc1cac995a".to_string();',
    ],
    counterExamples: [
      "const webflowToken = '4857ad89be259fa39c398cd1891d608bb2cc28eb50cd89554d5ecef9dde00';",
      '"webflowToken": "change-me"',
      'ref = "b262c3ea879b234ee72f4862c637896062de7e3a792740442619f91b87d60155"',
    ],
  }),
  prefixed({
    id: 'builder-key',
    title: 'Builder.io private key',
    label: 'BUILDER',
    keywords: ['bpk-'],
    token: 'bpk-[a-f0-9]{32}',
    examples: [
      'builder_key: b‸pk-65a01561d27b1cdf62b7f0d898249ac2',
      "ENV['BUILDER_KEY'] ||= 'bpk‸-d8f004a0c7cfa5ac019e2985a25aac2d'",
    ],
    counterExamples: [
      'builder_key: bpk-a8c1764229cb71b6766ba7efae4394',
      'BUILDER_KEY=bpk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see obpk-04b8daa5da30a74d94db2c524293173d for more',
    ],
  }),
  near({
    id: 'contentstack-token',
    title: 'Contentstack token',
    label: 'CONTSTK',
    names: ['contentstack'],
    token: '(?:cs|blt)[a-f0-9]{16,32}',
    examples: [
      'let contentstackToken = "csbe371‸6daf7df6e509f".to_string();',
      'args: ["--contentstack-token", "cs637642df027c‸f0e1327"]',
    ],
    counterExamples: [
      'CONTENTSTACK_TOKEN=cseba936',
      '# CONTENTSTACK_TOKEN: change-me',
      'checksum: cs737c198ed94ee24e6',
    ],
  }),
  nearCredential({
    id: 'buttercms-token',
    title: 'ButterCMS token',
    label: 'BUTTER',
    names: ['buttercms', 'butter_cms'],
    token: '[a-f0-9]{40}',
    examples: [
      'set -gx BUTTERCMS_TOKEN 879e0f3bb7cbed0b29e8b‸90bc5fa7c5680aed474',
      "  buttercmsToken: process.env.BUTTERCMS_TOKEN ?? '6534ad9d0a25eff9df9ed3f5‸53827d41e342ee59',",
    ],
    counterExamples: [
      "const buttercmsToken = 'b2a5c5102f2ca66f6730a6c9227f97c1cf10';",
      'BUTTERCMS_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: f084765975debb0e705b60b33edb72888c5c1886',
    ],
  }),
  near({
    id: 'unsplash-key',
    title: 'Unsplash access key',
    label: 'UNSPLASH',
    names: ['unsplash'],
    token: '[A-Za-z0-9_-]{43}',
    accepts: isMixed,
    examples: [
      'unsplash_key: GR4Uf1tks-sW_b1VEHHCo5_4f‸QxpJgRsk6LgzYzBXip',
      'args: ["--unsplash-key", "xc1Z4NcS0P3UefW4qGtk-2j‸62ZnZ8JmOQRU04iF4_0r"]',
    ],
    counterExamples: [
      "const unsplashKey = 'KwqN-nXJ1zvYKnlt2q02ghux81XFj70HWTfSRwxEO';",
      '# UNSPLASH_KEY: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: W2i6gvNAqxIhq64OjwitfZpYbFDeByzzqs_zBuGQe8V',
    ],
  }),
  near({
    id: 'giphy-key',
    title: 'Giphy API key',
    label: 'GIPHY',
    names: ['giphy'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      "client = GiphyClient('EiupzWXKZ7iy0h0fPf‸e5vxZeHHaAMHVo')",
      'export GIPHY_KEY="wHfbUj5h8yXI1XIohPPjh‸r34Sn5ZzsGy"',
    ],
    counterExamples: [
      'GIPHY_KEY=IPegmAThPwHPFMt9zUYA7rgS9cv',
      'GIPHY_KEY=your_giphy_key_here',
      'revision 5tx8vpXngiQL7xCsalFwhZdKyjIqHRKI',
    ],
  }),
  near({
    id: 'deepl-key',
    title: 'DeepL API key',
    label: 'DEEPL',
    names: ['deepl'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}(?::fx)?',
    examples: [
      "curl -H 'Authorization: DeepL-Auth-Key e292e3fe-e6dd-3198-34‸42-4a325ed015cb:fx' https://api-free.deepl.com/v2/usage",
      'deepl_key: 0bd3c350-649d-ec9c-a‸10a-0a4f4e57be9b:fx',
    ],
    counterExamples: [
      'deepl_key: d853177a-78e7-e60b-ecb3-4f65b4f7',
      '# DEEPL_KEY: <deepl-key>',
      'revision cd0eec46-ac18-a643-ffe3-2e93a64421d1:fx',
    ],
  }),
];
