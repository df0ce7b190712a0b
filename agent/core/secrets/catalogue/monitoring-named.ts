import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque, isVaried } from './randomness.ts';
import { near, nearCredential } from './shape.ts';

/** Keys of services that watch, known by the name beside them. */
export const MONITORING_NAMED: readonly SecretRule[] = [
  near({
    id: 'datadog-api-key',
    title: 'Datadog API key',
    label: 'DDAPI',
    names: ['datadog', 'dd_api', 'dd-api', 'ddapikey'],
    token: '[a-f0-9]{32}',
    examples: [
      "curl -H 'DD-API-KEY: ebbca2aefca0c85f9965‸bf624ce1b956' https://api.datadoghq.com/api/v1/validate",
      'setx DATADOG_API_KEY 78bf5559642c2a8f3cf‸9262cbb404bfd',
      'request.headers["X-Datadog-Api-Key"] = "f0388902ad3153c265c2‸c34a4490cf10"',
    ],
    counterExamples: [
      "const datadogApiKey = '2cc30d6fd612e4899280426ef74d';",
      'DATADOG_API_KEY=<datadog-api-key>',
      '"etag": "d2008a898a6887e1e5f6b9d8637f6344"',
    ],
  }),
  nearCredential({
    id: 'datadog-app-key',
    title: 'Datadog application key',
    label: 'DDAPP',
    names: ['datadog', 'dd_app', 'dd-app', 'ddappkey', 'dd-application'],
    token: '[a-f0-9]{40}|ddapp_[A-Za-z0-9]{34}',
    examples: [
      "curl -H 'DD-APPLICATION-KEY: ddapp_HJXiScL53xhHzjp50r7‸1Gv3UG9YP40mMDJ' https://api.datadoghq.com/api/v1/dashboard",
      'let datadogAppKey = "bab1fae0e9349356440cc21dc1‸ffd8c67ef82428".to_string();',
    ],
    counterExamples: [
      'DATADOG_APP_KEY=ddapp_fTr4JdyKuHL6djPH2XREKIKBmaymcQ',
      '"datadogAppKey": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'checksum: 057a23d7a3fc55d4ab4d17d61aa08c5e42312cda',
    ],
  }),
  nearCredential({
    id: 'newrelic-legacy-key',
    title: 'New Relic license key of before the suffix',
    label: 'NRLIC',
    names: ['newrelic', 'new_relic', 'new-relic'],
    token: '[a-f0-9]{40}',
    examples: [
      'val newrelicLegacyKey: String = "22636336d36afec‸00369fad6c72f50f81c46d699"',
      'newrelic_legacy_key: 1db9b4f3768a043891b6127d0‸b9761d13f1bbf2e',
    ],
    counterExamples: [
      'newrelic_legacy_key: f0a942cac517487abd518f255f2303feb5dc',
      '"newrelicLegacyKey": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'checksum: 72a6a85ac03ea5070a1b545227f4089806e60d86',
    ],
  }),
  near({
    id: 'splunk-hec-token',
    title: 'Splunk HTTP event collector token',
    label: 'SPLUNK',
    names: ['splunk', 'hec_token', 'hec-token'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      "curl -H 'Authorization: Splunk 1f36ae0f-57a8-8d28-4‸61c-e095545be8a0' https://splunk.acme.io:8088/services/collector",
      'SPLUNK_HEC_TOKEN=fe5c6da9-aedb-4‸173-c044-0faae82880bd',
    ],
    counterExamples: [
      '"splunkHecToken": "22dad459-c79a-45b8-6d32-8fc0ddfce3"',
      '"splunkHecToken": "change-me"',
      '"etag": "729b43e8-655b-594f-6a87-a8a8192bb463"',
    ],
  }),
  nearCredential({
    id: 'honeycomb-key',
    title: 'Honeycomb API key',
    label: 'HONEYC',
    names: ['honeycomb', 'x-honeycomb-team'],
    token: '[a-f0-9]{32}|[A-Za-z0-9]{22}',
    examples: [
      '<add key="HONEYCOMB_KEY" value="49e3ed4995299c‸359f5323f94ac1c11d" />',
      'export HONEYCOMB_KEY="bf8eaaa4be073‸278a0b0361281132fde"',
    ],
    counterExamples: [
      'honeycomb_key: 33e7d1d93bf243046ccc065b5a3c1',
      '"honeycombKey": "<honeycomb-key>"',
      'revision b27ba4e4db2a504ca8ddc37267e2b6f8',
    ],
  }),
  nearCredential({
    id: 'pagerduty-key',
    title: 'PagerDuty API key',
    label: 'PAGERDTY',
    names: ['pagerduty', 'pager_duty', 'pd_api', 'token token'],
    token: '[A-Za-z0-9_+-]{20}|[a-f0-9]{32}',
    accepts: isOpaque,
    examples: [
      "curl -H 'Authorization: Token token=c25e513bbcd‸c1fa5ab16a75c2441eaaf' https://api.pagerduty.com/users",
      'PAGERDUTY_API_KEY=af4d618b42b9712‸5fc67886b0b8d91b6',
    ],
    counterExamples: [
      'pagerduty_key: ee030d72d31be4b3c9ddfcb7a295',
      '"pagerdutyKey": "change-me"',
      'checksum: m2+V2ZZpU2qDT3yJZJHS',
    ],
  }),
  near({
    id: 'opsgenie-key',
    title: 'Opsgenie API key',
    label: 'OPSGENIE',
    names: ['opsgenie', 'geniekey'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      "curl -H 'Authorization: GenieKey 8e1a946f-fbff-7‸c52-a71d-6f1bcead6718' https://api.opsgenie.com/v2/alerts",
      "const opsgenieKey = '304ad07e-7d4b-4a2b-de81‸-8032f4d8f92c';",
    ],
    counterExamples: [
      'opsgenie_key: 195014a7-ccb4-b464-4b18-71c95476a',
      'OPSGENIE_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision e8df0c42-0087-6816-9456-7d58598478ff',
    ],
  }),
  near({
    id: 'rollbar-token',
    title: 'Rollbar access token',
    label: 'ROLLBAR',
    names: ['rollbar'],
    token: '[a-f0-9]{32}',
    examples: [
      "  rollbarToken: process.env.ROLLBAR_TOKEN ?? 'a21e7dc68f6ce‸3b3c9447cc47f903c26',",
      'rollbar_token = "e41de30b11b02‸a04838822fae7dceb1e"  # rotate in May',
    ],
    counterExamples: [
      "const rollbarToken = 'dc6d130a1d05170c40d6763937b9d';",
      '"rollbarToken": "your_rollbar_token_here"',
      'revision b3ed9817733a842d6e868ec683c9af40',
    ],
  }),
  near({
    id: 'bugsnag-key',
    title: 'BugSnag API key',
    label: 'BUGSNAG',
    names: ['bugsnag'],
    token: '[a-f0-9]{32}',
    examples: [
      "ENV['BUGSNAG_KEY'] ||= 'ff4fd18e1a32‸cfdbf358217cdf813dc0'",
      'request.headers["X-Bugsnag-Key"] = "aeb2234e5ba‸ebb88970dc0c73120a9c2"',
    ],
    counterExamples: [
      '"bugsnagKey": "80424442647f2a0449523123530"',
      '"bugsnagKey": "change-me"',
      'checksum: 01fdc1818aa84e4b2523fd12dde23cc0',
    ],
  }),
  nearCredential({
    id: 'sentry-legacy-token',
    title: 'Sentry auth token of before the prefix',
    label: 'SENTRY',
    names: ['sentry'],
    token: '[a-f0-9]{64}',
    examples: [
      "const sentryLegacyToken = '5c9b49f6d5bcf6d98133a165f809e50d869f8d36e3‸626539cfd8d8e2a7428d35';",
      'sentry_legacy_token = "9f002feb55a94e6cc270aa7d08d20‸b76b1bdddea63363b5d1047f66909a56165"  # rotate in May',
    ],
    counterExamples: [
      'SENTRY_LEGACY_TOKEN=22966bbbae9d20b6ed06ad11e302b405c26e9cf43f49da116c21146d3707',
      'SENTRY_LEGACY_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "aaaa7064f112f65fbbbd5de4b125b3422a27592c7fe7c303df904e0025409b47"',
    ],
  }),
  nearCredential({
    id: 'logzio-token',
    title: 'Logz.io token',
    label: 'LOGZIO',
    names: ['logzio', 'logz.io', 'logz_io'],
    token: '[A-Za-z]{32}|[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    accepts: isVaried,
    examples: [
      '"logzioToken": "cc914ad8-f940-1‸e8e-ac01-6ef622d60830"',
      'set -gx LOGZIO_TOKEN fd3b4412-6b41-53ad-4f‸ab-6ddda3c7d1dd',
    ],
    counterExamples: [
      '"logzioToken": "334df446-6171-2acb-186c-845b9e3e"',
      '"logzioToken": "your_logzio_token_here"',
      'revision 4e4a86d6-55d4-f0f9-92b5-9673f5f0533a',
    ],
  }),
  near({
    id: 'loggly-token',
    title: 'Loggly token',
    label: 'LOGGLY',
    names: ['loggly'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'request.headers["X-Loggly-Token"] = "a45eb560-a581-62‸94-ab07-1584f6b530f9"',
      'val logglyToken: String = "87121d9a-2dbc-d‸7c6-27ed-6d421d001f5c"',
    ],
    counterExamples: [
      'LOGGLY_TOKEN=2f5b69bc-9fa1-4757-7403-ad2063da',
      'LOGGLY_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: 12f73e1d-e822-b1e2-4861-b4f8fdd948be',
    ],
  }),
  near({
    id: 'sumologic-key',
    title: 'Sumo Logic access key',
    label: 'SUMO',
    names: ['sumologic', 'sumo_logic', 'sumo_access', 'sumo-logic', 'sumo_'],
    token: '[A-Za-z0-9]{64}',
    accepts: isMixed,
    examples: [
      'os.environ["SUMOLOGIC_KEY"] = "Vm43uSzpeIolO3FypU1NCXEfhL4H5s3fG‸gHvBxnGtK4SelZuM6RtizKY1fVuXd3h"',
      "const sumologicKey = 'sqjFjRpP0Ixc8JFUIJssHfxx8h36t‸BVpt0B8XxaJb17mhVVTtUrS5pJ5W6mj9GOH';",
    ],
    counterExamples: [
      'SUMOLOGIC_KEY=42CWAb2QxcgaLxcZ5OzLZ17FRo3LGc8UAoQiT4ABarO2NQSsXySVu8ZCZzX',
      '# SUMOLOGIC_KEY: your_sumologic_key_here',
      '"etag": "l1w3t0u6ZgKBbdQKZfLL51MYM0lwYJyCMotLfgn9235y6ulG3KMvKg82fkLWqeXM"',
    ],
  }),
  nearCredential({
    id: 'airbrake-key',
    title: 'Airbrake project key',
    label: 'AIRBRAKE',
    names: ['airbrake'],
    token: '[a-f0-9]{32}|[a-f0-9]{40}',
    examples: [
      'private static final String AIRBRAKE_KEY = "4c4dd9346345ae2c12c1‸dd07faf533ace080dc8b";',
      "ENV['AIRBRAKE_KEY'] ||= 'ed8ad53986be3b5f‸47f7a595efad8cbc'",
    ],
    counterExamples: [
      'AIRBRAKE_KEY=5394acd9589d92c5a9e7a9cbe7afbe87ad4db',
      '# AIRBRAKE_KEY: <airbrake-key>',
      'checksum: 57662127994af58cd6ebdf354a0f622d6f2db979',
    ],
  }),
  near({
    id: 'raygun-key',
    title: 'Raygun API key',
    label: 'RAYGUN',
    names: ['raygun'],
    token: '[A-Za-z0-9+/]{22}==|[A-Za-z0-9]{22}',
    accepts: isMixed,
    examples: [
      "  raygunKey: process.env.RAYGUN_KEY ?? 'iyJN6qZQanP‸eEAbphv1vlE',",
      'ENV RAYGUN_KEY venmv0XVJO‸kCikXw0i2EjT',
    ],
    counterExamples: [
      'raygun_key: 3D2PX3FcgIhb1kYtYn',
      '# RAYGUN_KEY: <raygun-key>',
      'revision sTaOPENhfjFFt0p8cZHKIA',
    ],
  }),
  near({
    id: 'uptimerobot-key',
    title: 'UptimeRobot API key',
    label: 'UPTIMER',
    names: ['uptimerobot', 'uptime_robot', 'uptime-robot'],
    token: '[um][0-9]{6,9}-[a-f0-9]{24,32}',
    examples: [
      'uptimerobot_key := "u39324688-26b572e3‸65dc3aa091799df7910e"',
      'export UPTIMEROBOT_KEY="u99469962-70da83dad7e53e‸f250c6e557174"',
    ],
    counterExamples: [
      '"uptimerobotKey": "u49101498-07fcf4a5c887384022"',
      'UPTIMEROBOT_KEY=your_uptimerobot_key_here',
      'revision m9923880-2f8153b954ff86cdaa952065',
    ],
  }),
  near({
    id: 'betterstack-token',
    title: 'Better Stack token',
    label: 'BETTERST',
    names: ['betterstack', 'better_stack', 'better_uptime', 'betteruptime', 'logtail'],
    token: '[A-Za-z0-9]{24}',
    accepts: isMixed,
    examples: [
      'request.headers["X-Betterstack-Token"] = "eEGejWg4ES1‸tXOc0b5X0z04Y"',
      'betterstack_token: NtQOouBpN‸BwkZzPPxBvB5vJg',
    ],
    counterExamples: [
      "const betterstackToken = 'wAnbJdZUeVPi9ElGAuJ';",
      '"betterstackToken": "change-me"',
      'revision R17cfK6PEqQNAYzYGPNpYc2V',
    ],
  }),
];
