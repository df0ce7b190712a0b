import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of those who build, test and ship. */
export const CI: readonly SecretRule[] = [
  prefixed({
    id: 'circleci-token',
    title: 'CircleCI token',
    label: 'CIRCLECI',
    keywords: ['CCIPAT_', 'CCIPRJ_'],
    token: 'CCI(?:PAT|PRJ)_[A-Za-z0-9]{18,26}_[A-Fa-f0-9]{40}',
    examples: [
      'set -gx CIRCLECI_TOKEN C‸CIPAT_9rgb5TH1Q8EF28QmWO3S_7121defe0c80903c2b7a2308a0c101c787e41ab2',
      'circleci_token = "C‸CIPRJ_Q4arldsDaeRdNtaqcU_44b1cde86c8740a056123124751e690d5c1c5e08"  # rotate in May',
    ],
    counterExamples: [
      'circleci_token: CCIPRJ_hyiI3M6eg0dGJi6pmQBpoxS_ee8da779f571f64d2cce10930247db0c50b9',
      'CIRCLECI_TOKEN=CCI<your-circleci-token>',
      'see oCCIPAT_zHXf0hckEufSd2WLntsW_e4306ae49677e1ff40db7deeeef7ccbff801b592 for more',
    ],
  }),
  nearCredential({
    id: 'circleci-legacy-token',
    title: 'CircleCI token of before the prefix',
    label: 'CIRCLECI',
    names: ['circleci', 'circle_ci', 'circle_token', 'circle-token', 'circle-ci'],
    token: '[a-f0-9]{40}',
    examples: [
      "curl -H 'Circle-Token: 0877fbdb0c76fdf3a770a‸445c558c8031ea57ed1' https://circleci.com/api/v2/me",
      'val circleciLegacyToken: String = "c7d30eb90e5f3fc6c75bb7fb‸d6f3ef26f15c2cdd"',
    ],
    counterExamples: [
      "const circleciLegacyToken = '534c55902c9e633d2b31d7bde62a723ca77f';",
      'CIRCLECI_LEGACY_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "1a39295d447c1cf6aad5f105c6b5a922f832df5c"',
    ],
  }),
  prefixed({
    id: 'buildkite-api-token',
    title: 'Buildkite API token',
    label: 'BUILDKT',
    keywords: ['bkua_', 'bkaj_', 'bkt_', 'bkpt_', 'bkct_'],
    token: 'bk(?:ua|aj|t|pt|ct)_[A-Za-z0-9]{40,50}',
    examples: [
      'curl -H "Authorization: Bearer bkct_ii6mbfUKqFquO5mqjcm6hNrTM‸N3cbB9ONG91UYqMRmLHP" https://api.buildkite.com/v2/user',
      'val buildkiteApiToken: String = "bkpt_igNLnzQfskcL9uepszRuXfF‸UyElXC9wWu6oNttID3"',
    ],
    counterExamples: [
      '"buildkiteApiToken": "bkt_Z3BGnN3f8I1CdLyfuQrRArzSS8MkmQWLNgWJTe"',
      'id: obkt_7dAjoSOgLQUUKNHBNO5xMOdfau5gOR2axLTqcGjV2D7',
    ],
  }),
  nearCredential({
    id: 'buildkite-agent-token',
    title: 'Buildkite agent token',
    label: 'BUILDKT',
    names: ['buildkite'],
    token: '[a-f0-9]{50}|[a-f0-9]{40}',
    examples: [
      'os.environ["BUILDKITE_AGENT_TOKEN"] = "3b0fe5349b5f7fb009b20e75‸e15de8766e32bbcf"',
      'ENV BUILDKITE_AGENT_TOKEN 42dca354b555b91bb32‸f5a38fe2f606ea1cdc3c91fd15a2b57',
    ],
    counterExamples: [
      '"buildkiteAgentToken": "40568853c5afa727cb5415654f9552fbb8980eb3f33aef1a"',
      'BUILDKITE_AGENT_TOKEN=your_buildkite_agent_token_here',
      'checksum: 638dd402ac442c7ae0a1df3ba71088325918282e',
    ],
  }),
  near({
    id: 'travis-token',
    title: 'Travis CI token',
    label: 'TRAVIS',
    names: ['travis'],
    token: '[A-Za-z0-9_-]{22}',
    accepts: isMixed,
    examples: [
      'request.headers["X-Travis-Token"] = "t62HRPn4EpEhKl‸Ct5tYYXO"',
      '"travisToken": "U9PW-6yNK‸5fK483EY1XJr5"',
    ],
    counterExamples: [
      '"travisToken": "XQ_tzNrj51A7K9lj0Twi"',
      'TRAVIS_TOKEN=change-me',
      'ref = "Gl3IoGvs_HThgIv71Iwkyq"',
    ],
  }),
  near({
    id: 'codecov-token',
    title: 'Codecov token',
    label: 'CODECOV',
    names: ['codecov'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'bash <(curl -s https://codecov.io/bash) -t 122dc531-74c0-d393-9‸998-27c419cf39e3',
      'setx CODECOV_TOKEN 9bfe5771-0275-6a‸25-08c0-ea36c92f8c64',
      '"codecovToken": "98e211a6-147d-‸7fe4-fc54-3acf19a95753"',
    ],
    counterExamples: [
      'codecov/codecov-action@9fceb02d0ae598e95dc970b74767f19372d61af8',
      'CODECOV_TOKEN=00000000-0000-0000-0000-000000000000',
      'codecov_token: d587db4c-5562-b2ed-f355-9d567fcef8',
    ],
  }),
  nearCredential({
    id: 'drone-token',
    title: 'Drone token',
    label: 'DRONE',
    names: ['drone'],
    token: '[A-Za-z0-9]{32}',
    accepts: isOpaque,
    examples: [
      'DRONE_TOKEN=bTkB1aqvMwWKwgikRbQ‸KxsNK8p6ozxCZ',
      "ENV['DRONE_TOKEN'] ||= 'COIMr3yyaykmej‸p4ztOwjjxzMU0WAuxf'",
    ],
    counterExamples: [
      "const droneToken = 'si9wYVl19XmT9YRKNIPmK9j99jIAqz';",
      '# DRONE_TOKEN: your_drone_token_here',
      'checksum: 7UNzwcrJGFM7oSHzGK0xLbvjbBhWplO9',
    ],
  }),
  nearCredential({
    id: 'appveyor-token',
    title: 'AppVeyor API token',
    label: 'APPVEYOR',
    names: ['appveyor'],
    token: '(?:v2\\.)?[a-z0-9]{20}',
    examples: [
      'args: ["--appveyor-token", "8eswxte4f7‸idjpk19g9w"]',
      'private static final String APPVEYOR_TOKEN = "v2.nk3zqb‸07hvfz54lkrpof";',
    ],
    counterExamples: [
      "const appveyorToken = 'v2.tjsjvhee6jmk9gfm9j';",
      '# APPVEYOR_TOKEN: your_appveyor_token_here',
      'revision v2.s6o47f1iglv0idjoz030',
    ],
  }),
  near({
    id: 'bitrise-token',
    title: 'Bitrise access token',
    label: 'BITRISE',
    names: ['bitrise'],
    token: '[A-Za-z0-9_-]{86}',
    accepts: isMixed,
    examples: [
      'set -gx BITRISE_TOKEN N8R0h-qWfBNKf40Eq_oWyDGUkoEQd11vx5zz‸OIhSsluLXDJQqn_7d0FzNuJkSwLUxDClPNqseuA1zmKoTqlO3k',
      'export BITRISE_TOKEN="coVmkFDGlyi9AfO_lxMwSOaA8SlFAPO3sO9K3iv44k3A_nRxSBt8DQwQX‸NuD5d0u0UWhF-py6J_DfmZD_OBD3M"',
    ],
    counterExamples: [
      'BITRISE_TOKEN=raiRQ7MxSNS81LDiUFasR3KXqUmsU9b-PJqeOM4Z3Tsslz16wGmzZxnJHF1FSBnzEUdiQd7iazI3CGEQNQa',
      '"bitriseToken": "change-me"',
      'revision fwga2mu8A7QNtrQrSBbKkKNdXroyePp1SigiH4ErHQre31RJCkpLuYEXQs8ZIjjUsJ34IHSJvVqEF1sgNaMDaV',
    ],
  }),
  near({
    id: 'jenkins-token',
    title: 'Jenkins API token',
    label: 'JENKINS',
    names: ['jenkins'],
    token: '11[a-f0-9]{32}',
    examples: [
      'JENKINS_TOKEN: "11129666c756e42a9‸f1e4a980e1cbac812"',
      'jenkins_token = "11b7c358e65‸7509e3da7b90163541da64f"  # rotate in May',
    ],
    counterExamples: [
      'jenkins_token: 115aafaaf8c2b86de9182920c96e325',
      '# JENKINS_TOKEN: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "11810553ff2bd39219cefc3238569b1ce0"',
    ],
  }),
  prefixed({
    id: 'teamcity-token',
    title: 'TeamCity access token',
    label: 'TEAMCITY',
    keywords: ['eyJ0eXAiOiAiVENWMiJ9.'],
    token: 'eyJ0eXAiOiAiVENWMiJ9\\.[A-Za-z0-9_-]{36}\\.[A-Za-z0-9_-]{48}',
    examples: [
      'ENV TEAMCITY_TOKEN eyJ0e‸XAiOiAiVENWMiJ9.yM6yZjKie60V5GnOo9Oy6HgXu64kQ_LdIDqq.qP8ZrashzMevFlnUF-I5rD8yuUnLF1mFCkkztQRdhh8X_0_9',
      'teamcity_token: eyJ0eXAiOiAiV‸ENWMiJ9.5cm9jON4N0qF4i9x393v550PmXacKPwEgycW._4mZH-BQj4fjSfMnuOR8_D-3ehWbUl2SurY91S1ee-S-ZT22',
    ],
    counterExamples: [
      'teamcity_token: eyJ0eXAiOiAiVENWMiJ9.-ya5xE9bOV4Kl8M3z_QMPh5hYOUjdNWPj04Z.J-CB6gBBkeduOeeaOy3FjZZzCA80jc_MWS_rUiuXYlSlU',
      '"teamcityToken": "eyJ0eXAiOiAiVENWMiJ9.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: oeyJ0eXAiOiAiVENWMiJ9.GPGGXgA-0u5EvEpRTUw3tsm3S7AVpDo8D8Xc.9y8BX6F-qnPJwRXub89OwNCu9kvcV7aP6EAVWzqQtM8-C7O4',
    ],
  }),
  prefixed({
    id: 'octopus-key',
    title: 'Octopus Deploy API key',
    label: 'OCTOPUS',
    keywords: ['API-'],
    token: 'API-[A-Z0-9]{25,32}',
    accepts: isOpaque,
    examples: [
      'octo push --apiKey A‸PI-9JNA0D49FT35RGYMATV5RT12FSOU',
      'let octopusKey = "AP‸I-QPH2N9S00FDPZNXMALMTKDDBDMMRJ".to_string();',
    ],
    counterExamples: [
      '"octopusKey": "API-20G28OFQCL72UOEN2H9QU"',
      'OCTOPUS_KEY=API-<your-octopus-key>',
      'see vAPI-9VICZEZLX76ZDAIY70WXJ8ZGSBLB for more',
    ],
  }),
  prefixed({
    id: 'harness-token',
    title: 'Harness access token',
    label: 'HARNESS',
    keywords: ['pat.', 'sat.'],
    token: '[ps]at\\.[A-Za-z0-9_-]{22}\\.[a-f0-9]{24}\\.[A-Za-z0-9]{20}',
    examples: [
      'harness_token := "sat.YhFyqdON86XbJ0PKx40zrf.999771d51adaace08a1f‸c6c5.WvjG9cMUsKIguBotrByw"',
      "ENV['HARNESS_TOKEN'] ||= 'sat.C-DWl8RuAfqW5khqHIc1zc.b1‸e30597a47ea4eab6ecc6b4.ASHlPyiSUp8VkmKlQKS5'",
    ],
    counterExamples: [
      "const harnessToken = 'sat.p8NRlC8b-v1ho_zEUR6oXn.87b40115ed5c0a9039e6b7cd.nBgOsOJBEB71tN6ng';",
      '"harnessToken": "pat.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see opat.amgoVlmrhXv8mlBNxyuYrJ.33e705b2c902ad8b4a7d21b5.DwQK2OKqVpL5iyjCTN03 for more',
    ],
  }),
  prefixed({
    id: 'chromatic-token',
    title: 'Chromatic project token',
    label: 'CHROMAT',
    keywords: ['chpt_'],
    token: 'chpt_[a-z0-9]{12,18}',
    examples: [
      "const chromaticToken = 'chpt‸_z0hyzdl2as517';",
      'headers = {"Authorization": "Bearer chpt‸_4xqblw90qzwo"}',
    ],
    counterExamples: [
      '"chromaticToken": "chpt_4kgdaeido"',
      '# set CHROMATIC_TOKEN to chpt_REDACTED',
      'machpt_eb63qku2iibur8v2z',
    ],
  }),
  nearCredential({
    id: 'browserstack-key',
    title: 'BrowserStack access key',
    label: 'BRWSRSTK',
    names: ['browserstack', 'browser_stack'],
    token: '[A-Za-z0-9]{20}',
    examples: [
      'args: ["--browserstack-key", "pGnW0XY2‸lqJGLJV7pTtW"]',
      '"browserstackKey": "gAClocJV7TDHr‸D0GMDc7"',
    ],
    counterExamples: [
      'BROWSERSTACK_KEY=oUtAkGAFHeVtSM29',
      '"browserstackKey": "your_browserstack_key_here"',
      'ref = "gCgj9DtE4fOjqhafyYsY"',
    ],
  }),
  nearCredential({
    id: 'saucelabs-key',
    title: 'Sauce Labs access key',
    label: 'SAUCE',
    names: ['saucelabs', 'sauce_access', 'sauce-access', 'sauceaccess', 'sauce_labs'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      "const sauceAccessKey = '4a4694b7-0660-23‸f0-d7c9-518ce33f86bd';",
      'set -gx SAUCE_ACCESS_KEY 9b1d3495-e225-f8a1-‸ee56-2cc7ecc3ae2a',
    ],
    counterExamples: [
      'sauce_access_key: 8d74f936-5fcb-ef18-8740-6465cec',
      '# SAUCE_ACCESS_KEY: <sauce-access-key>',
      'ref = "7129e74f-c552-1881-925f-41aa604be9ff"',
    ],
  }),
  near({
    id: 'lambdatest-key',
    title: 'LambdaTest access key',
    label: 'LAMBDAT',
    names: ['lambdatest', 'lambda_test', 'lt_access', 'lt_username'],
    token: '(?:LT_)?[A-Za-z0-9]{50}',
    accepts: isMixed,
    examples: [
      'login --lambdatest-key LT_AFsKSsyXeoRDDvhrPiXgroCtqp0sG‸T9Q3ocXXEPAIOUitCAkGj',
      '"lambdatestKey": "6j45CqGbiRf2kjE0‸tGjssQKsvAG3ON0fs3V41l5mJ1MkzbvcpO"',
    ],
    counterExamples: [
      'lambdatest_key: LT_Ylo3CxhSP5IeSkLKoJtRYzZGnsa0nY61egVnqe7CE09kH',
      '"lambdatestKey": "<lambdatest-key>"',
      'checksum: LT_zXkcPD7TMG7vNd3It00shRef2ScgCgnPRN1w60Jpcs76wtdifK',
    ],
  }),
];
