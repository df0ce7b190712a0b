import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque, isVaried } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of things, of networks of them and of those who deploy to them. */
export const DEVICES: readonly SecretRule[] = [
  prefixed({
    id: 'adafruit-key',
    title: 'Adafruit IO key',
    label: 'ADAFRUIT',
    keywords: ['aio_'],
    token: 'aio_[A-Za-z0-9]{28}',
    examples: [
      'setx ADAFRUIT_KEY ai‸o_5mGcZDA3hgs3RQGhWpsrVM2vcw7r',
      'adafruit_key: ai‸o_ME9LexmRR35mCsztINBsHd4ehPxK',
    ],
    counterExamples: [
      '"adafruitKey": "aio_te3btD72rCpe6oanKlYVsF2KR"',
      '# set ADAFRUIT_KEY to aio_xxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'abcaio_wdAGR2x5gpsq4BXe97azrU2zw3D4',
    ],
  }),
  nearCredential({
    id: 'meraki-key',
    title: 'Cisco Meraki API key',
    label: 'MERAKI',
    names: ['meraki'],
    token: '[a-f0-9]{40}',
    examples: [
      'request.headers["X-Meraki-Key"] = "f81888400eb5a28bc31‸a42208f93fa4279fe0b03"',
      'os.environ["MERAKI_KEY"] = "dda85aac112e28a‸8e3232fa0b5dd658c161386b0"',
    ],
    counterExamples: [
      'meraki_key: 8f0499e32b7a81269958bff307e9a158fbd',
      '"merakiKey": "your_meraki_key_here"',
      'ref = "93d9a115ec3dc3907270faf7ad451af6e58828d8"',
    ],
  }),
  prefixed({
    id: 'defined-networking-key',
    title: 'Defined Networking API key',
    label: 'DEFNET',
    keywords: ['dnkey-'],
    token: 'dnkey-[A-Z0-9]{26}-[A-Z0-9]{52}',
    examples: [
      'defined_networking_key: dnkey‸-VOQI87N99N559JP93FA0542WGT-YU7DBDP9UH1SBTBG4R1RO3WPBE6KUDN4VD4YVN6ALICV0C02UDQC',
      'setx DEFINED_NETWORKING_KEY dnk‸ey-FV4EHXUQDH9M6CI5DZN4AITL6X-2VCJGKKWJKQAPO7A7ZGQ71B8RHPH64AP8SFT3EGDALMG6MFHT5I4',
    ],
    counterExamples: [
      "const definedNetworkingKey = 'dnkey-JOMLDECDBRZKNOS7PLGTEHGA4V-QIMIO8X85J15AWF1R2OX6UE98MV41QAXCXOMUMHQL3JN3F';",
      '"definedNetworkingKey": "dnkey-..."',
      'hidnkey-YFTYCHRZ42CFVVGEB9779R1R90-DFTJ77I470WYA89PS6QPZI03CH7QPAPY3PK80AI4FLZS41TZUKHQ',
    ],
  }),
  prefixed({
    id: 'scalingo-token',
    title: 'Scalingo API token',
    label: 'SCALINGO',
    keywords: ['tk-us-'],
    token: 'tk-us-[A-Za-z0-9_-]{48}',
    examples: [
      'scalingo_token: tk-us‸-WcYZGSfyfVOOi6lpvc1S2WiQVdfTWCI0PH1yR8HjAKi8amL0',
      'set -gx SCALINGO_TOKEN tk-u‸s-2impEEmpGwC6UB1dcsQiRbL6D9ORXBlhvZ6qBhEj1NxGOWXz',
    ],
    counterExamples: [
      '"scalingoToken": "tk-us-sxvejrScgIBKYlx6J58cEj_MeGEqYQpOhNFP1GoI96AaXu"',
      '"scalingoToken": "tk-us-..."',
      'see abctk-us-nXkCYDxre1JGMieDKprDML8kjjheWbSG0aeiT5buqcweOHN1 for more',
    ],
  }),
  prefixed({
    id: 'settlemint-token',
    title: 'SettleMint access token',
    label: 'SETTLEM',
    keywords: ['sm_aat_', 'sm_pat_', 'sm_sat_'],
    token: 'sm_(?:aat|pat|sat)_[A-Za-z0-9]{16}',
    examples: [
      'settlemint_token = "sm‸_aat_lnz1YyGIYszCorRE"  # rotate in May',
      '<add key="SETTLEMINT_TOKEN" value="sm‸_sat_CqRtaYJ9dUl96C3A" />',
    ],
    counterExamples: [
      '"settlemintToken": "sm_sat_BS2QhGu09Dt"',
      'SETTLEMINT_TOKEN=sm_REDACTED',
      'see osm_pat_6Ye2xJca6y3aohOw for more',
    ],
  }),
  prefixed({
    id: 'infracost-key',
    title: 'Infracost API key',
    label: 'INFRACST',
    keywords: ['ico-'],
    token: 'ico-[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'request.headers["X-Infracost-Key"] = "ico‸-ERqlJlhFgVTAqqkq2YPhLKtlFmZ9sFsI"',
      "  infracostKey: process.env.INFRACOST_KEY ?? 'i‸co-HRYV2PiHiE88jlFf78FVuHYt2ZVxsqAI',",
    ],
    counterExamples: [
      '"infracostKey": "ico-oVrIHSqyIL9kLr62EnIYfgt8lEQS"',
      'INFRACOST_KEY=ico-<your-infracost-key>',
      'id: oico-BJBSoTrGahZIqS4aZdJ1Wrdw8butWufU',
    ],
  }),
  prefixed({
    id: 'intra42-secret',
    title: '42 Intra client secret',
    label: 'INTRA42',
    keywords: ['s-s4t2'],
    token: 's-s4t2(?:ud|af)-[a-f0-9]{64}',
    examples: [
      "const intra42Secret = 's‸-s4t2af-b5dc49911109fa4b09c3a3d4a09aa1321770169dd3dad8cdb560e12af5e71b06';",
      'private static final String INTRA42_SECRET = "s-‸s4t2af-a825cbbffe355f28b04034a2d9d2fa1f0c9d72e16eb3ae05b732a3fde5286f96";',
    ],
    counterExamples: [
      'INTRA42_SECRET=s-s4t2af-6aebc9786df5830fe6795214410150dcfc9e9bbbf089566988ce671a43',
      '"intra42Secret": "s-s4t2xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: his-s4t2ud-98bc0a559b9a093d86fb7338ae157abc6329f4cc40943232ef299890bbfad551',
    ],
  }),
  prefixed({
    id: 'upcloud-token',
    title: 'UpCloud API token',
    label: 'UPCLOUD',
    keywords: ['ucat_'],
    token: 'ucat_[A-Z0-9]{26}',
    examples: [
      'headers = {"Authorization": "Bearer ucat‸_T9NTD5712J7UKGKO1OA45PKX5V"}',
      'val upcloudToken: String = "u‸cat_DUOPG80F1AIWN1EIS6W8S5MA82"',
    ],
    counterExamples: [
      "const upcloudToken = 'ucat_TQ380EOYNWKCX7GREX5P0R';",
      '"upcloudToken": "ucat_..."',
      'oucat_QYRUWDLPD1OFN24OE2A8VA6KV5',
    ],
  }),
  prefixed({
    id: 'exoscale-key',
    title: 'Exoscale API key',
    label: 'EXOSCALE',
    keywords: ['EXO'],
    token: 'EXO[a-f0-9]{24}',
    accepts: isOpaque,
    examples: [
      "define('EXOSCALE_KEY', 'E‸XO29c1990b8305d82a5bf03fd5');",
      'setx EXOSCALE_KEY E‸XO06183933a86b1755bb89dee4',
    ],
    counterExamples: [
      '"exoscaleKey": "EXO18cfe5f00df6371b438"',
      '"exoscaleKey": "EXOxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: vEXO991f4486d5b19f885253aecb',
    ],
  }),
  near({
    id: 'exoscale-secret',
    title: 'Exoscale API secret',
    label: 'EXOSCALE',
    names: ['exoscale'],
    token: '[A-Za-z0-9_-]{43}',
    accepts: isMixed,
    examples: [
      'EXOSCALE_SECRET: "zyIdP1Zta3_qmmttR-EQw‸zVN-kHzsfZ7JNcCBKEoRvj"',
      'export EXOSCALE_SECRET="7SGjrTmfDnKSj3n8H‸iOc4Q2XXXvQRxl7Jrzy8H2oSmy"',
    ],
    counterExamples: [
      'EXOSCALE_SECRET=z89Iu8zDooqeRtHS5hradPM7kgAZReftgHw1q84x0',
      '# EXOSCALE_SECRET: <exoscale-secret>',
      'revision WQDenA_FcnC18RyE5oeHJJmfE-Ot5mr28CGGXeRKfcD',
    ],
  }),
  nearCredential({
    id: 'particle-token',
    title: 'Particle access token',
    label: 'PARTICLE',
    names: ['particle.io', 'particle_', 'particle-'],
    token: '[a-f0-9]{40}',
    examples: [
      '{"name": "PARTICLE_ACCESS_TOKEN", "value": "014563d67d634f506bed‸86ad9f2d8eb7c03f9749"}',
      'particle_access_token := "d16524924c7bf6fde8dde3fd0‸7dc81400b3e04d6"',
    ],
    counterExamples: [
      "const particleAccessToken = '5f8be8179d7ba129962dbf83e50955b26f6';",
      'PARTICLE_ACCESS_TOKEN=change-me',
      'ref = "71aba0f00118bba915eae95554e3dbe322d75640"',
    ],
  }),
  near({
    id: 'balena-key',
    title: 'Balena API key',
    label: 'BALENA',
    names: ['balena'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      "ENV['BALENA_KEY'] ||= 'xX7mvmYWJteBRUj8Fga‸z9bAjjKKbQ0vY'",
      '"balenaKey": "ukyzF6vg1DySkZNW2WJeC‸Fh03rXwWT3X"',
    ],
    counterExamples: [
      "const balenaKey = 'IYg6CcTebX9f6N61WVkFKcCPcQ6Fe';",
      '# BALENA_KEY: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "WFCtWLPRU9o4IEC9YieSwNIzu0EdeTkm"',
    ],
  }),
  near({
    id: 'home-assistant-token',
    title: 'Home Assistant long-lived token',
    label: 'HASS',
    names: ['hass_', 'homeassistant', 'home_assistant', 'hass.'],
    token: 'eyJ[A-Za-z0-9_-]{20,60}\\.eyJ[A-Za-z0-9_-]{60,300}\\.[A-Za-z0-9_-]{43}',
    accepts: isVaried,
    examples: [
      '<add key="HASS_TOKEN" value="ey‸JeviHALXevqR6PmPHEUnj.eyJ4DD0oxgEEVY1U9QnwJ2PHsGRQlpF9kYq0jTFSfwK-UqfueuH2bGAvUWCqvpga.-5Mjw1fC42N7TAyzTL18yEYyt3ZwlGHOE3y_YT1KZGA" />',
      'hass_token = "e‸yJb9BRv1G8n5uYfIDdwNZ9.eyJne7RF5i7SzfR-FOB7qnKroCzD1RAFKdebnFuwYKaMbEfL9__VwIF2fdn73WM4X.BTnSM2vLXgGSG1pPhLPFfs8xann-VkjWBvy_NNSaPEe"  # rotate in May',
    ],
    counterExamples: [
      "const hassToken = 'eyJ1cuYDgcmvker5EKQ9pNvW_RT.eyJuE_60tUKyR5mhB9o9uuZcyrjBHe_L7iABq5Ve-VRLr_sPEUBjHgY6PGvRt9fxh.D_mtlA_zWdEOK6u1bKDixtCmqR5S4QI6R7';",
      '# HASS_TOKEN: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "eyJ8dBaw5IjT8SbFX16OnNAKYNbL.eyJHZSq4g5wdKYhbyTiPGEGGGdwDHqO-OYvU1kEzO23C0C8_E0U0WSdTmVbsoxaa5.qTHE4OGlsFF2U9DIO41juT33oEIJRd-UF6SfiJBEJGO"',
    ],
  }),
  near({
    id: 'blynk-token',
    title: 'Blynk device token',
    label: 'BLYNK',
    names: ['blynk'],
    token: '[A-Za-z0-9_-]{32}',
    accepts: isMixed,
    examples: [
      'request.headers["X-Blynk-Token"] = "qEoe-CD3zBGOaawt77jM_‸egbDhNDO7aw"',
      'export BLYNK_TOKEN="0PrPhSdAcbvhym9pRN‸5Gl5W1b0aExfNe"',
    ],
    counterExamples: [
      "const blynkToken = '2-CMQAY6lMmRRQDUPYQJ87flLU4kO';",
      '"blynkToken": "your_blynk_token_here"',
      'checksum: _bvFfIEKSM0H5cygE8mh9fArkyMK7uoC',
    ],
  }),
  near({
    id: 'thingspeak-key',
    title: 'ThingSpeak API key',
    label: 'THNGSPK',
    names: ['thingspeak'],
    token: '[A-Z0-9]{16}',
    examples: ['thingspeak_key: RBD2IIBMK‸NQ9W9XB', 'let thingspeakKey = "OXI14‸8W9E9V6JNEY".to_string();'],
    counterExamples: [
      '"thingspeakKey": "SJ8ANVRTUOPYNU"',
      '"thingspeakKey": "<thingspeak-key>"',
      'ref = "KSDXDRAFM31QEOFT"',
    ],
  }),
  near({
    id: 'ubidots-token',
    title: 'Ubidots token',
    label: 'UBIDOTS',
    names: ['ubidots'],
    token: 'BBFF-[A-Za-z0-9]{30}',
    accepts: isMixed,
    examples: [
      '{"name": "UBIDOTS_TOKEN", "value": "BBFF‸-AeoFUt25NU1BQnIe0S5WSVMoatsdVi"}',
      'request.headers["X-Ubidots-Token"] = "BBF‸F-7JREvTMPt5DbVuu8rNSzIlJ45PosZf"',
    ],
    counterExamples: [
      '"ubidotsToken": "BBFF-jibFoV1E1zUfWWkMg2lpIYGzz5dw"',
      '# UBIDOTS_TOKEN: your_ubidots_token_here',
      'revision BBFF-SPMne4Z1RALF2IfmhAowMzSEZR5yNo',
    ],
  }),
];
