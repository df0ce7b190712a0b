import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of platforms that run applications. */
export const CLOUD_PLATFORMS: readonly SecretRule[] = [
  prefixed({
    id: 'digitalocean-token',
    title: 'DigitalOcean personal access token',
    label: 'DOPAT',
    keywords: ['dop_v1_'],
    token: 'dop_v1_[a-f0-9]{64}',
    examples: [
      'curl -H "Authorization: Bearer dop_v1‸_bb9fa210d8c8408f54a2b4bf411597af69b412c532dd525e1aaa5383805776b8" https://api.digitalocean.com/v2/account',
      'export DIGITALOCEAN_TOKEN="dop_v1‸_61fca511668b54374bea3ed3a5c7927d12395289d6af5f5767aad8c53229bcb1"',
    ],
    counterExamples: [
      "const digitaloceanToken = 'dop_v1_dca0aa4f5626e88c7dee3f65f472c8c6573717bd74fa8573c03c0ff8302fbb';",
      'DIGITALOCEAN_TOKEN=dop_v1_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      're_dop_v1_826014d16b90ef26c308e085de03357defbbcb2c60d6d2126e2e51c3a9dc6aeb',
    ],
  }),
  prefixed({
    id: 'digitalocean-oauth-token',
    title: 'DigitalOcean OAuth or refresh token',
    label: 'DOOAUTH',
    keywords: ['doo_v1_', 'dor_v1_'],
    token: 'do[or]_v1_[a-f0-9]{64}',
    examples: [
      "ENV['DIGITALOCEAN_OAUTH_TOKEN'] ||= 'dor_v1_7cc7f79bb0e0a5dd3767269d23ff6‸81f9520e7123907b5a6b0838cbdf556539b'",
      'val digitaloceanOauthToken: String = "doo_v1_beaf12db670eea8491695bc7bc05e49e61f‸0d79773fd2e1f42616d4c66551c57"',
    ],
    counterExamples: [
      'DIGITALOCEAN_OAUTH_TOKEN=dor_v1_d537d5d065f207d7628c75713437a679271669de6b913d733481e7da13f58d',
      'vdoo_v1_402fdc7fb17df6e8d24640e5d88c95f986d15304d482b8c6ecc94b58f1da8cc7',
    ],
  }),
  prefixed({
    id: 'digitalocean-spaces-id',
    title: 'DigitalOcean Spaces access key id',
    label: 'DOSPACE',
    keywords: ['DO00', 'DO801'],
    token: 'DO(?:00|801)[A-Z0-9]{16,17}',
    accepts: isOpaque,
    examples: [
      'DIGITALOCEAN_SPACES_ID: "DO00WZCXF‸T0Q0UIJ5I64"',
      'private static final String DIGITALOCEAN_SPACES_ID = "DO8018MWB‸I4A6WORNO4JIP";',
    ],
    counterExamples: ['digitalocean_spaces_id: DO801NGAZOI4ITHIP', 'see vDO0019UQ4VHIBRFOEH9TQ for more'],
  }),
  near({
    id: 'digitalocean-spaces-secret',
    title: 'DigitalOcean Spaces secret key',
    label: 'DOSPACE',
    names: [
      'spaces_secret',
      'spaces-secret',
      'spacessecret',
      'spaces_key',
      'digitaloceanspaces',
      'do_spaces',
    ],
    token: '[A-Za-z0-9+/]{43}',
    accepts: isMixed,
    examples: [
      'spaces_secret_key := "JBjMj7dfEXSzIIjX7A39b0KdiMFV‸l1nPHtf7l/Va2xU"',
      'request.headers["X-Spaces-Secret-Key"] = "a0KVNTfEjlNZVNY3h2bAs1kFuyF‸1w30bBOJl4BqLlcK"',
    ],
    counterExamples: [
      '"spacesSecretKey": "GBgHSoEukLmZgM953WzGZJOhb1CnAjBwk7DCDT"',
      '# SPACES_SECRET_KEY: your_spaces_secret_key_here',
      '"etag": "hueICo9oILOABvaUJ04z5QyNq3vCX4X2+iUjlRMTnr3"',
    ],
  }),
  prefixed({
    id: 'heroku-api-key',
    title: 'Heroku API key',
    label: 'HEROKU',
    keywords: ['HRKU-'],
    token:
      'HRKU-(?:AA[A-Za-z0-9_-]{58}|[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12})',
    examples: [
      'HEROKU_API_KEY=HRKU‸-3507d080-b670-9107-0598-148764070bdc',
      'set -gx HEROKU_API_KEY HRK‸U-a484e6c6-fad5-efa4-0e95-d0fd393b4b58',
    ],
    counterExamples: [
      '"herokuApiKey": "HRKU-0430375d-41a0-fa10-6bcc-6c62c8477"',
      '"herokuApiKey": "HRKU-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'oHRKU-a4aa4819-6e15-4e37-a2da-0a72a9db8cd2',
    ],
  }),
  nearCredential({
    id: 'heroku-legacy-api-key',
    title: 'Heroku API key of before the prefix',
    label: 'HEROKU',
    names: ['heroku'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'set -gx HEROKU_LEGACY_API_KEY 9fde4922-d6e9-e691-3c4‸7-a4dc9fe7edf4',
      'ENV HEROKU_LEGACY_API_KEY 64da23fa-c8dc-8243‸-b086-d393639cce60',
    ],
    counterExamples: [
      "const herokuLegacyApiKey = '3dc7c865-90ec-49db-a53f-bdfd589cb0';",
      '"herokuLegacyApiKey": "<heroku-legacy-api-key>"',
      'checksum: 5bdfd27f-554d-f438-6ab7-40bd9a4d9855',
    ],
  }),
  prefixed({
    id: 'flyio-token',
    title: 'Fly.io access token',
    label: 'FLYIO',
    keywords: ['fm1r_', 'fm1a_', 'fm2_'],
    token: 'fm(?:1r|1a|2)_[A-Za-z0-9+/_-]{90,1600}={0,3}',
    examples: [
      'FLY_API_TOKEN="FlyV1 fm1a_tDi6LhvmKPZYshWUd+G4SB7DF0/zqzFgwr-gviDuZMXV‸EJKTdpBGQTcwahBz0RkbLedyAZwa420F10q9AJhnQl2wIN"',
      "const flyioToken = 'fm1a_qn3E3ujzoGsLj8ZCzJBchEOr+x/T/hD-Rf4qPvtwEOST4yGmwylx‸bgqtDn1PUs6XsV8Dc1NTvBDSZZ9VDPWGBomI3K===';",
    ],
    counterExamples: [
      'flyio_token: fm2_cBICCQgjl+qpzZuJNQ6LTec+nzzrFQFxEypmaWvor2JZPOLEsJTISyxidNbrK3vfLbu-xJOPHusm/QL9F53V',
      'see abcfm1a_+fJ6mArKQmYydN0ZsFZU/yDK9yLiKbeauM_bZVMguYWQwn3cBi_iVgz2kZrL3Jl_ubjiX7ESV3-3GhFIkXfUDbUUNv for more',
    ],
  }),
  prefixed({
    id: 'flyio-personal-token',
    title: 'Fly.io personal token',
    label: 'FLYIO',
    keywords: ['fo1_'],
    token: 'fo1_[A-Za-z0-9_-]{43}',
    examples: [
      'let flyioPersonalToken = "f‸o1_xtebc-KvoC3jq3NXRPxJFlz1_3M1ZF2NogySV9BjD68".to_string();',
      'login --flyio-personal-token f‸o1_ZkbdMzXoSWEYs8pn44vr0Wo3O7gaEGcMHTeqQbB7UI0',
    ],
    counterExamples: [
      "const flyioPersonalToken = 'fo1_ZqfqdgAOJRjPUOQdjIaEiAm3_lhydbyDuQIv6';",
      'FLYIO_PERSONAL_TOKEN=fo1_REDACTED',
      'id: abcfo1_yrd2FmD2Mi_KU2sBLxOtd4r2jWqFkJPQpiZ2lj0QUKx',
    ],
  }),
  prefixed({
    id: 'vercel-token',
    title: 'Vercel token',
    label: 'VERCEL',
    keywords: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
    token: 'vc[piark]_[A-Za-z0-9]{24,90}',
    accepts: isOpaque,
    examples: [
      'vercel_token = "vci_iUjPUMy7‸vsXIqt6T00GeYbcgRbe"  # rotate in May',
      'VERCEL_TOKEN: "vca_G1Kcepb‸CDjbMoAI7qsVju5avpu7"',
    ],
    counterExamples: [
      'VERCEL_TOKEN=vcr_Qg06JqOAMWjTzO3c5vm',
      'see hivci_mTLy1wIzdRv2UJ6FRpl4Zje9T8Ku for more',
    ],
  }),
  near({
    id: 'vercel-legacy-token',
    title: 'Vercel token of before the prefix',
    label: 'VERCEL',
    names: ['vercel', 'now_token'],
    token: '[A-Za-z0-9]{24}',
    accepts: isMixed,
    examples: [
      '"vercelLegacyToken": "HW0mVOFG‸R4SekdO2s4pRsiNA"',
      '<add key="VERCEL_LEGACY_TOKEN" value="YKPOFEbfBFafxc‸HsxpF8mTLZ" />',
    ],
    counterExamples: [
      "const vercelLegacyToken = 'WEyyJB9w6EdwjaTHZHQGxr';",
      '"vercelLegacyToken": "<vercel-legacy-token>"',
      'checksum: KsAxVxTmNjJ1KsqcjqScIo2l',
    ],
  }),
  prefixed({
    id: 'netlify-token',
    title: 'Netlify personal access token',
    label: 'NETLIFY',
    keywords: ['nfp_', 'nfc_', 'nfo_', 'nfu_'],
    token: 'nf[pcou]_[A-Za-z0-9]{36}',
    examples: [
      'curl -H "Authorization: Bearer nfu_tbCy0aahVlIxWoyDYefX‸AYBEvsDqqm37bY2c" https://api.netlify.com/api/v1/sites',
      'netlify_token := "nfc_h2M8rHOWIaQDnb15xf‸mljunJUJqKLpAIWVKO"',
    ],
    counterExamples: [
      '"netlifyToken": "nfo_oXaB4IKDbp2iHM6amkhmK8sDpN2eIEb"',
      'id: abcnfu_IqvWALNJXWnzDhs3pt4fUoWpt9rsyZIllF0g',
    ],
  }),
  near({
    id: 'netlify-legacy-token',
    title: 'Netlify token of before the prefix',
    label: 'NETLIFY',
    names: ['netlify'],
    token: '[A-Za-z0-9_-]{43,46}',
    accepts: isMixed,
    examples: [
      'set -gx NETLIFY_LEGACY_TOKEN pL35CdE5gOO0A5yG-rHrQoERMTr5‸GeKhwe9NnLvLPcLa',
      '<add key="NETLIFY_LEGACY_TOKEN" value="3CnFmJu92tHL7h0Gm0Q‸OrwNbskgQ_Ql_Co6LYtDLYIK" />',
    ],
    counterExamples: [
      "const netlifyLegacyToken = 'oD2voMjHJIw0FUNqw4pveyqialQJVs3wM';",
      '"netlifyLegacyToken": "your_netlify_legacy_token_here"',
      'revision i9L7zyDUxR7-O6-d2NEFaWLHO58zQZ3jLjLGS5G9Tccc6I',
    ],
  }),
  prefixed({
    id: 'render-key',
    title: 'Render API key',
    label: 'RENDER',
    keywords: ['rnd_'],
    token: 'rnd_[A-Za-z0-9]{28,36}',
    examples: [
      'curl -H "Authorization: Bearer rnd‸_lWkFUm0QsLK9UTYLjSXfnM1zD5beaMEJC" https://api.render.com/v1/services',
      'set -gx RENDER_KEY rnd‸_2yqBYw0p55SNLlzc49Tl1XbP1XqUEjf',
    ],
    counterExamples: [
      '"renderKey": "rnd_yY3jw1s6qZV1Wg1RdrureprM"',
      '"renderKey": "rnd_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: vrnd_asXhl7cvy81wflDTSRryBk5EOsomD',
    ],
  }),
  nearCredential({
    id: 'railway-token',
    title: 'Railway token',
    label: 'RAILWAY',
    names: ['railway'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      '"railwayToken": "e16d480c-cc9b-0767‸-d917-776615aea34a"',
      'let railwayToken = "98ef877c-8920-d001‸-d5f2-1afd96537904".to_string();',
    ],
    counterExamples: [
      "const railwayToken = '3d346059-9f85-ce5c-24fe-603fdca';",
      '"railwayToken": "your_railway_token_here"',
      'checksum: 8e8c46e5-7127-6dba-5be2-a712df099bf0',
    ],
  }),
  near({
    id: 'koyeb-token',
    title: 'Koyeb API token',
    label: 'KOYEB',
    names: ['koyeb'],
    token: '[a-z0-9]{64}',
    examples: [
      '<add key="KOYEB_TOKEN" value="ebkcwc3phv6dqwqa9jjzcd9p26v4chhlb1mhqd‸e4f6pn0ztlv21kjkovcuqlnpvl" />',
      'koyeb_token: 9aiyl5ftrzcyy7a1eoxd4srkgol‸jx9wnrp4q1qmts6rzew7xpfzow4lx0rte4ccw',
    ],
    counterExamples: [
      '"koyebToken": "y1487zoj4sw7s1qwxkozup2x519g2o5whrkb8q2n9zx3nxaqahtnctd496hps1"',
      'KOYEB_TOKEN=<koyeb-token>',
      '"etag": "4h9dc2065chhzy35n1iwx4b5bzrev2sl0xvfg2dxo0505f3pnlpmwrydsf5oq9x7"',
    ],
  }),
  nearCredential({
    id: 'civo-token',
    title: 'Civo API key',
    label: 'CIVO',
    names: ['civo_', 'civo-', 'civo.', 'civoapi', 'civotoken'],
    token: '[A-Za-z0-9]{50}',
    examples: [
      '"civoToken": "askn81LtjVqSGpIzkh98f‸6Rg1EOOWSJRRsFD5CofBxCDV1Zr5b"',
      'civo_token := "gSf2XW7E2CBhT1TpMKW0nNqf2‸aeMdRbW4SoTWdEh0L8gEIDOzu"',
    ],
    counterExamples: [
      '"civoToken": "NO5fNx8o16ja8RdBH5Z0OPKc9spr2jQQbkmtz7XRpFslG"',
      'CIVO_TOKEN=<civo-token>',
      'checksum: oXgcscJSFJi0hrNZlXN8y3tXwrxn4NozgpOakZMOobszoGLOzI',
    ],
  }),
];
