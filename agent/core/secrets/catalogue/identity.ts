import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of those who sign people in. */
export const IDENTITY: readonly SecretRule[] = [
  near({
    id: 'okta-token',
    title: 'Okta API token',
    label: 'OKTA',
    names: ['okta', 'ssws'],
    token: '00[A-Za-z0-9_-]{40}',
    accepts: isMixed,
    examples: [
      "curl -H 'Authorization: SSWS 00FX9d11-P9xaIK0FkoFm0‸hVTXLDAfpkCKIwZAIXIa' https://acme.okta.com/api/v1/users",
      "define('OKTA_TOKEN', '00qO9eabSJ4QxHLZO4yuX19‸i2nMNaTSgWudQYB8jqk');",
      'val oktaToken: String = "00-lSvdgzg8i5AWWL1UU80qGbyzd‸ysUNyyPQt9jD9X"',
    ],
    counterExamples: [
      "const oktaToken = '00l_PucapO612dX69x1JBEgO8AT2ox2AVqQ1';",
      '"oktaToken": "your_okta_token_here"',
      'checksum: 00jJxjXng-K4H6TsK3t5s6HBfYr7r2dvCcHVoPno9l',
    ],
  }),
  near({
    id: 'okta-client-secret',
    title: 'Okta client secret',
    label: 'OKTACLI',
    names: ['okta'],
    token: '[A-Za-z0-9_-]{64}|[A-Za-z0-9_-]{40}',
    accepts: isMixed,
    examples: [
      'private static final String OKTA_CLIENT_SECRET = "0rjw0BESJqgQnjBG0PazT‸V6LeeIW46Gaj105pmeo";',
      'login --okta-client-secret Z3cdZgnjsyLwGfCabj1uBrlrD5JmiHT‸EVJL8oSsHpX_1BWr2WMlcuC49ZQcaC2S7',
    ],
    counterExamples: [
      'OKTA_CLIENT_SECRET=2ycn6_fUAVhL5d37MJQrkPWz-WFaV-FmNNwBi9dMGVD4dtDrTMe1XddrfDhQ',
      '# OKTA_CLIENT_SECRET: your_okta_client_secret_here',
      'revision yw-yN74TLxMxE-x1DWt81X26oFSFtd1YsemHG3Ufa7bwzJNBV9GmPyrfPdUsfUEf',
    ],
  }),
  near({
    id: 'auth0-client-secret',
    title: 'Auth0 client secret',
    label: 'AUTH0',
    names: ['auth0'],
    token: '[A-Za-z0-9_-]{64}',
    accepts: isMixed,
    examples: [
      'auth0_client_secret: 5S3IwSaNwjcr6QeuAvHsClHD‸7jbvCimVu8-t99IUqEmHOm94ueoR2c3XduODZyam',
      'os.environ["AUTH0_CLIENT_SECRET"] = "VoNNSKLU3XtN7hvePRLK82ySlqWFeTz-pPY‸vOQySA6razQzwHwBcX7WW1XFWk279"',
    ],
    counterExamples: [
      'AUTH0_CLIENT_SECRET=Z8vaMq18qUup3vE1tCMSqcVrKWY9y652HCdljTDS1EkxSTSmPrOwJw6EYsGk',
      '"auth0ClientSecret": "your_auth0_client_secret_here"',
      'revision j_dICVg0D6kLhEzyF3in1arHIa_zu7rmOkJJyx-cJIPTQewCfYIFOrVnQOvOYqwC',
    ],
  }),
  prefixed({
    id: 'clerk-secret-key',
    title: 'Clerk secret key',
    label: 'CLERK',
    keywords: ['sk_live_', 'sk_test_'],
    token: 'sk_(?:live|test)_[A-Za-z0-9]{40,50}',
    accepts: isMixed,
    examples: [
      'CLERK_SECRET_KEY=sk‸_live_SjQxWTwTw7Id00cKVuF09baAJ4Obg4A45F6ciaEjYPH',
      '{"name": "CLERK_SECRET_KEY", "value": "sk‸_test_Cii2A00OD1MKdYGlSrCumCfkj0UpqtR2QJ1UdSJgO7aF"}',
    ],
    counterExamples: [
      'clerk_secret_key: sk_live_u8Zur8qQ7rheXDsz7zEYpWCQHY0O2dJRKla',
      'CLERK_SECRET_KEY=sk_...',
      'see vsk_test_3mSRXpnWyEJeBaqCinU4JcsBM7gt0FTBCk8z38RM for more',
    ],
  }),
  prefixed({
    id: 'stytch-secret',
    title: 'Stytch secret',
    label: 'STYTCH',
    keywords: ['secret-live-', 'secret-test-'],
    token: 'secret-(?:live|test)-[A-Za-z0-9_=-]{36}',
    examples: [
      'STYTCH_SECRET=secre‸t-test-dAgVGkBjgxyltO0aSLThY9BwP8YZbtNDavQd',
      "  stytchSecret: process.env.STYTCH_SECRET ?? 'secr‸et-test-XlooodhV6ATmS-VMivRyhr_mIlbnhzwe8cZg',",
    ],
    counterExamples: [
      "const stytchSecret = 'secret-test-GNvhXTi_fGqRC2HFeIov4WpfnMgdoet';",
      '# set STYTCH_SECRET to secret-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see osecret-test-3x_UQI4-LfNK8wH2RKe8EBibMF5vp9KKesWq for more',
    ],
  }),
  nearCredential({
    id: 'onelogin-secret',
    title: 'OneLogin client secret',
    label: 'ONELOGIN',
    names: ['onelogin', 'one_login'],
    token: '[a-f0-9]{64}',
    examples: [
      'onelogin_secret := "123836044cd2f7b9e3942c6ae82370299ecd61504‸2256d16df46c4c6aa08bc0a"',
      '{"name": "ONELOGIN_SECRET", "value": "bee3c663ee5d59ac691d781a5e8ccfb0‸d206a83440a02648897a3ed513cc67db"}',
    ],
    counterExamples: [
      'onelogin_secret: 628c52b6a539fd9ca83e6a1a2290ec8192bb587bbc71d90140564e2554d3',
      'ONELOGIN_SECRET=your_onelogin_secret_here',
      'revision 4d21c0c6a5ec01fc0a2020188b466f0f39bcb7cba29a5fce94e081a04b2e2ea0',
    ],
  }),
  nearCredential({
    id: 'jumpcloud-key',
    title: 'JumpCloud API key',
    label: 'JUMPCLD',
    names: ['jumpcloud', 'jump_cloud'],
    token: '[a-f0-9]{40}|jca_[A-Za-z0-9]{36}',
    examples: [
      '"jumpcloudKey": "jca_v78lisD4TXcpxJ‸Zoivhhiz3xs6zNiAeee0vh"',
      "  jumpcloudKey: process.env.JUMPCLOUD_KEY ?? 'b4ae889102785806a594e6‸8654b23c1c97201d74',",
    ],
    counterExamples: [
      '"jumpcloudKey": "jca_oQEq7YXTPygDj8SpwDoWXczgVbCdye4"',
      '"jumpcloudKey": "<jumpcloud-key>"',
      'revision 65cc4bc2342207f483a59900c77ddb7bfa9a8b25',
    ],
  }),
  near({
    id: 'duo-secret',
    title: 'Duo secret key',
    label: 'DUO',
    names: ['duo_', 'duo-', 'duosecurity', 'duo.com', 'duosecret'],
    token: '[A-Za-z0-9]{40}',
    accepts: isMixed,
    examples: [
      '"duoSecret": "YV4YYJWuux5fnwxTNuXvsN‸h5JHBPtJQK2imu9sst"',
      '<add key="DUO_SECRET" value="jZAc5Z57YCq4TetJcS9cRaj4x‸4Ewzb7boVUy02Dh" />',
    ],
    counterExamples: [
      '"duoSecret": "UzCwpQlnv16fmz1on1iO51KqFaHvrU7WNRty"',
      '# DUO_SECRET: change-me',
      'ref = "Evig2k0jETFNBVHyPybchjFNCn3BCgowehnbSlH7"',
    ],
  }),
  nearCredential({
    id: 'frontegg-secret',
    title: 'Frontegg client secret',
    label: 'FRONTEGG',
    names: ['frontegg'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'FRONTEGG_SECRET: "4258082e-5ea4-2c6‸a-4e29-5b192ff6351f"',
      '{"name": "FRONTEGG_SECRET", "value": "01fd9804-94c0-5a14-5777-‸606ca7a7ebcb"}',
    ],
    counterExamples: [
      'frontegg_secret: 82fd577f-71da-9dd0-a6ee-7da5a052',
      '"fronteggSecret": "your_frontegg_secret_here"',
      '"etag": "f0dc7b1f-cd1b-8fcc-6073-df49ea517248"',
    ],
  }),
  near({
    id: 'kinde-secret',
    title: 'Kinde client secret',
    label: 'KINDE',
    names: ['kinde'],
    token: '[A-Za-z0-9]{50}',
    accepts: isMixed,
    examples: [
      "client = KindeClient('UBidV7JO4IHzZ5KxCVk01mtkRQg‸0gx55xqbbdZHW70dpHFciHL')",
      "const kindeSecret = 'ZF79q5hNjThv6Dr9VyE‸uetXahdFjkZrVwRWbZarJZCFnpLjtJs';",
    ],
    counterExamples: [
      '"kindeSecret": "TE1hKUKHDVTkOMt6VDR6Z2op5GgnpLU671oGDaUrWFRwb5sC"',
      '"kindeSecret": "change-me"',
      'checksum: 0cM1WTlTnw1WNDO2DlWkH41DXgnw8HrpaRtTXnzRRjGoWJPQXq',
    ],
  }),
  near({
    id: 'workos-key',
    title: 'WorkOS API key',
    label: 'WORKOS',
    names: ['workos'],
    token: 'sk_(?:live_|test_|[a-z0-9]{1,10}_)?[A-Za-z0-9]{40,64}',
    accepts: isMixed,
    examples: [
      "ENV['WORKOS_KEY'] ||= 's‸k_WoLG3qyTRhzbeTjHCNKcZJxB9CGcpSd8EqsSO1dOAzXKH'",
      'request.headers["X-Workos-Key"] = "s‸k_t_w8O40BVBrVbQVqocJk1qM6xWexMNHPF8LQsUaKVWi"',
    ],
    counterExamples: [
      'WORKOS_KEY=sk_nCXH3QxerCreMEv3bP1y6h4o9LeuvBOEv',
      'WORKOS_KEY=change-me',
      'revision sk_live_XKSVuQ6kKaw1kTLXbcZzB6GMZxdVmfhx0aDkQzLnLpU',
    ],
  }),
  prefixed({
    id: 'persona-key',
    title: 'Persona API key',
    label: 'PERSONA',
    keywords: ['persona_'],
    token:
      'persona_(?:production|sandbox)_[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      "client = PersonaClient('pe‸rsona_production_5661e7ef-c9c9-b3ef-4069-10057e4579b9')",
      "ENV['PERSONA_KEY'] ||= 'per‸sona_production_4f8e0f46-81da-6885-3549-22646954739f'",
    ],
    counterExamples: [
      '"personaKey": "persona_sandbox_6d58f3dd-30f9-08f1-ae61-00e51c209"',
      '# set PERSONA_KEY to persona_REDACTED',
      'vpersona_sandbox_de8129f1-c69a-b8e3-e4cf-2e2d8abcee7f',
    ],
  }),
  near({
    id: 'onfido-token',
    title: 'Onfido API token',
    label: 'ONFIDO',
    names: ['onfido', 'token token='],
    token: 'api_(?:live|sandbox)(?:_us|_ca)?\\.[A-Za-z0-9_-]{11}\\.[A-Za-z0-9_-]{32}',
    accepts: isMixed,
    examples: [
      'set -gx ONFIDO_TOKEN ap‸i_sandbox.cLBb373twMP.ci0j5FXK8_Wu96Cx-ZQonIZ3myvJ7EcJ',
      'ONFIDO_TOKEN=a‸pi_live.Yb94M0f-gyo.QHImpn9PkSc6TdH-skWMi_SkjQn4y_4N',
    ],
    counterExamples: [
      'onfido_token: api_sandbox.7ZxofwrQMbT.8S8lC7n03M7eFJ_1dFFhzqyDjaI0',
      '# ONFIDO_TOKEN: <onfido-token>',
      'revision api_sandbox.nnckNfuf-v6.5tMvcQFe_cf9ZNdlX8JyxzoiQU_o-yBD',
    ],
  }),
  prefixed({
    id: 'hcaptcha-secret',
    title: 'hCaptcha secret',
    label: 'HCAPTCHA',
    keywords: ['ES_'],
    token: 'ES_[a-f0-9]{32}',
    accepts: isOpaque,
    examples: [
      'login --hcaptcha-secret E‸S_82786c2e7468c3077442d92f064efe66',
      'args: ["--hcaptcha-secret", "E‸S_3c26c23f82f75f0f861fd31f2e187c3e"]',
    ],
    counterExamples: [
      "const hcaptchaSecret = 'ES_6a095e830d94e0a60df318ef97f5';",
      'HCAPTCHA_SECRET=ES_...',
      'hiES_8de1be28e7a53fd50a5ca37729ae7f98',
    ],
  }),
  nearCredential({
    id: 'hcaptcha-legacy-secret',
    title: 'hCaptcha secret of before the prefix',
    label: 'HCAPTCHA',
    names: ['hcaptcha'],
    token: '0x[A-Fa-f0-9]{40}',
    examples: [
      '"hcaptchaLegacySecret": "0x2f6dfa2497661‸6f9b6df8764913e09c97fff8b66"',
      "const hcaptchaLegacySecret = '0x4c12704d0eab6d10961e‸858eff3cc202983d3126';",
    ],
    counterExamples: [
      '"hcaptchaLegacySecret": "0x72437b256ac93bb9b45c3548d2a8d790f1cc3f"',
      '# HCAPTCHA_LEGACY_SECRET: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "0xcc7aca38e5eeb9aa4c666293271e3d779304abdb"',
    ],
  }),
  near({
    id: 'sumsub-token',
    title: 'Sumsub app token',
    label: 'SUMSUB',
    names: ['sumsub'],
    token: '(?:sbx|prd):[A-Za-z0-9]{24}\\.[A-Za-z0-9]{32}',
    examples: [
      'request.headers["X-Sumsub-Token"] = "prd:C8AVNVgvCiC11cIcu6bXOVl4‸.YwjU0STYe7S9QNzdHmq5PFeXkkwfjhBP"',
      "define('SUMSUB_TOKEN', 'sbx:BDaEklOP8N1AqB3X5jMUWE2Y.597‸csV5GKfTXf9xtnETpedMregOHdCEJ');",
    ],
    counterExamples: [
      "const sumsubToken = 'sbx:ZxnLqIDeBWtIfnIO4d6VF4bh.601EeKCOQ0jK5ubKBelt0hhJWKBe';",
      '"sumsubToken": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      '"etag": "prd:VFV0LchhzmFVF3JHRj7dZ4xZ.75BpQFU7rGrlgYB0vjsnYaZHkSTjfFKd"',
    ],
  }),
];
