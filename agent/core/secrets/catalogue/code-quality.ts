import type { SecretRule } from '../rule.ts';
import { isMixed } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of those who read and search code. */
export const CODE_QUALITY: readonly SecretRule[] = [
  prefixed({
    id: 'sonarqube-token',
    title: 'SonarQube token',
    label: 'SONAR',
    keywords: ['sqp_', 'squ_', 'sqa_', 'sqb_', 'sqc_'],
    token: 'sq[puabc]_[a-f0-9]{40}',
    examples: [
      'mvn sonar:sonar -Dsonar.token=sqa_355d2cebe6de0f3f79c1bb01‸1ae6b92cea782e6d',
      "ENV['SONARQUBE_TOKEN'] ||= 'sqb_d689043e6c69b1b72‸c0617e40dd7ac38d3311d9f'",
    ],
    counterExamples: [
      'sonarqube_token: sqc_147064b181540fffefd85fc5c40c396315',
      'hisqp_ebbfdd493cdffcfee735172fbc13cc9e82f07eca',
    ],
  }),
  nearCredential({
    id: 'sonarcloud-token',
    title: 'SonarCloud token',
    label: 'SONAR',
    names: ['sonar'],
    token: '[a-f0-9]{40}',
    examples: [
      'sonarcloud_token = "793f0b14411766eba‸fae4d5dc7e4b84f1f9c7555"  # rotate in May',
      "const sonarcloudToken = 'e02308d1c638266ab‸ecc093cadda09597c52c02d';",
    ],
    counterExamples: [
      'sonarcloud_token: dc032d8abfcef000ccb6dc08bf1e0dcfbb64',
      'SONARCLOUD_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: 5b02e9fbbf14ed02ceca81f896f3dda4025f4067',
    ],
  }),
  nearCredential({
    id: 'snyk-token',
    title: 'Snyk API token',
    label: 'SNYK',
    names: ['snyk'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'snyk_token := "1ed63786-5b90-0f‸c5-5203-355b101bccff"',
      "const snykToken = '157301b7-0e2b-9e‸2c-af59-81f2a7943b56';",
    ],
    counterExamples: [
      '"snykToken": "94e629df-f09b-5d5d-792e-4f565444e"',
      'SNYK_TOKEN=change-me',
      'checksum: ec140514-537d-d02a-e227-7171bad2df77',
    ],
  }),
  prefixed({
    id: 'snyk-access-token',
    title: 'Snyk personal or service access token',
    label: 'SNYK',
    keywords: ['snyk_uat.', 'snyk_sat.'],
    token: 'snyk_[us]at\\.[a-f0-9]{8}\\.[A-Za-z0-9_-]{60,600}(?:\\.[A-Za-z0-9_-]{40,100}){0,2}',
    examples: [
      'snyk_access_token: sn‸yk_uat.bfc07d3a.9e7Yzc4DLvft8ug_F7kRYyBT8uEjjEP8vDrwWi8uyW2vmUpQUYr8ScIb5A3C',
      'private static final String SNYK_ACCESS_TOKEN = "sn‸yk_sat.3abf8aab.GnFEGoDetMauQRp4bjHHyqG8STY0Ajn7OEZmLUjj9-PmF61Pcy775zPpe5T6";',
    ],
    counterExamples: [
      "const snykAccessToken = 'snyk_sat.80a87443.-UoR2FEzKT4MngGBvfAKs3OrPGQAJA4t1cxFO4qVOSLd3XV1wVpq_j';",
      'SNYK_ACCESS_TOKEN=snyk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'masnyk_sat.374f17d6.nKzR9g-iZhrdc3rdONz1iHRAAM1jyPxs9OU0NjwxXnxsDjmHoFCKwDya7d0Q',
    ],
  }),
  near({
    id: 'codeclimate-token',
    title: 'Code Climate reporter id or token',
    label: 'CODECLIM',
    names: ['codeclimate', 'code_climate', 'cc_test_reporter'],
    token: '[a-f0-9]{64}',
    examples: [
      'CC_TEST_REPORTER_ID: "dedb602bb922aaa4ce92c‸9985fd49d9c0d65943a1b987a24db88a50394ef97b8"',
      "ENV['CC_TEST_REPORTER_ID'] ||= '94cb647f44751b569f5dd4ed7‸b75cd691569490f8f66adc6cd20bae5f6ee89cd'",
    ],
    counterExamples: [
      '"ccTestReporterId": "fb08483a46ac263d52d077907d3c23e3cc4908c6f86a3d928096a7f4f0ec45"',
      '"ccTestReporterId": "your_cc_test_reporter_id_here"',
      'checksum: 03a18187617c6eeda48c024b995080d1d564881e66bdf84b7fade2376b84cf32',
    ],
  }),
  nearCredential({
    id: 'coveralls-token',
    title: 'Coveralls repository token',
    label: 'COVERALL',
    names: ['coveralls'],
    token: '[A-Za-z0-9]{32,37}',
    examples: [
      'COVERALLS_REPO_TOKEN=Yu2IXdYnimB‸5cdmhl3eN9AKCatPOQDzte',
      'private static final String COVERALLS_TOKEN = "pLc1SE82aOnGAhY‸jH6eeT5sXNras6qBH";',
    ],
    counterExamples: [
      '"coverallsToken": "y73kSwUFOXKerZ4IYw1exA0"',
      '"coverallsToken": "change-me"',
      'ref = "6U4SbBtECJmwzAxuX0fuL1fqmHt4UKbXIzS"',
    ],
  }),
  nearCredential({
    id: 'codacy-token',
    title: 'Codacy token',
    label: 'CODACY',
    names: ['codacy'],
    token: '[a-f0-9]{32}|[A-Za-z0-9]{20}',
    examples: [
      'export CODACY_TOKEN="7rYMnPMS72OXg‸MtFMSao"',
      'let codacyToken = "b9c77c22548‸b22a6f12d378b0298808b".to_string();',
    ],
    counterExamples: [
      'codacy_token: c27b0dee0f153a30a9b6a69e9ff58e',
      'CODACY_TOKEN=change-me',
      'revision 397cfa8f441551585036f3383bf7e62a',
    ],
  }),
  nearCredential({
    id: 'gitguardian-key',
    title: 'GitGuardian API key',
    label: 'GITGUARD',
    names: ['gitguardian', 'git_guardian', 'ggshield'],
    token: '[A-Fa-f0-9]{64}|[A-Za-z0-9]{71}',
    examples: [
      "  gitguardianKey: process.env.GITGUARDIAN_KEY ?? 'HUcWSG1KKXmUjGySsVuYBdW4yNtbQnCfQo4‸BdaXlCQNIuLmOR4q6p1aSdwnjOCYTI8DviwR',",
      'login --gitguardian-key XpEvg4Hw3N7ptw39jTiTADENt0JKUfWdlMRl3cLT‸y8W9iSOO5o5X6a2AOA65jtOigOMt1I7',
    ],
    counterExamples: [
      'gitguardian_key: m3BcCl8Ex9F9LQVtIuxvhQJQJvMHrcDKoddN9zWeRQ3CHbnCl7Gd1h7kEyEtjvbgLQ',
      'GITGUARDIAN_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision LE1vOqlWqHJkl2IqI21sLTAvDSwiwxkWvSZyhDiZ2usJzPxCyRo53vsU5jy28s39ylgCVDW',
    ],
  }),
  nearCredential({
    id: 'semgrep-token',
    title: 'Semgrep app token',
    label: 'SEMGREP',
    names: ['semgrep'],
    token: '[a-f0-9]{64}',
    examples: [
      'args: ["--semgrep-token", "33174a25bc91f3267f2c2b2cc034d33de852f86‸fa0dd72ff6c6bf4a3fb654696"]',
      "const semgrepToken = '345f7b83d9333f20eb1605291d664dee7c‸7d3d23c1f162e4fcb14a9051c0bbb8';",
    ],
    counterExamples: [
      'semgrep_token: caa7f8cf210049a78120fd1661bf96a6a9ad1f6bc0744d143a504c15ae41',
      '# SEMGREP_TOKEN: your_semgrep_token_here',
      'checksum: b011f032bf7aefaf86f28074c2bcb055ee3124b493545b76ae6896d9038c6b49',
    ],
  }),
  prefixed({
    id: 'mergify-key',
    title: 'Mergify application key',
    label: 'MERGIFY',
    keywords: ['mka_'],
    token: 'mka_[A-Za-z0-9_-]{40,80}',
    examples: [
      "define('MERGIFY_KEY', 'mka‸_v9l0GGey9uimJPTLZ8MLJQNRHqVJZEC_XglUSnu1hx-F');",
      '{"name": "MERGIFY_KEY", "value": "mk‸a_OoxjT8W6xuNYJdLHWZrnjntp4PUUvLQP_IA3CbwssjKwH"}',
    ],
    counterExamples: [
      'mergify_key: mka_PzCD4ykl9noLAiCKzmPNZ8Lkkq2lqZCjmCvuM',
      '# set MERGIFY_KEY to mka_REDACTED',
      'abcmka_8-cLpuXiuvrTe3qXMrqdNEC0W2wutF4ZamHWfsEiRH',
    ],
  }),
  nearCredential({
    id: 'percy-token',
    title: 'Percy token',
    label: 'PERCY',
    names: ['percy'],
    token: '(?:web_|app_|auto_|ss_)?[a-f0-9]{64}',
    examples: [
      '<add key="PERCY_TOKEN" value="web_25d783a48fd6dad727bf5d0‸1abae55f9ad8471c839e6cbb8df38af1635f44e35" />',
      "define('PERCY_TOKEN', 'web_896d4ac7cf516834d420bb493bb4e83‸0de7c7b397b9ce427addedd4fc84253ca');",
    ],
    counterExamples: [
      '"percyToken": "app_652dd6d61cfefb30c8281419bd4a74fa7e3489484211ee4c614a470e2ad6"',
      'PERCY_TOKEN=change-me',
      'ref = "7e017af57ac4f209035e16619ccdf5428d577304dfc8d6f88fc1aa15918cb9cb"',
    ],
  }),
  near({
    id: 'applitools-key',
    title: 'Applitools API key',
    label: 'APPLITLS',
    names: ['applitools'],
    token: '[A-Za-z0-9]{46,48}(?:110)?',
    accepts: isMixed,
    examples: [
      'set -gx APPLITOOLS_KEY aBrWTUwafLR1EZwVXGjnpA5DmlqV‸6R8qM2wPeObIqzdr5x6C110',
      'APPLITOOLS_KEY=O7mHFMpXkSuD4KdPHLHSxAh‸vvl2zn76TqVaQ8yBjCT4o4IH110',
    ],
    counterExamples: [
      'applitools_key: hl6lkCYptkCpAQA0gg6Ewqrg99VdUtX3wTEzMj',
      '"applitoolsKey": "your_applitools_key_here"',
      'revision vL8faeXiNTZy3HJUTD7xAJV1VE8C0sU6L46TJMK4fPEfh4',
    ],
  }),
  near({
    id: 'launchable-token',
    title: 'Launchable token',
    label: 'LAUNCHBL',
    names: ['launchable'],
    token: 'v1:[A-Za-z0-9_-]{1,40}/[A-Za-z0-9_-]{1,40}:[a-f0-9]{40}',
    examples: [
      "const launchableToken = 'v‸1:q7r/Q:9d08a6e7665c9371124bd1e72d7db8e2cd98f690';",
      '"launchableToken": "v1‸:XqidW/qRPH:35a2e2f9daac8bb05918944c7749e1e591d35ec7"',
    ],
    counterExamples: [
      "const launchableToken = 'v1:QRF/EDTgT:b47360999a74dff8542d0fd8b79e3';",
      '# LAUNCHABLE_TOKEN: your_launchable_token_here',
      '"etag": "v1:H4hOw/sUl:2749358ef4f7a9df8919c51676c57b074280c4a7"',
    ],
  }),
  nearCredential({
    id: 'sourcegraph-legacy-token',
    title: 'Sourcegraph access token of before the prefix',
    label: 'SRCGRAPH',
    names: ['sourcegraph', 'src_access_token'],
    token: '[a-f0-9]{40}',
    examples: [
      'SOURCEGRAPH_LEGACY_TOKEN: "8aaf1c3754c190f967‸7046c80900d4efc1aa2051"',
      'sourcegraph_legacy_token: d12474ae43e2409067ef‸72dd0b105f7f25aaed90',
    ],
    counterExamples: [
      "const sourcegraphLegacyToken = 'a49629dc8ad61ed84acc4ea055b171586f1';",
      '# SOURCEGRAPH_LEGACY_TOKEN: <sourcegraph-legacy-token>',
      'revision 26a132f8fd02c4681bce38cbd83e2e9d86601ebf',
    ],
  }),
  prefixed({
    id: 'sourcegraph-token',
    title: 'Sourcegraph access token',
    label: 'SRCGRAPH',
    keywords: ['sgp_', 'slk_', 'sgd_'],
    token: 'sgp_(?:(?:[a-f0-9]{16}|local)_)?[a-f0-9]{40}|slk_[a-f0-9]{64}|sgd_[a-f0-9]{64}',
    examples: [
      'private static final String SOURCEGRAPH_TOKEN = "sg‸p_ddc03f8a1dd4d81c_e8eb227d7df4b9dc1a50bf0cdff3284442d98933";',
      'os.environ["SOURCEGRAPH_TOKEN"] = "sg‸p_834a4dcbbd876e23aecc0413b116b1a7e1d06234"',
    ],
    counterExamples: [
      'SOURCEGRAPH_TOKEN=sgd_e11b5d12dc98c83510ab991ced2f5a1939c303105a7b039b6b1d2ee94bb6d',
      'SOURCEGRAPH_TOKEN=sgp_<your-sourcegraph-token>',
      'id: vslk_60a9a2059f09480cf1bac0fed5af64a925119906e43308132a5a3c5e5d2aa3a4',
    ],
  }),
];
