import type { SecretRule } from '../rule.ts';
import { isMixed } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of what applications send events, jobs and notices through. */
export const DEVELOPER_SERVICES: readonly SecretRule[] = [
  prefixed({
    id: 'unkey-key',
    title: 'Unkey root key',
    label: 'UNKEY',
    keywords: ['unkey_'],
    token: 'unkey_[A-Za-z0-9]{20,40}',
    accepts: isMixed,
    examples: [
      'val unkeyKey: String = "unkey‸_vEw1kEAIRbLoGIg7xtKQ2"',
      '{"name": "UNKEY_KEY", "value": "unk‸ey_fB44HH6o6zCiRGlG6Tk4nFm"}',
    ],
    counterExamples: [
      '"unkeyKey": "unkey_zUSuiezJEjcw2AGb5L"',
      '"unkeyKey": "unkey_xxxxxxxxxxxxxxxxxxxxx"',
      'vunkey_V2ZmQwa0brYHrwlnmMRM0',
    ],
  }),
  prefixed({
    id: 'trigger-dev-key',
    title: 'Trigger.dev key',
    label: 'TRIGGER',
    keywords: ['tr_dev_', 'tr_prod_', 'tr_stg_', 'tr_pat_'],
    token: 'tr_(?:dev|prod|stg|pat)_[A-Za-z0-9]{20,40}',
    accepts: isMixed,
    examples: [
      'val triggerDevKey: String = "tr‸_stg_RhQ47eSHDrqXKb8XI7MxQX"',
      'trigger_dev_key: tr‸_pat_lUjcYARORWIEq9rxPcXTpKw27',
    ],
    counterExamples: [
      'trigger_dev_key: tr_dev_QI7i2FI3OxG3zozQ',
      '# set TRIGGER_DEV_KEY to tr_xxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'vtr_dev_AezycBcCqbj3sxDOrDSwEf0',
    ],
  }),
  prefixed({
    id: 'inngest-key',
    title: 'Inngest signing key',
    label: 'INNGEST',
    keywords: ['signkey-'],
    token: 'signkey-(?:prod|test|branch)-[a-f0-9]{32,64}',
    examples: [
      'private static final String INNGEST_KEY = "s‸ignkey-branch-0a4422b9d521964d0598a836ed2a0294ed79";',
      'inngest_key := "signk‸ey-branch-3c14e6e6490578ac833c64d496b72b8ba16"',
    ],
    counterExamples: [
      'INNGEST_KEY=signkey-test-5f8265b9a9cdc4e66398de1ea9dbcc',
      '# set INNGEST_KEY to signkey-REDACTED',
      'abcsignkey-prod-1efcb925c40a5af1d92b845c379eb904edae',
    ],
  }),
  prefixed({
    id: 'svix-key',
    title: 'Svix API key',
    label: 'SVIX',
    keywords: ['sk_', 'testsk_'],
    token: '(?:test)?sk_[A-Za-z0-9_-]{30,44}\\.(?:eu|us|in|ca|au)',
    accepts: isMixed,
    examples: [
      'setx SVIX_KEY testsk_qQwavJByr9Q‸qN4brA39wKO7xbWahAt9_.ca',
      'private static final String SVIX_KEY = "testsk_jjUX__OV11yCy25m‸_ZwSNv6yhLB2eg3.in";',
    ],
    counterExamples: [
      "const svixKey = 'testsk_M8UAWlYW7WuX0ZyqebpATyHe4arK';",
      'SVIX_KEY=sk_...',
      'id: otestsk_4WLiftUVfqzU4HpHGlzIKhjMuyj_KMe.ca',
    ],
  }),
  prefixed({
    id: 'courier-key',
    title: 'Courier auth token',
    label: 'COURIER',
    keywords: ['pk_'],
    token: 'pk_(?:prod|test)_[A-Z0-9]{28}',
    examples: [
      'os.environ["COURIER_KEY"] = "pk‸_test_UXGU55BXFOKT8V1Z05SPAKFFEOGI"',
      '"courierKey": "pk‸_prod_1X5E6QQD1C2TXRF2ZCQCS8I3YJ27"',
    ],
    counterExamples: [
      'courier_key: pk_test_4KG8OMK6EIUN35IJ0NNWONU',
      '# set COURIER_KEY to pk_...',
      'opk_test_VA9I2H0CE7I44KSMGUFQD1KZ2M62',
    ],
  }),
  near({
    id: 'knock-key',
    title: 'Knock secret key',
    label: 'KNOCK',
    names: ['knock'],
    token: 'sk_[A-Za-z0-9_-]{43}',
    accepts: isMixed,
    examples: [
      '<add key="KNOCK_KEY" value="sk‸_C8KTUsGiCWmK4aD3_OGUgJjV42C6_vl-Bj3D7v8iz-S" />',
      'knock_key: s‸k_ia2KLTYBIoSF3ANJ67GXQqlRn4bV37IJy11VHUfr43G',
    ],
    counterExamples: [
      'knock_key: sk_dfbFXDIZgWOV8AaV9QzpQakaENPMEIRUR5OO8Rwr',
      'KNOCK_KEY=<knock-key>',
      'checksum: sk_VcXImSxrNUvAftydaM1zPF-UKxbZY3pplArC2ptaFOj',
    ],
  }),
  nearCredential({
    id: 'novu-key',
    title: 'Novu API key',
    label: 'NOVU',
    names: ['novu_', 'novu-', 'novuapi', 'novu.co'],
    token: '[a-f0-9]{32}',
    examples: [
      'let novuApiKey = "6ab339efec27d‸946119ab0f537352c64".to_string();',
      'ENV NOVU_API_KEY fe3d5327b066a9669ba‸e4b5b002c63ce',
    ],
    counterExamples: [
      'novu_api_key: 0e6458ac0e9e9230481973cbba33',
      'NOVU_API_KEY=your_novu_api_key_here',
      '"etag": "bab5b53af0502e5b31030fe95baeedc0"',
    ],
  }),
];
