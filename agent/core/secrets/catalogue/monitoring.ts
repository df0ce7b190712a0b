import type { SecretRule } from '../rule.ts';
import { isOpaque } from './randomness.ts';
import { prefixed } from './shape.ts';

/** Keys of services that watch: the ones that tell themselves. */
export const MONITORING: readonly SecretRule[] = [
  prefixed({
    id: 'newrelic-user-key',
    title: 'New Relic user key',
    label: 'NEWRELIC',
    keywords: ['NRAK-'],
    token: 'NRAK-[A-Z0-9]{27}',
    accepts: isOpaque,
    examples: [
      'val newrelicUserKey: String = "N‸RAK-R5QRWGRV2GFH3KO6Q7XCEH11SJK"',
      'ENV NEWRELIC_USER_KEY NRA‸K-RA8UB6PGYN0OJZBHTSIDO3DE7MX',
    ],
    counterExamples: [
      'NEWRELIC_USER_KEY=NRAK-E2D1DQ15CZPBJWG3GY8SP',
      '"newrelicUserKey": "NRAK-<your-newrelic-user-key>"',
      'id: abcNRAK-WZIM9ZYHHUQ3O2WHYBA2422PAMJ',
    ],
  }),
  prefixed({
    id: 'newrelic-admin-key',
    title: 'New Relic admin or query key',
    label: 'NEWRELIC',
    keywords: ['NRAA-', 'NRIQ-', 'NRRA-'],
    token: 'NR(?:AA|IQ|RA)-[A-Za-z0-9_-]{27,42}',
    examples: [
      'setx NEWRELIC_ADMIN_KEY NRAA-bLn08‸WZfNIuBclapnSsUKoz1lkS',
      'login --newrelic-admin-key NRAA-CAYrouBky3m3-9x‸a11bBfZhnbzo9x',
    ],
    counterExamples: [
      "const newrelicAdminKey = 'NRRA-G-2q1cUfAEBDh4LWcPa9Hz2';",
      're_NRRA-J-pdmZX7e7wSqKytthKx_2YL04s0dxx3',
    ],
  }),
  prefixed({
    id: 'newrelic-insert-key',
    title: 'New Relic insights insert key',
    label: 'NEWRELIC',
    keywords: ['NRII-'],
    token: 'NRII-[A-Za-z0-9_-]{32}',
    examples: [
      '"newrelicInsertKey": "NR‸II-C8G2LHN3AiEm0ej8wB2pQqZv8VAs-CbS"',
      'request.headers["X-Newrelic-Insert-Key"] = "NR‸II-bgLPxdbonCGMpFq3_FOKc2zJOW0DT8vC"',
    ],
    counterExamples: [
      '"newrelicInsertKey": "NRII-FKh3AQaPaU65AavGQvJ2tBWb7QLse"',
      '# set NEWRELIC_INSERT_KEY to NRII-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see oNRII-BbXtRUiMSrQQmQfUfkxJMne15wWoVFAB for more',
    ],
  }),
  prefixed({
    id: 'newrelic-license-key',
    title: 'New Relic license key',
    label: 'NRLIC',
    keywords: ['NRAL'],
    token: '(?:eu01xx)?[a-f0-9]{30,36}(?:FFFF)?NRAL',
    examples: [
      'NEWRELIC_LICENSE_KEY=eu01xx33bcabda6c1ac6e906e486261‸675b41fbbbFFFFNRAL',
      "const newrelicLicenseKey = 'eu01xx53d01e14e8d8f3f96‸49ef10e9adeadNRAL';",
    ],
    counterExamples: [
      '"newrelicLicenseKey": "eu01xx5dca6d061c2e5bd5103c672e655daf5cNR"',
      '# set NEWRELIC_LICENSE_KEY to NRALxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      're_8a87c45962d4bc09df92ef0ba47bc855NRAL',
    ],
  }),
  prefixed({
    id: 'newrelic-browser-key',
    title: 'New Relic browser key',
    label: 'NRJS',
    keywords: ['NRJS-'],
    token: 'NRJS-[a-f0-9]{19}',
    examples: [
      'export NEWRELIC_BROWSER_KEY="N‸RJS-1594382a7d0a75b6d8d"',
      "define('NEWRELIC_BROWSER_KEY', 'NRJS‸-2b5b3c5b7686800eeb3');",
    ],
    counterExamples: [
      '"newrelicBrowserKey": "NRJS-1e92747589804e04"',
      '# set NEWRELIC_BROWSER_KEY to NRJS-<your-newrelic-browser-key>',
      'id: abcNRJS-da748671da22e5fa4c3',
    ],
  }),
  prefixed({
    id: 'grafana-cloud-token',
    title: 'Grafana Cloud access policy token',
    label: 'GRAFANAC',
    keywords: ['glc_'],
    token: 'glc_[A-Za-z0-9+/]{32,400}={0,3}',
    examples: [
      'ENV GRAFANA_CLOUD_TOKEN glc‸_wMjrYygSb+9MaZOJy/JsmO7DH2pN3EBw==',
      'export GRAFANA_CLOUD_TOKEN="gl‸c_H2BmpIvDJOb+hcLGcc6j+gtkKEqXDJ3oOBk="',
    ],
    counterExamples: [
      "const grafanaCloudToken = 'glc_GV6wWA6HJ6bSbS5qq77NEuvTcoy';",
      '"grafanaCloudToken": "glc_<your-grafana-cloud-token>"',
      'see vglc_sTsXQhGDzDHdJhufDqHVooat09gWmnwZ== for more',
    ],
  }),
  prefixed({
    id: 'grafana-service-account-token',
    title: 'Grafana service account token',
    label: 'GRAFANA',
    keywords: ['glsa_'],
    token: 'glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}',
    examples: [
      'curl -H "Authorization: Bearer glsa‸_R2o6w041FJIRSD3PQMfTxhcm8QvJY6ii_643df8e4" https://grafana.acme.io/api/dashboards/home',
      'GRAFANA_SERVICE_ACCOUNT_TOKEN=g‸lsa_4maPpOeqKLwHbFwwgOMilVyltsU2rHhk_d5cb7909',
    ],
    counterExamples: [
      "const grafanaServiceAccountToken = 'glsa_i1VkmRW8WUCA5m5sS7fVHz9bomSW0KlA_d8';",
      '# set GRAFANA_SERVICE_ACCOUNT_TOKEN to glsa_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: maglsa_7dyop6ylplY1mXvZg9h8BTGmZwRa9o6G_8997bc5a',
    ],
  }),
  prefixed({
    id: 'grafana-api-key',
    title: 'Grafana API key',
    label: 'GRAFANA',
    keywords: ['eyJrIjoi'],
    token: 'eyJrIjoi[A-Za-z0-9+/]{60,400}={0,2}',
    examples: [
      'export GRAFANA_API_KEY="eyJ‸rIjoisBr/iSumo8wOmUTnG/d9t8nfPg4+bkcT3VlgKW8108pVvCch7AD5kpDyKHgDqP"',
      'GRAFANA_API_KEY: "eyJrIjo‸iG7WYBsv1EcKnvNHGhCbbC177g/dJEc9rlrfBbHtJtOWQzFn2Uo51x62pVWfX"',
    ],
    counterExamples: [
      'grafana_api_key: eyJrIjoiIx6LF4AkuhjgcOZ4qFpVDFPaKm7SSmRk8t5ZwUvCyanwfZJ5HFk1ctwrg',
      '"grafanaApiKey": "eyJrIjoi..."',
      'id: oeyJrIjoidf3VpWasPURuNSYZLpY0joM+BYP7Oc6F6T7d7Orog8+uPiXLXsQ4cjKtuuDa',
    ],
  }),
  prefixed({
    id: 'sentry-org-token',
    title: 'Sentry organization token',
    label: 'SENTRY',
    keywords: ['sntrys_'],
    token: 'sntrys_eyJ[A-Za-z0-9+/]{80,400}={0,2}_[A-Za-z0-9+/]{43}',
    examples: [
      'SENTRY_ORG_TOKEN=snt‸rys_eyJ2sqK2TrI5l5IYeY753/iPNiHXWWNnAkde5Wu0uhLh71Hoe1EdMNX/dmQfRoSlbWwEYtfT1c4IpbSZpOwH==_dOMt0O/RDI9sdAagOopI6hIB8Gs9TkdLXZ84pie8Vas',
      'login --sentry-org-token sntrys‸_eyJDLemS4hAcboZwbeNMLggP1rrjtguYURhz1TWiB6wmIA/v5Dg+vJ4yR9p8OGa/0vC3GXOc5xeswsCACLNDOw_bIWgKLJ8GnLNLuk1SQ2L0JQyAN5USDj6WjpuSzwjlUB',
    ],
    counterExamples: [
      'sentry_org_token: sntrys_eyJ6LFDTvAt4qA9YOPBq6GH5wTA8Ecj7xWYrhVqFfykPLaydYaPgqMNS8nSsHoKT0XcopNnytLillJ7XoWZqx==_EDiqjMH8YmmdH2F7LgbXl0CYurQSfi22TFw5aJcSH',
      '"sentryOrgToken": "sntrys_eyJREDACTED"',
      'see abcsntrys_eyJsPDs98hc9DDMIsTur7tQZer7kKG/Xg8dTrjFKm4dgBJ5JL5bCRNPIUYk53bC0SEK5PI/I7yLo4EEUBWeTOdO==_oAKum9Ly5OlztzZFn8Itlnn0vtplpTnQc15LKPa9JZ+ for more',
    ],
  }),
  prefixed({
    id: 'sentry-user-token',
    title: 'Sentry user token',
    label: 'SENTRY',
    keywords: ['sntryu_', 'sntrya_', 'sntryi_'],
    token: 'sntry[uai]_[a-f0-9]{64}',
    examples: [
      '<add key="SENTRY_USER_TOKEN" value="s‸ntryu_056da131c827d5b785cf6a40e87ff6504a5b720ed234865fec60b23a18dbe670" />',
      'setx SENTRY_USER_TOKEN s‸ntryu_df8ba20ede5b8b3971a2b299e661b4d423b10ab47df2a7279b21c29799302ec6',
    ],
    counterExamples: [
      'SENTRY_USER_TOKEN=sntryu_f8a3d278ddf149d84ca592bca5f74852a3aae34a83176b28dac40769400',
      '# set SENTRY_USER_TOKEN to sntry...',
      'id: masntrya_4b3887939868a22b9da33b1be65cc67733b1ea2d07eef2b0487047704321905f',
    ],
  }),
  prefixed({
    id: 'dynatrace-token',
    title: 'Dynatrace access token',
    label: 'DYNATR',
    keywords: ['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s08.', 'dt0s16.'],
    token: 'dt0(?:c01|s01|s02|s08|s16)\\.[A-Z0-9]{8,24}\\.[A-Z0-9]{64}',
    examples: [
      '"dynatraceToken": "d‸t0c01.TB9OMENNFN42.23GQGHCY8LS2GYDDUC95B062TPIKXOF6LF7MIHF5U42UV5WQ6I67QRNZGZTG7JKX"',
      "ENV['DYNATRACE_TOKEN'] ||= 'dt‸0c01.XEU8AMP9X.4DLHA45BNG93F9N47Y5MO0OLJTI5R3SF9RLPNMY5PBEHVMJ1Y6MWP47OMC9LPST5'",
    ],
    counterExamples: [
      'dynatrace_token: dt0s01.XNOYG58ZBG.O3XCNBEY9TKW78EB2QXLVZSK2OK2AT8VFTR6KVXBPOF4I7T4I72DE09FBQSH',
      '# set DYNATRACE_TOKEN to dt0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see abcdt0c01.NCB2TT3SW.4YLWCOMY5UJHI1DFF01AOS2CFBN4ZGARC0Z2FM7TFRQ1NASL5RNNW2D2SGGUB3RR for more',
    ],
  }),
  prefixed({
    id: 'honeycomb-ingest-key',
    title: 'Honeycomb ingest or configuration key',
    label: 'HONEYC',
    keywords: ['hcaik_', 'hcxik_', 'hcxlk_', 'hcamk_', 'hcbik_'],
    token: 'hc(?:ai|xi|xl|am|bi)k_[a-z0-9]{58,64}',
    examples: [
      'setx HONEYCOMB_INGEST_KEY hcxlk_o24ngkpafhnxns9ib01d‸5eri6obz5ihvpgs7xs2wacuco4lkrdugobr81c0',
      'honeycomb_ingest_key: hcxlk_rii9ubyjaolrrzdasgxzh054yz‸w41sw4hjo5jiqkbkpa8d3ctsy7uda4avpku',
    ],
    counterExamples: [
      '"honeycombIngestKey": "hcamk_rjfz9xxto0flew8hy21k5xnmmrkkqfd0juczymn4lp2rpga26n3xa"',
      'see mahcamk_dqfqajrnogbxtqu466o2vhijti4ywissybul6ltsk7xznbvq7refbu1c7q8g for more',
    ],
  }),
  prefixed({
    id: 'axiom-token',
    title: 'Axiom token',
    label: 'AXIOM',
    keywords: ['xaat-', 'xapt-'],
    token: 'xa[ap]t-[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      '"axiomToken": "xaat-2715a685-5031‸-773d-929a-289644b46c65"',
      'axiom_token: xapt-2033ee4e-7971-ee41-‸9527-879b28fdc4bf',
    ],
    counterExamples: [
      'AXIOM_TOKEN=xaat-2dadad26-3490-b546-a3d5-143e581',
      'see abcxapt-0a335ca7-872f-2ac1-0df2-399a61942b54 for more',
    ],
  }),
  prefixed({
    id: 'coralogix-key',
    title: 'Coralogix API key',
    label: 'CORALOG',
    keywords: ['cxtp_', 'cxup_'],
    token: 'cx[tu]p_[A-Za-z0-9]{28,32}',
    examples: [
      'coralogix_key := "cxup_KNVD1fV‸vSNMTo0cbtT0MWSI8uh8q"',
      'private static final String CORALOGIX_KEY = "cxtp_uG22ZtYqDo‸GH2sR35Bgenb8uFFHa2Ri1";',
    ],
    counterExamples: [
      'coralogix_key: cxtp_YCQrAPIAODV8Fs7faC8Wi5Ls',
      'see vcxtp_TcjEqYBH2fbdCi1gW0sLToLWRTwhjkr for more',
    ],
  }),
  prefixed({
    id: 'logfire-token',
    title: 'Logfire write token',
    label: 'LOGFIRE',
    keywords: ['pylf_'],
    token: 'pylf_v[0-9]_(?:us|eu|stagingus)_[A-Za-z0-9]{40,52}',
    examples: [
      'request.headers["X-Logfire-Token"] = "py‸lf_v4_us_3ajHYy8tDNwRv74YAXrSb8xMYZEA9PPAbv7JucfY"',
      'logfire_token := "p‸ylf_v3_eu_xImz0DK7tKxA58jY6xQKP7g0vpjciDJnoDYBsVF88Rg2f"',
    ],
    counterExamples: [
      "const logfireToken = 'pylf_v3_us_IGCSkapQPdlr6LL1AKeNhAMp7Hwng9diww';",
      '# set LOGFIRE_TOKEN to pylf_vxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see abcpylf_v7_us_1BIHLwunbN9Xl7SKcAYaP8PIdvi8dID9c1p9AakxCIO1 for more',
    ],
  }),
  prefixed({
    id: 'honeybadger-token',
    title: 'Honeybadger key',
    label: 'HONEYBDG',
    keywords: ['hbp_'],
    token: 'hbp_[A-Za-z0-9]{36}',
    examples: [
      'export HONEYBADGER_TOKEN="hb‸p_Ktj15LnG6dLpEFfp8bfnQuxpSHtT9aeNfVFP"',
      'HONEYBADGER_TOKEN=hb‸p_VZdle4RX8W4KlLcV8buGl3Qy88P95h7800hL',
    ],
    counterExamples: [
      'honeybadger_token: hbp_i2umPN2eL4rf1feuh6X3JJYrCrqi2romp',
      'HONEYBADGER_TOKEN=hbp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'hihbp_1U3PGyKyjljKbv0FJyhHn9dW0LsmENszlRzG',
    ],
  }),
  prefixed({
    id: 'checkly-key',
    title: 'Checkly API key',
    label: 'CHECKLY',
    keywords: ['cu_'],
    token: 'cu_[a-f0-9]{32}',
    accepts: isOpaque,
    examples: [
      'CHECKLY_KEY: "cu‸_5bbf59ecc1c86b65ebbc8f4ef3408df8"',
      '{"name": "CHECKLY_KEY", "value": "cu‸_05c5263d9439c704f1288a401c91d8f6"}',
    ],
    counterExamples: [
      '"checklyKey": "cu_cbf3c1a34695cf326781bfc9b3fd"',
      'CHECKLY_KEY=cu_...',
      'see vcu_a03a2637f7f3ad3eb43df8f8dd8fd9ec for more',
    ],
  }),
];
