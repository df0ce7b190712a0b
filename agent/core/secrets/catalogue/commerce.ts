import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of shops and marketplaces. */
export const COMMERCE: readonly SecretRule[] = [
  prefixed({
    id: 'shopify-admin-token',
    title: 'Shopify Admin API token',
    label: 'SHOPIFY',
    keywords: ['shpat_', 'shpua_'],
    token: 'shp(?:at|ua)_[a-fA-F0-9]{32,64}',
    examples: [
      "curl -H 'X-Shopify-Access-Token: s‸hpua_9A8f02B6AD14Fac7C3E0b9FF463fdFd779' https://acme.myshopify.com/admin/api/2026-01/shop.json",
      'val shopifyAdminToken: String = "sh‸pua_cc0e4ecDDebF7D4E1a9f18B87C2Be3af"',
    ],
    counterExamples: [
      'SHOPIFY_ADMIN_TOKEN=shpat_8AfBcF5Bf2cb4a31ddFDf07fa6Cd1',
      'SHOPIFY_ADMIN_TOKEN=shpREDACTED',
      'abcshpua_5B5ebAD9EdDa994FDcE7e4ffC0eBc42FEbd',
    ],
  }),
  prefixed({
    id: 'shopify-custom-app-token',
    title: 'Shopify custom or private app token',
    label: 'SHOPIFY',
    keywords: ['shpca_', 'shppa_'],
    token: 'shp(?:ca|pa)_[a-fA-F0-9]{32}',
    examples: [
      "  shopifyCustomAppToken: process.env.SHOPIFY_CUSTOM_APP_TOKEN ?? 'sh‸ppa_9BCae0B25ca729FE4101e8266Df87EfB',",
      'os.environ["SHOPIFY_CUSTOM_APP_TOKEN"] = "s‸hppa_cA59ceae051606FA1005e7285bd0Ce88"',
    ],
    counterExamples: [
      'shopify_custom_app_token: shpca_5C4B335Ccbe96c87545c7e45073DCa',
      'SHOPIFY_CUSTOM_APP_TOKEN=shpREDACTED',
      'hi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',
    ],
  }),
  prefixed({
    id: 'shopify-shared-secret',
    title: 'Shopify app shared secret',
    label: 'SHOPIFYS',
    keywords: ['shpss_'],
    token: 'shpss_[a-fA-F0-9]{32}',
    examples: [
      'shopify_shared_secret = "sh‸pss_ED836aE6126dAD2CD75Cf7a8C3e7Ab50"  # rotate in May',
      'private static final String SHOPIFY_SHARED_SECRET = "s‸hpss_3efADFcBFADaCaa8F1CA5AfBD286Bdef";',
    ],
    counterExamples: [
      '"shopifySharedSecret": "shpss_eBA566e93D2DFA3cDf50E5D3dB"',
      'SHOPIFY_SHARED_SECRET=shpss_REDACTED',
      'id: ma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',
    ],
  }),
  prefixed({
    id: 'shopify-partner-token',
    title: 'Shopify partner or CLI token',
    label: 'SHOPIFYP',
    keywords: ['prtapi_', 'atkn_', 'shptka_', 'shpit_'],
    token: '(?:prtapi_|atkn_|shptka_|shpit_)[a-f0-9]{32,64}',
    examples: [
      'args: ["--shopify-partner-token", "atkn_05fdc302dfd284‸054e09bd58aceef11f"]',
      'SHOPIFY_PARTNER_TOKEN: "shptka_f79e96953fa2aae13‸c18827b8760a441"',
    ],
    counterExamples: [
      "const shopifyPartnerToken = 'shptka_5b42f5c769acc2671aac8fef1854';",
      '"shopifyPartnerToken": "prtapi_REDACTED"',
      'abcprtapi_cf716a1d0247932f5c727b1522ff405c8',
    ],
  }),
  prefixed({
    id: 'woocommerce-key',
    title: 'WooCommerce REST key or secret',
    label: 'WOO',
    keywords: ['ck_', 'cs_'],
    token: 'c[ks]_[a-f0-9]{40}',
    accepts: isOpaque,
    examples: [
      'curl https://acme.shop/wp-json/wc/v3/orders -u ck_c5eb54deed1fa636c53d‸ea7c480906b096358a6a:x',
      'woocommerce_key = "ck_153321923d846e0886‸9359877f1165d740e25cb3"  # rotate in May',
    ],
    counterExamples: [
      'WOOCOMMERCE_KEY=cs_39d304f29615f098036ecf6e5387cbea7f',
      'id: hick_f6a2b4880b4815d86464f3566a62c86b490e46dd',
    ],
  }),
  nearCredential({
    id: 'bigcommerce-token',
    title: 'BigCommerce access token',
    label: 'BIGCOM',
    names: ['bigcommerce', 'x-auth-token'],
    token: '[a-z0-9]{30,31}',
    examples: [
      'val bigcommerceAccessToken: String = "xl2niyws5swkxds‸ny4ku5p9i3qsw19"',
      '<add key="BIGCOMMERCE_ACCESS_TOKEN" value="pbwn0lij9f66vmmh9e‸6avqk7npyroo" />',
    ],
    counterExamples: [
      'bigcommerce_access_token: swb5cpupt2ajbar3fce4',
      '"bigcommerceAccessToken": "<bigcommerce-access-token>"',
      'revision rcy737a87gvarqmhpxzx26ngdon2pg',
    ],
  }),
  near({
    id: 'commercetools-secret',
    title: 'commercetools client secret',
    label: 'CMTOOLS',
    names: ['commercetools', 'ctp_client'],
    token: '[A-Za-z0-9_-]{32}',
    accepts: isMixed,
    examples: [
      'let commercetoolsSecret = "Oc5TcUBtRjJ3Bhe1O‸gX8c-aZraY68YNy".to_string();',
      'COMMERCETOOLS_SECRET: "bpZ7-yuxRjeM‸QzPkSlDOcRABNNYffKMa"',
    ],
    counterExamples: [
      "const commercetoolsSecret = 'P88VAjOj1j0KXJbqho60J4ht1Zz';",
      '"commercetoolsSecret": "<commercetools-secret>"',
      'revision wL2-zpogmfWl447YyRyEojeGcPwtmhry',
    ],
  }),
  nearCredential({
    id: 'magento-token',
    title: 'Adobe Commerce integration token',
    label: 'MAGENTO',
    names: ['magento'],
    token: '[a-z0-9]{32}',
    examples: [
      'magento_token = "ht6pezmgilisuji‸c1b3o5u0049gal1y3"  # rotate in May',
      'login --magento-token zhzt0gxhfy6sdd7yo‸yerqp9nnwwdawkq',
    ],
    counterExamples: [
      'MAGENTO_TOKEN=a832v1sk92ybecn6rqoxe15eniu9h',
      'MAGENTO_TOKEN=change-me',
      '"etag": "frxbbr97n3qkuz20d7j6wuei7gv2o46a"',
    ],
  }),
  prefixed({
    id: 'ebay-secret',
    title: 'eBay application secret',
    label: 'EBAY',
    keywords: ['PRD-', 'SBX-'],
    token:
      '(?:PRD|SBX)-[a-f0-9]{8,12}-(?:[a-f0-9]{4}-){3}[a-f0-9]{4}|(?:PRD|SBX)-[a-f0-9]{12}(?:-[a-f0-9]{4}){4}',
    examples: [
      "  ebaySecret: process.env.EBAY_SECRET ?? 'SBX-fb49a9a2a947-15‸1d-17dd-df4f-f03a',",
      'os.environ["EBAY_SECRET"] = "SBX-265789a6-‸ae8b-dea6-244d-00ae"',
    ],
    counterExamples: [
      'EBAY_SECRET=SBX-7507ccbd2f74-2315-cafe-403',
      '"ebaySecret": "PRD-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: re_SBX-fc79465e2580-89f6-8a8e-7985-4740',
    ],
  }),
  nearCredential({
    id: 'etsy-key',
    title: 'Etsy API keystring',
    label: 'ETSY',
    names: ['etsy'],
    token: '[a-z0-9]{24}',
    examples: ['ETSY_KEY: "zyb3xgfikpujw6vn‸e58yz8fs"', 'val etsyKey: String = "8xsa23l27v8jprjb‸36hxlpgo"'],
    counterExamples: [
      'etsy_key: 0oln1wm97yt07m4bssm8o5',
      '"etsyKey": "change-me"',
      'ref = "jujpes2r0a8bzu9tvh6fhi1r"',
    ],
  }),
  nearCredential({
    id: 'gumroad-token',
    title: 'Gumroad access token',
    label: 'GUMROAD',
    names: ['gumroad'],
    token: '[A-Za-z0-9_-]{43}|[a-f0-9]{64}',
    examples: [
      'private static final String GUMROAD_TOKEN = "f14a32d9e4fbe61ada28f‸5af4bd12414d4be4f78f75730d6628360c51dc2f238";',
      'GUMROAD_TOKEN: "ZG9CXcqSacTF72eqQyLKgeKr‸e3TYMHcvLzc78VN6ysn"',
    ],
    counterExamples: [
      '"gumroadToken": "1b651066f99e9814055b489c0fcb09fe7343bf5bed2c923ad4da6c22205eb0"',
      '# GUMROAD_TOKEN: change-me',
      'revision b10735a141802666a079f19ed98e47f936dc9d355fa0998085757024b6203159',
    ],
  }),
  nearCredential({
    id: 'squarespace-key',
    title: 'Squarespace API key',
    label: 'SQSPACE',
    names: ['squarespace'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'os.environ["SQUARESPACE_KEY"] = "63177ffd-8e0a-1936-d6‸07-f6e8485459a1"',
      'ENV SQUARESPACE_KEY 28431e94-63a0‸-4f86-2547-4db2749def87',
    ],
    counterExamples: [
      "const squarespaceKey = '1fd85917-6db2-8096-cccc-2cd0c21ef';",
      '# SQUARESPACE_KEY: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision c33435b4-184f-c782-1d26-1fd42facf10a',
    ],
  }),
  near({
    id: 'snipcart-key',
    title: 'Snipcart secret key',
    label: 'SNIPCART',
    names: ['snipcart'],
    token: 'S_[A-Za-z0-9]{60,72}|[A-Za-z0-9]{75}',
    accepts: isMixed,
    examples: [
      '<add key="SNIPCART_KEY" value="S_5AM6IIowISrrsSeZFm6e6tUKTcoEG0M1Thh4mTP‸iBBI9GizlLOFUQtYYQSFYm" />',
      'let snipcartKey = "S_b2QbZb2uMQ0KYSCL4LD4xd6T‸pCcNTRNPDkaFZBjSPIcC1Ymv2rY1u8nVU4AFjdPy".to_string();',
    ],
    counterExamples: [
      '"snipcartKey": "3myh9Vg3jn33gR0aeYndkzg5KTFkIgBCMYBySIZXA3M9DvZUT8nOjun00EcTxg7y"',
      '"snipcartKey": "<snipcart-key>"',
      'ref = "S_EVmse743lkuqJqjvLOs8E8z9RqIfl5DYGehjNIZwWA1yXGwmh8yRXS0gVqHg7s"',
    ],
  }),
  nearCredential({
    id: 'printful-token',
    title: 'Printful token',
    label: 'PRINTFUL',
    names: ['printful'],
    token: '[A-Za-z0-9]{40}|[a-z0-9]{8}-[a-z0-9]{4}-[a-z0-9]{4}:[a-z0-9]{4}-[a-z0-9]{12}',
    accepts: isOpaque,
    examples: [
      "const printfulToken = 'o9ATc4QMYD98jZq6KveWxDJ‸BeXIp8uXqxcLm2ELH';",
      '<add key="PRINTFUL_TOKEN" value="3u5qsw98-mia5‸-8om6:1gal-ehf00nlcexnc" />',
    ],
    counterExamples: [
      '"printfulToken": "g689qy5j-ud7b-c40s:z4ey-oa5xi26"',
      '# PRINTFUL_TOKEN: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: a3max1z4-9esa-fk5d:5um3-h6xop1xxdydc',
    ],
  }),
];
