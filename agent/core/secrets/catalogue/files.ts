import type { SecretRule } from '../rule.ts';
import { isMixed } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of what keeps and sends files. */
export const FILES: readonly SecretRule[] = [
  prefixed({
    id: 'dropbox-short-lived-token',
    title: 'Dropbox short-lived access token',
    label: 'DROPBOX',
    keywords: ['sl.'],
    token: 'sl\\.(?:u\\.)?[A-Za-z0-9_=-]{130,1400}',
    examples: [
      'curl -H "Authorization: Bearer sl‸.u.lNZz82oWPaOykj6tZJBX8Y0wdcLP-ei6lv18eD0lChoXWtFqGquZIlvBjpfjTHmOUa-XEanYrYIyvRLDJAoD7eQmCT6aMrQoP1Qsy2fWmR2i-EfPe04k46ZvGtvoYbpq7c" https://api.dropboxapi.com/2/users/get_current_account',
      "  dropboxShortLivedToken: process.env.DROPBOX_SHORT_LIVED_TOKEN ?? 's‸l.98P8s05MkPn3bF1qUpGMMD84ABHO8wslr4BZzomGD3rbqhF0R5Ea_dW3fQcnAZHioou7=-npXd=4RX4y07cdNpOZQ==UxLyibJvoSJVZJmJAm0qEVKU_pfQyLep8=sJ4ii',",
    ],
    counterExamples: [
      '"dropboxShortLivedToken": "sl.KLZPYZg80wVkExMNuaGv8jaW2p6nFZ6PkCcBsc3UZ2ocCeV5xVsPSJ3vzHHlyd74OUYAqLRC4fZ07h4cC=x1VOOFY95V2vtK6cX1N5M_vX0-zgq23Q0EkHNAqMQLx"',
      'DROPBOX_SHORT_LIVED_TOKEN=sl....',
      're_sl.7-Q3NrVd7tk0OfbLkhFm4UoBrORAcC_GmtdCoWSfx=j3wbOjUWMaw_R6FqLU5Ct9-InPNFLktS8vDiU=IZ9nlkmUi1wWlKVfSttLo2qdz49fWpXeytPefvuvZSTthjlNSu',
    ],
  }),
  near({
    id: 'dropbox-token',
    title: 'Dropbox long-lived token',
    label: 'DROPBOX',
    names: ['dropbox'],
    token: '[A-Za-z0-9]{11}AAAAAAAAAA[A-Za-z0-9_=-]{43}|[A-Za-z0-9_-]{64}',
    accepts: isMixed,
    examples: [
      'setx DROPBOX_TOKEN mw7TON2LmQbAAAAAAAAAA0aA2w1UmZ4hB7tuo‸uVPYMzPYNWwExv=CLC0zZMQotOr',
      '{"name": "DROPBOX_TOKEN", "value": "KyJHasrIqfuAAAAAAAAAAKrCDQl2m5ymQ‸arwTIMtCb712OIzOI3RWeRg=eiMHtDu"}',
    ],
    counterExamples: [
      'DROPBOX_TOKEN=xVvSQZzI4HiAAAAAAAAAAilIkD3T4uD1u_Hd9Y1-WuRcqo8nI_KhlSQnaKa',
      '"dropboxToken": "change-me"',
      'ref = "VA58NlTZ1o0co0JOl-ps6-csiCyUmdskKIuIRBIxFFFKOPw61GRCHP2fS4g4k3aT"',
    ],
  }),
  nearCredential({
    id: 'dropbox-app-secret',
    title: 'Dropbox app secret',
    label: 'DROPBOXS',
    names: ['dropbox'],
    token: '[a-z0-9]{15}',
    examples: [
      'private static final String DROPBOX_APP_SECRET = "o6e0d1‸ec24nn218";',
      'os.environ["DROPBOX_APP_SECRET"] = "6yc4r‸tb5osq35rm"',
    ],
    counterExamples: [
      'DROPBOX_APP_SECRET=054b3robuzn',
      '"dropboxAppSecret": "your_dropbox_app_secret_here"',
      'ref = "ykxpit1zhltinnv"',
    ],
  }),
  near({
    id: 'box-secret',
    title: 'Box client secret or token',
    label: 'BOX',
    names: ['box_client', 'box_api', 'box_dev', 'boxapp', 'box.com', 'box_access', 'box_secret', 'boxclient'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'box_client_secret = "ubQSx45ZIWoMjAp6T‸SHkoJiIPfPxeAw7"  # rotate in May',
      "ENV['BOX_CLIENT_SECRET'] ||= 'rpKtWki0fNQVQ8A‸3rJY9yWkBVKycx4yq'",
    ],
    counterExamples: [
      '"boxClientSecret": "OQ7OgrkgQy1lgUDrbKF77oSkx8fRmu"',
      '"boxClientSecret": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      '"etag": "vV3GO2L72HaZoMLxgGm4Ljdbf1eUhuer"',
    ],
  }),
  prefixed({
    id: 'adobe-client-secret',
    title: 'Adobe client secret',
    label: 'ADOBE',
    keywords: ['p8e-'],
    token: 'p8e-[A-Za-z0-9_-]{32}',
    examples: [
      "client = AdobeClient('p‸8e-TM-q0P4K01fFS6IeVeHzvpIWJ8XB01wq')",
      "const adobeClientSecret = 'p8e‸-20p11pNVlqkfWZKB56xxZ8jgDHnisXPH';",
    ],
    counterExamples: [
      'ADOBE_CLIENT_SECRET=p8e-EuSgce4ZZ4ncv5g2D3ilRO2T7W',
      'ADOBE_CLIENT_SECRET=p8e-<your-adobe-client-secret>',
      'id: abcp8e-B3somDKUrzcMNMYTDgQLhb7KJCKIS1Mg',
    ],
  }),
  near({
    id: 'filestack-key',
    title: 'Filestack API key',
    label: 'FILESTCK',
    names: ['filestack', 'filepicker'],
    token: 'A[A-Za-z0-9]{21}',
    accepts: isMixed,
    examples: [
      "define('FILESTACK_KEY', 'Agw751eAmOQwO‸BWej94qmt');",
      'ENV FILESTACK_KEY A9MWcnVx5LV‸vcqLJQCdJd5',
    ],
    counterExamples: [
      'filestack_key: A7efCJemShv80MFuC',
      'FILESTACK_KEY=your_filestack_key_here',
      'checksum: ARpOmep9NcSdP0JsTghI0J',
    ],
  }),
  nearCredential({
    id: 'transloadit-secret',
    title: 'Transloadit auth secret',
    label: 'TRANSLDT',
    names: ['transloadit'],
    token: '[a-f0-9]{32}|[a-f0-9]{40}',
    examples: [
      "define('TRANSLOADIT_SECRET', '2b112b8492ef8e9d558b58‸d8134697ae0e7a6bf1');",
      'transloadit_secret := "7e3b3618fe054‸60eca72e14bf263b015"',
    ],
    counterExamples: [
      'TRANSLOADIT_SECRET=fa173d4dfa5c4dabf9ff8c561ae90c54815',
      '"transloaditSecret": "<transloadit-secret>"',
      '"etag": "d0f5e016d7d48fca84332dc20f3664c8"',
    ],
  }),
  nearCredential({
    id: 'pinata-secret',
    title: 'Pinata API secret',
    label: 'PINATA',
    names: ['pinata'],
    token: '[a-f0-9]{64}',
    examples: [
      'args: ["--pinata-secret", "0946d4f9c2da5c1a5fac70d379fe3ddfc6f947d5e3‸5d0098249857a647ed12eb"]',
      'set -gx PINATA_SECRET 01cb2fd86ceb13c1c16bdfba8546f5736f0‸ea53b8c91f10643212b0758c3fe8a',
    ],
    counterExamples: [
      '"pinataSecret": "0fea68bcf44fd98c70b255d28dafcda0426fe4019f44133598a7e8adbae9e"',
      '# PINATA_SECRET: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "a75e04f565dc07fd80f400162960cb0fca962d8de5911418ab22a8a97977857a"',
    ],
  }),
  near({
    id: 'storj-grant',
    title: 'Storj access grant',
    label: 'STORJ',
    names: ['storj', 'uplink_access'],
    token: '1[A-HJ-NP-Za-km-z1-9]{180,420}',
    accepts: isMixed,
    examples: [
      '{"name": "STORJ_GRANT", "value": "1tydzkL5zYK4aKqJpsv1h4rr7cneXQ7RDwvRh6uC95SvzGQ3rCDoy4TpcVjXkegkciPuox98W5J2qXaFuyxKs4rn4LhbPek122bWgWiCU‸xxHWamvDhGxJzcQ5khknSnbqFqHCQfwU3bF2fCMBmTUdAVuukfXbAL9BLxBKGpxKLNJ653hKuum4wU"}',
      'STORJ_GRANT=1o3AzNXucWToxSugBbLTij61JbMwQSZVWGYUy7cPBzyLkqAxTWdHhyEbNdnmG5r‸6V9CkYvaTPPYNrdc1m4SUA9DtvTQv1Z2z6XaCRDgy3CDx4ahrTjEnZ1xCpxGommPXFZxjQN6gP9ugVn1vaArGGnfszHg6pMvXmc8Bydhqk4qxmdWNhDjrZ6Yqo9',
    ],
    counterExamples: [
      '"storjGrant": "18nLnJz23smHSiVZkyrFDpBnndbLS5URNTRQoW77Y429h5eRmwrRkfaNyMDTaiS3TMbuNXUYzmzwK5BDNv9dj22WnRAaLYtrFpcrxBEV4Mz9wBKmRff1eEFLoR6sq1cwN6sVRSTVXNWZJm6LjZfGwAUGecBG5YdqkykQvetLQc2Mu9osi"',
      '"storjGrant": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'checksum: 1eyDDH1Z635hTzajpejx1NKrVMLJmJ31FwravT1ED7HmFB3hfgakdkaySKriGoKB8LtZ3rcNCdUzzvB6BgLgo6LxqLCovmBagjhSpr7cAydGDxVJ87AECamoKR1gAUXzjADobbfieBYk7viFBTphLuHK79Tv6JjcVRq4xXaQQZtDjUdFr91oV',
    ],
  }),
  nearCredential({
    id: 'vimeo-token',
    title: 'Vimeo access token',
    label: 'VIMEO',
    names: ['vimeo'],
    token: '[a-f0-9]{32}',
    examples: [
      'vimeo_token = "a22b0a9fd0c1b7badf8f8‸c0940b1d847"  # rotate in May',
      'export VIMEO_TOKEN="3e7d4ec3ed919‸d7a3c651222d58f7461"',
    ],
    counterExamples: [
      '"vimeoToken": "7cb272c877d3c93218e9cceb06da7"',
      '# VIMEO_TOKEN: your_vimeo_token_here',
      'ref = "6a4f80bd2eae99993f25b952f2521501"',
    ],
  }),
  nearCredential({
    id: 'wistia-token',
    title: 'Wistia API token',
    label: 'WISTIA',
    names: ['wistia'],
    token: '[a-f0-9]{64}',
    examples: [
      'ENV WISTIA_TOKEN ff760687fc8e96f3b2153372da1cc1ef7bb‸da5e4105ca2af1e6dedf171a4654f',
      'args: ["--wistia-token", "36a3cc936ccf5fa3655040c6‸6ba5893e27f4e393810a2bad3dfe60074c5d3544"]',
    ],
    counterExamples: [
      'WISTIA_TOKEN=2dfa66c7f18d44e2f476475e28956522ac2230b08a054da647decca8ca30f5',
      'WISTIA_TOKEN=your_wistia_token_here',
      '"etag": "d5cb70334d774390a1754d9ba8a1ac914b2fcaf42f08af3db74286a2a9dae30e"',
    ],
  }),
  near({
    id: 'heygen-key',
    title: 'HeyGen or D-ID API key',
    label: 'HEYGEN',
    names: ['heygen', 'd-id.com', 'did_api'],
    token: '[A-Za-z0-9+/]{40,64}={1,2}',
    accepts: isMixed,
    examples: [
      'heygen_key: 1HvbrcwmNsDnQcZThyyeK‸yL6BE5uK/cbocMeelJee3=',
      'heygen_key := "4S63WgVTqGU1FPMbPF6m‸0CdtHspfMVo/us/S4oLdDR=="',
    ],
    counterExamples: [
      'heygen_key: ex670rvMmk31PyEcdL7UlazyTnCx23Zo98tw',
      'HEYGEN_KEY=change-me',
      'ref = "FOJcSFXR39bF5HCTiLoy7QJQ9cDa9J/jMJeBnSVGbXG=="',
    ],
  }),
];
