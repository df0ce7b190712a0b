import type { SecretRule } from '../rule.ts';
import { isMixed } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of content networks, object stores and hosts of media. */
export const CLOUD_EDGES: readonly SecretRule[] = [
  prefixed({
    id: 'cloudflare-token',
    title: 'Cloudflare API token or key with a prefix',
    label: 'CFTOKEN',
    keywords: ['cfut_', 'cfat_', 'cfk_'],
    token: 'cf(?:ut|at|k)_[A-Za-z0-9_-]{46,50}',
    examples: [
      'curl -H "Authorization: Bearer cfut_DC9UzpNbodUIflSaxqsltjCC6X‸fZToamEMnXUxvQmyFpZDCgq" https://api.cloudflare.com/client/v4/user/tokens/verify',
      'args: ["--cloudflare-token", "cfk_j8z09ZzebztQEhUz4XwU‸8HLDvjqEx7WoSziha6iB4kviecE"]',
    ],
    counterExamples: [
      'CLOUDFLARE_TOKEN=cfut_L5IB02PRprEV86D7S-O3-6Fk6GhEaP53c_H6IiVn4',
      'see macfat_LBIRXYln6Yr-pdDuSOJokRtqSm1f91cg3qnEJ_srW0ecq4AG for more',
    ],
  }),
  near({
    id: 'cloudflare-legacy-token',
    title: 'Cloudflare API token of before the prefix',
    label: 'CFTOKEN',
    names: ['cloudflare', 'cf_api', 'cf-api', 'cf_token', 'cfapi'],
    token: '[A-Za-z0-9_-]{40}',
    accepts: isMixed,
    examples: [
      '{"name": "CLOUDFLARE_LEGACY_TOKEN", "value": "i7zlbJKUHk_uAXLG50‸7HkaKnZ4t83MRXH-tnYkFk"}',
      '"cloudflareLegacyToken": "N-UAyGJaMWoMG1P3mQDqcAytG‸gYO6xVAOJ63IFU9"',
      'CLOUDFLARE_LEGACY_TOKEN: "Aoq9aA2FYhb6A2yZI0M‸EiTdG3vGvfjlUvIGb3QA3"',
    ],
    counterExamples: [
      'CLOUDFLARE_LEGACY_TOKEN=PIKtNRnBpOnN3BtnLYgiVpX3XCOdwwyEEm9',
      '"cloudflareLegacyToken": "your_cloudflare_legacy_token_here"',
      '"etag": "LgX8Udg5bdGXIc6qaSHeANgnQ5yO3vI89tOpFRf3"',
    ],
  }),
  nearCredential({
    id: 'cloudflare-global-key',
    title: 'Cloudflare global API key',
    label: 'CFKEY',
    names: ['cloudflare', 'x-auth-key', 'cf_api', 'cf_key', 'cf_global'],
    token: '[a-f0-9]{37}',
    examples: [
      "curl -H 'X-Auth-Email: ada@acme.io' -H 'X-Auth-Key: 279c2d9a5dfa4528‸05a7ca209a1410975b103' https://api.cloudflare.com/",
      'CLOUDFLARE_API_KEY=c93a03bbe34a66aff4113‸d5371825d92d71e0',
    ],
    counterExamples: [
      'CLOUDFLARE_GLOBAL_KEY=b320a26e557efcb54d3ce067f0ade15b',
      '"cloudflareGlobalKey": "your_cloudflare_global_key_here"',
      'checksum: d16558774481cd74c9a951e9ea7c3bd60b575',
    ],
  }),
  prefixed({
    id: 'cloudflare-origin-ca-key',
    title: 'Cloudflare origin CA key',
    label: 'CFORIGIN',
    keywords: ['v1.0-'],
    token: 'v1\\.0-[a-f0-9]{24}-[a-f0-9]{146}',
    examples: [
      'val cloudflareOriginCaKey: String = "v1.0‸-2b58d0ee36c434f3256360f5-9cc01d19ad1ecd7e49e190d4570522143188c16ef7ec69c3aae3613bd62ae4f16853bd3bc093388a58def3c994b91fd61ea6ab53386eb0812dd787d92507c823c2766e4e001ac9168a"',
      'ENV CLOUDFLARE_ORIGIN_CA_KEY v1.0‸-1c1dcf03116befea2eb6d296-6fcf7c14e1efb79d183449179d7286432ea144811a90de22b3565f6c3c49d693493a5920f125be3fababd02251177e2b8392c63f46947a08ae0937dd4b0b577d546f90349bea88ad0a',
    ],
    counterExamples: [
      '"cloudflareOriginCaKey": "v1.0-a09efbb99ebdca0798f92980-d3ba9f97805505dac2162f05d4f193bc236b7cb557949f4cab04b86ae546b7bcfd9e8160d10c1a0535b4cbcc223d60e3dcade69e58a8378e2217bacadf0af8396ce980461b90cac7"',
      '"cloudflareOriginCaKey": "v1.0-REDACTED"',
      'ov1.0-1deff296a43952a02ce8c8ae-93269c76a0c05a9ebefbd6825a0fe789752a997d0edf2326d1221db19811b40bb1796d137b32fbb02e65bd14b420e7e0b528d083da377004b94d161db6a4afcb1fd4b22528b8dde814',
    ],
  }),
  prefixed({
    id: 'cloudflare-turnstile-secret',
    title: 'Cloudflare Turnstile secret key',
    label: 'TURNST',
    keywords: ['0x4AAAA'],
    token: '0x4AAAA[A-Za-z0-9_-]{28}',
    examples: [
      'TURNSTILE_SECRET_KEY=0‸x4AAAAcMmL62ZU0htxO4ZY8eQwDFZUocEu',
      'val cloudflareTurnstileSecret: String = "0‸x4AAAA2krjjYsZSP5Wa8p5XqX6QWvrtldU"',
    ],
    counterExamples: [
      'cloudflare_turnstile_secret: 0x4AAAAz0KqiuuUn6qhHRCuBPE9jfX',
      'CLOUDFLARE_TURNSTILE_SECRET=0x4AAAA...',
      'abc0x4AAAAD4cc__sDybSDYlmyF-reVjJfB4wz',
    ],
  }),
  nearCredential({
    id: 'cloudflare-r2-secret',
    title: 'Cloudflare R2 secret access key',
    label: 'CFR2',
    names: ['r2_secret', 'r2-secret', 'r2secret', 'r2_access', 'r2.cloudflarestorage'],
    token: '[a-f0-9]{64}',
    examples: [
      'os.environ["R2_SECRET_ACCESS_KEY"] = "c477a894a412f22ce4a216d0f4‸df840524b6a954cf2c9a499b1bb1a2822f9c37"',
      'request.headers["X-R2-Secret-Access-Key"] = "e22bba95bf840c6f0bd1158884f4fc24b‸6abb56d468c2818a771979248a976a3"',
    ],
    counterExamples: [
      'R2_SECRET_ACCESS_KEY=057949c1d61b0fdab459468e632e8df7866945eb387f132a455b970571d8',
      '"r2SecretAccessKey": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'ref = "012ad0a26c96f8035b1acb1babe84006b09b3736d8b312a7be624e51146d00d2"',
    ],
  }),
  near({
    id: 'fastly-token',
    title: 'Fastly API token',
    label: 'FASTLY',
    names: ['fastly'],
    token: '[A-Za-z0-9_-]{32}',
    accepts: isMixed,
    examples: [
      "curl -H 'Fastly-Key: Q5Hf9f3uFoNc5Ixj_JQPv‸LOi3uYZBAtc' https://api.fastly.com/service",
      'fastly_token = "y9sMpSp3yzMD0sM‸brohJ5G4ipqHP_-Hi"  # rotate in May',
      'ENV FASTLY_TOKEN 8hbCDQj6pHZJKor‸wMxHCG1wROv_HlCgy',
    ],
    counterExamples: [
      'FASTLY_TOKEN=xwUMnl47hBHYN1cDWL_u7nEX_74',
      'FASTLY_TOKEN=<fastly-token>',
      'checksum: iC0jEyNfwhICASNEw1z6kBGRE27niSym',
    ],
  }),
  prefixed({
    id: 'akamai-client-token',
    title: 'Akamai EdgeGrid token',
    label: 'AKAMAI',
    keywords: ['akab-'],
    token: 'akab-[a-z0-9]{16}-[a-z0-9]{16}',
    examples: [
      'client_token = akab‸-x5g2ntwa22l3545t-cebunuodtbhl7weu',
      'private static final String AKAMAI_CLIENT_TOKEN = "aka‸b-end850p4k3j190o4-sxowmcd14aitcz3e";',
    ],
    counterExamples: [
      "const akamaiClientToken = 'akab-sfxeoqezafzwa5of-0v2qr45eik';",
      'AKAMAI_CLIENT_TOKEN=akab-...',
      'oakab-q9f4zueslrg2gsg9-v2wwhgdp58p7ixe5',
    ],
  }),
  near({
    id: 'akamai-client-secret',
    title: 'Akamai EdgeGrid client secret',
    label: 'AKAMAI',
    names: ['akamai', 'edgegrid', 'edgerc', 'luna.akamaiapis.net'],
    token: '[A-Za-z0-9+/]{43}=',
    accepts: isMixed,
    examples: [
      'AKAMAI_CLIENT_SECRET=aA7RIPykqyUMgmcm6ZQ/2McHYvs‸N4hFPXLohxQx+ozh=',
      'host = akab-q1.luna.akamaiapis.net\nclient_secret = ASHfEhfXBvpBha‸+opPaBgMC5SfYfQqVy3iss4rSxTgc=',
    ],
    counterExamples: [
      "const akamaiClientSecret = 'ncg2XCCZQn8zR/CAINpr28+S9tirobTHk8fyAN8np';",
      '# AKAMAI_CLIENT_SECRET: change-me',
      'ref = "dyJYhPReMWysVDsKrV/eQLqFJQyvUU2jzga6cx6pgcb="',
    ],
  }),
  {
    id: 'backblaze-key',
    title: 'Backblaze B2 application key',
    label: 'BACKBLAZ',
    keywords: ['K000', 'K001', 'K002', 'K003', 'K004', 'K005'],
    // Not within a longer run of Base64.
    pattern: '(?<![A-Za-z0-9_+/])(?<secret>K00[0-5][A-Za-z0-9+/]{27})(?![A-Za-z0-9_+/=])',
    accepts: isMixed,
    examples: [
      '{"name": "BACKBLAZE_KEY", "value": "K‸000IJ72SGuLjEj2Pei+NNkTkif89yP"}',
      "define('BACKBLAZE_KEY', 'K0‸04OwONok/v63/+hpE3p4tIf4MwVH8');",
    ],
    counterExamples: [
      'integrity: q+/K‸004OwONok/v63/+hpE3p4tIf4MwVH8/x==',
      'backblaze_key: K001DrjaAy/HSBj0nLuUvISSqJ',
      '# set BACKBLAZE_KEY to K00<your-backblaze-key>',
      'see maK002O7lQ/fXRmmiZL68y+lXqgh0r3xZ for more',
    ],
  },
  near({
    id: 'wasabi-secret',
    title: 'Wasabi secret key',
    label: 'WASABI',
    names: ['wasabi'],
    token: '[A-Za-z0-9]{40}',
    accepts: isMixed,
    examples: [
      "client = WasabiClient('5Za7d2K3fPUuPGzJXNANtr‸f6VUPxTHiWordJC80Q')",
      'val wasabiSecret: String = "jz8i69R3y8kxoRJ519fCj53LEI‸AVDPeRc4Shk2dz"',
    ],
    counterExamples: [
      '"wasabiSecret": "f0BatDlF7M5P2aWlapp2fhDidjbUpKtHBrnEN"',
      '# WASABI_SECRET: your_wasabi_secret_here',
      'ref = "FIdBicIeM5tFehc2Q3WcevtERnYJ7PmGCjDLYBiQ"',
    ],
  }),
  nearCredential({
    id: 'bunny-key',
    title: 'bunny.net access key',
    label: 'BUNNY',
    names: ['bunnycdn', 'bunny.net', 'bunny_', 'bunny-', 'b-cdn'],
    token:
      '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}(?:[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}){0,1}|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}-[a-f0-9]{4}-[a-f0-9]{4}',
    examples: [
      'private static final String BUNNY_ACCESS_KEY = "1c00773e-817d-‸6f27-1520a4dc3bcb-b554-557e";',
      'ENV BUNNY_ACCESS_KEY 933f106a-8dc6‸-9f7c-b6ee9185a217-f00d-d1e2',
    ],
    counterExamples: [
      '"bunnyAccessKey": "89283289-c2b3-9824-e5f87b3ecfe"',
      'BUNNY_ACCESS_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision 7b07b18f-5e07-47b6-a493-4f3a658b6076',
    ],
  }),
  {
    id: 'cloudinary-url',
    title: 'Cloudinary environment variable',
    label: 'CLDNRY',
    keywords: ['cloudinary://'],
    pattern: 'cloudinary://(?<secret>[0-9]{12,18}:[A-Za-z0-9_-]{20,40})@',
    accepts: isMixed,
    examples: [
      'CLOUDINARY_URL=cloudinary://497489607839944:Yjosv‸oEMkKjCNUZwsZg8ulZPvQ9@acme-shop',
      '"cloudinary://321152792132585:S‸F3_7fB6eYRHhK2QqHdAvXhJcvw@demo1"',
    ],
    counterExamples: [
      'CLOUDINARY_URL=cloudinary://API_KEY:API_SECRET@CLOUD_NAME',
      'cloudinary://123456789012345:xxxxxxxxxxxxxxxxxxxxxxxxxxx@demo',
    ],
  },
  near({
    id: 'cloudinary-secret',
    title: 'Cloudinary API secret',
    label: 'CLDNRY',
    names: ['cloudinary'],
    token: '[A-Za-z0-9_-]{27}',
    accepts: isMixed,
    examples: [
      "cloudinary.config({ api_secret: 'GFY0-TySJgL6eU‸IW4tATvB1HJLg' })",
      'args: ["--cloudinary-secret", "mfnDQnpkUDG‸-d4MjCbQLutT-hJC"]',
    ],
    counterExamples: [
      "const cloudinarySecret = 'XRGJCSxnnoKQwg_UOth8fpS';",
      '# CLOUDINARY_SECRET: your_cloudinary_secret_here',
      'checksum: vXhkZs94Ro5aqxQoWPe-83Xmoun',
    ],
  }),
  prefixed({
    id: 'imagekit-key',
    title: 'ImageKit private key',
    label: 'IMAGEKIT',
    keywords: ['private_'],
    token: 'private_[A-Za-z0-9+/]{26,28}={0,2}',
    accepts: isMixed,
    examples: [
      'os.environ["IMAGEKIT_KEY"] = "pr‸ivate_FcMyRry5DLhsXQzI4p0kX84ALV="',
      'set -gx IMAGEKIT_KEY privat‸e_BdcGHHHSz40lF7gfqgmSC7bTbYBr=',
    ],
    counterExamples: [
      '"imagekitKey": "private_lTUOIJTnxGAcM/e+aB0xpIH7"',
      'IMAGEKIT_KEY=private_xxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'maprivate_1/5Ht7ZaUQCxYEVKYRmStSPy+z==',
    ],
  }),
  near({
    id: 'mux-secret',
    title: 'Mux token secret',
    label: 'MUX',
    names: ['mux_token', 'mux_secret', 'mux-token', 'muxtoken', 'mux.com'],
    token: '[A-Za-z0-9+/]{75}',
    accepts: isMixed,
    examples: [
      'login --mux-token-secret iO11lM6Hsws11FSpS/lWK/8IR3Uet4qA6ya2R‸rO10K68LPGpMlu+PUiAt0W6zZYbr0sCLR1D9Ap',
      'request.headers["X-Mux-Token-Secret"] = "uPQPRGsbJTyMYv3cXBNA5+YZQKn1L6y18j1otG‸8H1B+OgSZ7NKfIPRNtu+7pY+tonpyBRNL8r3P"',
    ],
    counterExamples: [
      '"muxTokenSecret": "rMqmt/Hc6RFVZzq9JeiloCLVNxAbw1eOvJLM1mTJ3BY0HkOyUfjEmejoH9b5kOZX4611AW"',
      '# MUX_TOKEN_SECRET: your_mux_token_secret_here',
      '"etag": "p1mvoFDsdbeAHRW+HbaIGV1y+yP84q+jz8ZGA4CWyUwrutQktR/zdk3XpohCr/Sz3UttvF7I5Rl"',
    ],
  }),
  nearCredential({
    id: 'uploadcare-secret',
    title: 'Uploadcare secret key',
    label: 'UPCARE',
    names: ['uploadcare'],
    token: '[a-f0-9]{20}',
    examples: [
      "ENV['UPLOADCARE_SECRET'] ||= 'fb9291ca1ac93‸4bcb607'",
      '"uploadcareSecret": "d3068f670e9‸fd527c745"',
    ],
    counterExamples: [
      'UPLOADCARE_SECRET=669f72c0c267ff27b',
      '"uploadcareSecret": "<uploadcare-secret>"',
      '"etag": "5d93b151beb74563d60e"',
    ],
  }),
];
