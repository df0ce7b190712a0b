import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of those who carry goods and people, and of what is ordered from them. */
export const LOGISTICS: readonly SecretRule[] = [
  prefixed({
    id: 'easypost-key',
    title: 'EasyPost API key',
    label: 'EASYPOST',
    keywords: ['EZAK', 'EZTK'],
    token: 'EZ[AT]K[A-Za-z0-9]{54}',
    examples: [
      'curl -u EZAK5MwjsE52su0xSB1uAWKO‸26fYdGZKCPJAXRstxQOfo5UM0lLdu9Wh0S: https://api.easypost.com/v2/addresses',
      "client = EasypostClient('EZTK6M7wuuNTTzHeywX‸L5cnMQCyJniQbwUzlXJHBjKn02H3FYF8ih3YmC2')",
    ],
    counterExamples: [
      '"easypostKey": "EZAK2Y1x1pameSjHACBVGOgp8JsYWEn8c96sFKpqFR373Gz9BFQfV"',
      'id: re_EZTKIfENhwZmM1ZWWAVRWAOT7Z1EP7q6G6l6UoA59NQcuix5XmOvgjwGGe',
    ],
  }),
  prefixed({
    id: 'shippo-token',
    title: 'Shippo API token',
    label: 'SHIPPO',
    keywords: ['shippo_'],
    token: 'shippo_(?:live|test)_[a-f0-9]{40}',
    examples: [
      'shippo_token := "shipp‸o_live_0134155ab1ff242d8917395b1e540f96b51ffcb6"',
      'request.headers["X-Shippo-Token"] = "shi‸ppo_live_ce02adbe1b7845a1ed156148c016c1429a3bfd56"',
    ],
    counterExamples: [
      "const shippoToken = 'shippo_live_b5dab6f88e533fd0d9ab7540226dea80949a6';",
      '# set SHIPPO_TOKEN to shippo_REDACTED',
      'id: re_shippo_live_3bb78c5f58a259b07078666fded4b99f51fd2c88',
    ],
  }),
  prefixed({
    id: 'lob-key',
    title: 'Lob live API key',
    label: 'LOB',
    keywords: ['live_'],
    token: 'live_[a-f0-9]{35}',
    accepts: isOpaque,
    examples: [
      'curl https://api.lob.com/v1/addresses -u l‸ive_bc3c1a4f6ab46d3dba6c6e696a0895c0a59:',
      'request.headers["X-Lob-Key"] = "li‸ve_7221752f82c260c44fb4997f9ffe91476c5"',
    ],
    counterExamples: [
      "const lobKey = 'live_c997397e32d0efcdd8490fb3ee55d83a8';",
      'LOB_KEY=live_...',
      'vlive_baae42adee3c70bb4650995a886ac9906cb',
    ],
  }),
  near({
    id: 'lob-test-key',
    title: 'Lob test API key',
    label: 'LOB',
    names: ['lob_', 'lob.com', 'lob-', 'lobapi', 'lobkey', 'new lob'],
    token: 'test_[a-f0-9]{35}',
    examples: [
      'LOB_TEST_API_KEY: "tes‸t_c1eb1400b8622dd7da8be18cb72d77fcdd1"',
      "  lobTestApiKey: process.env.LOB_TEST_API_KEY ?? 'te‸st_10cff0786e6bdfc3e030e2e284ee4874fc2',",
    ],
    counterExamples: [
      'LOB_TEST_API_KEY=test_79e01ed5bafb840546565aa7ae397773c',
      '# LOB_TEST_API_KEY: change-me',
      'revision test_04f873d422052dea4d003377cfd06ac083a',
    ],
  }),
  prefixed({
    id: 'duffel-token',
    title: 'Duffel access token',
    label: 'DUFFEL',
    keywords: ['duffel_'],
    token: 'duffel_(?:live|test)_[A-Za-z0-9_-]{43}',
    examples: [
      'request.headers["X-Duffel-Token"] = "duffel‸_live_z1OU3737q5sp1O8eMi_8oztbX5Ajil5EiKv4DUaWNjy"',
      '{"name": "DUFFEL_TOKEN", "value": "duffe‸l_live_il_z_mBxq8YNjqID4k-AoDHFxuDpfRwURfWxb7uqKHB"}',
    ],
    counterExamples: [
      "const duffelToken = 'duffel_test_i03zzOOS0yOsIqaZ-aZgeMXZXNeO1oXb7XBgJ34';",
      '"duffelToken": "duffel_..."',
      'see re_duffel_live_Hdf7d8WHbfznW3lsorJAulxG3E3FApU6h__-JPAozeR for more',
    ],
  }),
  near({
    id: 'shipstation-key',
    title: 'ShipStation API key or secret',
    label: 'SHIPST',
    names: ['shipstation'],
    token: '[a-f0-9]{32}',
    examples: [
      'SHIPSTATION_KEY: "e150a67060cf7635bfcf5‸8109a3d68a3"',
      'val shipstationKey: String = "6e0f8c6996‸b49e427de7db8aaeaa3c81"',
    ],
    counterExamples: [
      "const shipstationKey = '1f74e046be93fb8ef6d665cf290';",
      '"shipstationKey": "your_shipstation_key_here"',
      'checksum: e83380ea50991dd1de3e2b17ea712f08',
    ],
  }),
  near({
    id: 'shipengine-key',
    title: 'ShipEngine API key',
    label: 'SHIPENG',
    names: ['shipengine'],
    token: '(?:TEST_)?[A-Za-z0-9+/]{43}',
    accepts: isMixed,
    examples: [
      'export SHIPENGINE_KEY="TEST_N+nLBAil6u3‸/8mCOBVotYgDbzredwQPcd+2rGNTRo8L"',
      'let shipengineKey = "sAiQViymwZ9BKgSUI6Q‸wfKF6grIzdEuDgTqU1cIj0cb".to_string();',
    ],
    counterExamples: [
      "const shipengineKey = 't19DjZNi3MvFlxMQjK5AEtuqZAUf6CqFnMx+Mi';",
      '# SHIPENGINE_KEY: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "M7optc24Xgu4drNupptCFqhi+MdUJUmTeU8XfOds2s/"',
    ],
  }),
  nearCredential({
    id: 'amadeus-secret',
    title: 'Amadeus API secret',
    label: 'AMADEUS',
    names: ['amadeus'],
    token: '[A-Za-z0-9]{16}',
    accepts: isMixed,
    examples: ['ENV AMADEUS_SECRET Zcq56S6‸bAeKq7xSD', 'amadeus_secret := "K6WKJ‸uQtPpvBbItb"'],
    counterExamples: [
      'amadeus_secret: ao7Zn93MAt78F',
      'AMADEUS_SECRET=your_amadeus_secret_here',
      'checksum: R6LXr7r8Khoo1Zfv',
    ],
  }),
  near({
    id: 'skyscanner-key',
    title: 'Skyscanner API key',
    label: 'SKYSCAN',
    names: ['skyscanner'],
    token: '[a-z0-9]{32}',
    examples: [
      'args: ["--skyscanner-key", "mjwrfd1oqfcvb4n6kapx‸m8t6e7hvg6mv"]',
      'skyscanner_key := "bfypeujpft3b‸yj6bct1t7r2dx6ewyxlh"',
    ],
    counterExamples: [
      '"skyscannerKey": "7n1ool6alhxv47fo2qxgrkmacib"',
      '# SKYSCANNER_KEY: <skyscanner-key>',
      '"etag": "20xyzc6lwyiu03vxcwmfpo4h1156h35h"',
    ],
  }),
  near({
    id: 'uber-token',
    title: 'Uber server token',
    label: 'UBER',
    names: ['uber_server', 'uber-server', 'uberserver', 'uber_token', 'uber_client', 'uberclient'],
    token: '[A-Za-z0-9_-]{40}',
    accepts: isMixed,
    examples: [
      "define('UBER_SERVER_TOKEN', '2JCnhY-fzqqMduhX‸Sp5T13ZuLOB5nTOvLqTNQzXU');",
      "const uberServerToken = 'BH23Ycr20VUO_‸WkIHne-tvw9Rqa6CefsH6d_1Ybb';",
    ],
    counterExamples: [
      "const uberServerToken = 'OkA5luxV4YOYPUuUH1XZ3pvP9gzQb1-fzCQOa';",
      '# UBER_SERVER_TOKEN: your_uber_server_token_here',
      'ref = "Y_PiS-m0lnJU-nw1vKhy4ANv_Xwe9UcBBZ4gLekv"',
    ],
  }),
  nearCredential({
    id: 'aftership-key',
    title: 'AfterShip API key',
    label: 'AFTERSH',
    names: ['aftership'],
    token:
      '(?:asat_)?[a-f0-9]{32}|[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'aftership_key: asat_ecc42fb85eee107a4b1‸59359ec352ca8',
      'aftership_key = "asat_e8c3301fbfbc4‸884f5f709969fd3c1c6"  # rotate in May',
    ],
    counterExamples: [
      '"aftershipKey": "asat_b7ca58dadbc2a06b146e94943fc1f9"',
      '"aftershipKey": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'ref = "19495349-7dce-3976-ec3b-4553ddb6cc73"',
    ],
  }),
  nearCredential({
    id: 'sendcloud-secret',
    title: 'Sendcloud secret key',
    label: 'SENDCL',
    names: ['sendcloud'],
    token: '[a-f0-9]{32}',
    examples: [
      'sendcloud_secret := "dca1c1482ab3‸ecf8981662dffdc36956"',
      'set -gx SENDCLOUD_SECRET 4b72e6b5cead992‸6872ca580ae58476a',
    ],
    counterExamples: [
      'SENDCLOUD_SECRET=e3057fd28aa19c4f1ce3de22f5c4',
      '# SENDCLOUD_SECRET: your_sendcloud_secret_here',
      '"etag": "f9553398ed3c9d566d0fd42eb2c8c951"',
    ],
  }),
];
