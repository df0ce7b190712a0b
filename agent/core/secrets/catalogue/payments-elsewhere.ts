import type { SecretRule } from '../rule.ts';
import { isMixed } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of banks and of payment services by region and purpose. */
export const PAYMENTS_ELSEWHERE: readonly SecretRule[] = [
  prefixed({
    id: 'plaid-access-token',
    title: 'Plaid access token',
    label: 'PLAID',
    keywords: ['access-'],
    token:
      'access-(?:sandbox|development|production)-[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      '{"name": "PLAID_ACCESS_TOKEN", "value": "ac‸cess-sandbox-e1f42d90-2adf-dfa0-bfd2-45c88a5f9848"}',
      'private static final String PLAID_ACCESS_TOKEN = "ac‸cess-development-4c7d8c0e-8472-3659-c133-bfd86d0cbd36";',
    ],
    counterExamples: [
      "const plaidAccessToken = 'access-production-83fb0a5a-34c6-7122-8cbc-39dd63f530';",
      '"plaidAccessToken": "access-<your-plaid-access-token>"',
      'vaccess-sandbox-bb53eb7c-3ccf-843f-8228-ea458339933c',
    ],
  }),
  nearCredential({
    id: 'plaid-secret',
    title: 'Plaid secret',
    label: 'PLAIDSEC',
    names: ['plaid'],
    token: '[a-f0-9]{30}',
    examples: [
      'plaid_secret: 141b9f77963d749e‸3e79de88d9e564',
      'export PLAID_SECRET="25f806c6ecac0783‸150fe686353d97"',
    ],
    counterExamples: [
      'PLAID_SECRET=2ce0207f31fb001b11104fc46e',
      '# PLAID_SECRET: change-me',
      '"etag": "b40689cf30df97a597ae64770fd46a"',
    ],
  }),
  prefixed({
    id: 'flutterwave-key',
    title: 'Flutterwave secret key',
    label: 'FLUTTER',
    keywords: ['FLWSECK'],
    token: 'FLWSECK(?:_TEST)?-[a-h0-9]{32}-X',
    examples: [
      'flutterwave_key: FL‸WSECK-46h8f5eaf529hadb3361bc9764d8c0cg-X',
      'val flutterwaveKey: String = "F‸LWSECK_TEST-5273ga6e6c2e4ahh9fd46e0h3abh7871-X"',
    ],
    counterExamples: [
      'FLUTTERWAVE_KEY=FLWSECK-7ghcfa4f8e0cg06c294478fc0f14',
      '"flutterwaveKey": "FLWSECK..."',
      'id: hiFLWSECK-g67daa36a33f49088163f891f1366cg6-X',
    ],
  }),
  near({
    id: 'adyen-key',
    title: 'Adyen API key',
    label: 'ADYEN',
    names: ['adyen', 'x-api-key'],
    token: 'AQE[a-z][A-Za-z0-9+/=-]{60,200}',
    accepts: isMixed,
    examples: [
      "curl -H 'X-API-Key: A‸QEunTceZfD-bQX/3y2gh-nM3m=mUpFmuRsyYTOFvmCq3qcofeVXL6+/uwjj9YOcwH93' https://checkout-test.adyen.com/v71/payments",
      'ADYEN_API_KEY=A‸QEpKO7g0=EIjOQqVM1RBTROzQI5xhPggE/OWILhXB+=ZF/bH8v0s8TFqzYBV32p6EM',
    ],
    counterExamples: [
      'ADYEN_KEY=AQEbgv/Cis/XnG2i02gY515C/pjNCg68kPMAwmhsYbX=ewJ7kxZuAyn/k',
      '"adyenKey": "your_adyen_key_here"',
      'checksum: AQErJp1tIH7ttVk2gC5reGwVKpqNK1I4r6MHZVH9B26fEwhkzLFczEnxG3/bzmJsUS',
    ],
  }),
  prefixed({
    id: 'mercadopago-token',
    title: 'Mercado Pago access token',
    label: 'MERPAGO',
    keywords: ['APP_USR-', 'TEST-'],
    token: '(?:APP_USR|TEST)-[0-9]{10,16}-[0-9]{6}-[a-f0-9]{32}-[0-9]{6,12}',
    examples: [
      'export MERCADOPAGO_TOKEN="APP_US‸R-7903857197-297778-9d9fd5c38b33ec8c212ef6f88a5cb309-659093604"',
      'request.headers["X-Mercadopago-Token"] = "TEST-494588298293667-479141‸-c41b37b14a48b62af98f717d21db550c-404147"',
    ],
    counterExamples: [
      "const mercadopagoToken = 'TEST-0041634885-627741-699f41ea2284b05cb656b5b64ea6690a';",
      '"mercadopagoToken": "APP_USR-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see maTEST-767544830114-506937-b9d23ad63fac08a3c98e46a474f86900-241450 for more',
    ],
  }),
  prefixed({
    id: 'midtrans-key',
    title: 'Midtrans server key',
    label: 'MIDTRANS',
    keywords: ['Mid-server-'],
    token: 'Mid-server-[A-Za-z0-9_-]{24}',
    examples: [
      "ENV['MIDTRANS_KEY'] ||= 'Mid-ser‸ver-Pn8feMiZIn9clmu6AcF4c6aA'",
      'login --midtrans-key M‸id-server-fkTe2nxHIgJFwkNsqe92Wq5M',
    ],
    counterExamples: [
      'MIDTRANS_SERVER_KEY=SB-Mid-server-<key>',
      'Mid-server-short7',
      'MIDTRANS_KEY=Mid-server-CJqxIJnIMG8Fax-8QD',
    ],
  }),
  prefixed({
    id: 'xendit-key',
    title: 'Xendit secret key',
    label: 'XENDIT',
    keywords: ['xnd_'],
    token: 'xnd_(?:production|development)_[A-Za-z0-9]{40,80}',
    examples: [
      'request.headers["X-Xendit-Key"] = "xnd‸_production_bEyDXCbYVREZSNMRsfVgIHLBx7nuTvKoV9gSFqLGAn"',
      'let xenditKey = "x‸nd_development_HxdAxnexdHOs1ufmdDEh4pFO6kHsVgeVJ53NWFflEjE".to_string();',
    ],
    counterExamples: [
      '"xenditKey": "xnd_development_aYeqUuoH5H0rILckqod8T008mcJzAe7P00lkHH"',
      'XENDIT_KEY=xnd_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: re_xnd_production_5wGrNIFsQXPIjRZwxRUnSqF9Zf57zxcgIrmKvdrlXkeqy',
    ],
  }),
  prefixed({
    id: 'cashfree-key',
    title: 'Cashfree secret key',
    label: 'CASHFREE',
    keywords: ['cfsk_ma_'],
    token: 'cfsk_ma_(?:prod|test)_[a-f0-9]{32}_[a-f0-9]{8}',
    examples: [
      '<add key="CASHFREE_KEY" value="cfs‸k_ma_test_416e2b69003831dc54137b6a3f7687f5_26691b44" />',
      'login --cashfree-key cfsk_‸ma_prod_191f052da58922feff7870aa00285a37_f40a45ea',
    ],
    counterExamples: [
      'cashfree_key: cfsk_ma_test_c9fd539f62fec43f79a0d770487355bb_381517',
      '# set CASHFREE_KEY to cfsk_ma_REDACTED',
      'see abccfsk_ma_prod_a36f529a00e96246961c4e65311489ee_d79a3221 for more',
    ],
  }),
  prefixed({
    id: 'omise-key',
    title: 'Omise secret key',
    label: 'OMISE',
    keywords: ['skey_'],
    token: 'skey_(?:test_)?[a-z0-9]{19}',
    examples: [
      'OMISE_KEY: "s‸key_jls1yx5608ksfv07iby"',
      '{"name": "OMISE_KEY", "value": "skey‸_lap6btgt7zkarzsgkoe"}',
    ],
    counterExamples: [
      'OMISE_KEY=skey_test_skdhsxrsvs1c0',
      '# set OMISE_KEY to skey_xxxxxxxxxxxxxxxxxxx',
      'see vskey_test_aa5s8eqtl50r5i0lndk for more',
    ],
  }),
  prefixed({
    id: 'klarna-key',
    title: 'Klarna API key',
    label: 'KLARNA',
    keywords: ['klarna_'],
    token: 'klarna_(?:live|test)_api_[A-Za-z0-9!#$&()*/?=_-]{30,200}',
    examples: [
      'KLARNA_KEY: "k‸larna_live_api_-G0DIT8)ON)vh_BHjSjaF8IXnmik9U"',
      'setx KLARNA_KEY klarna‸_test_api_lk*G=rR(v_7JfLlbtW7wCqigNFKEBiV',
    ],
    counterExamples: [
      'klarna_key: klarna_live_api_!D5kxQCuxjp1SJG!HWB)-I=H',
      '"klarnaKey": "klarna_..."',
      'abcklarna_live_api_5mbTfw?N*H(ClIBd!nKNFuP=9qGFSR/IWi=',
    ],
  }),
  prefixed({
    id: 'polar-token',
    title: 'Polar access token',
    label: 'POLAR',
    keywords: ['polar_oat_', 'polar_pat_', 'polar_whs_'],
    token: 'polar_(?:oat|pat|whs)_[A-Za-z0-9]{30,60}',
    examples: [
      "  polarToken: process.env.POLAR_TOKEN ?? 'polar‸_oat_pvU7L3ol4e0QRf0AfAUSxcfzPNPJDA6q9',",
      'let polarToken = "pola‸r_whs_hLBic0TbN1rPCAXBNCGIOv2R6RGpiDpLK".to_string();',
    ],
    counterExamples: [
      'polar_token: polar_pat_Y3gcsB9U48WCuQsC4tE0gkxc',
      '"polarToken": "polar_<your-polar-token>"',
      'id: opolar_pat_revvY7L9XSaA8lg9bvJFvfyegpwCtSb',
    ],
  }),
  prefixed({
    id: 'sumup-key',
    title: 'SumUp secret key',
    label: 'SUMUP',
    keywords: ['sup_sk_'],
    token: 'sup_sk_[A-Za-z0-9]{30,40}',
    examples: [
      "client = SumupClient('sup_sk‸_qsRilP4B0qnhznzhvhMhvfS98Fr5Ar')",
      'sumup_key = "sup_sk‸_7zldzivajAytFh7Zye88995RKzZZa7"  # rotate in May',
    ],
    counterExamples: [
      "const sumupKey = 'sup_sk_MkcZ3iBOi0hoSSlwDpyRG1srnJu9';",
      '# set SUMUP_KEY to sup_sk_...',
      'masup_sk_0Roqw5QXAUw29cOzHf49SxRCQPJojTb',
    ],
  }),
  nearCredential({
    id: 'wise-token',
    title: 'Wise API token',
    label: 'WISE',
    names: ['transferwise', 'wise_api', 'wise_token', 'wise-api', 'wiseapi'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      '"wiseApiToken": "3b54f660-e963-a1b‸3-7f93-2c44e91fdbf0"',
      'wise_api_token: d736cd30-992‸e-8f5b-63cb-8c2435a744ca',
    ],
    counterExamples: [
      'wise_api_token: d06c744e-1a93-eb31-afa7-00863f790f',
      '# WISE_API_TOKEN: change-me',
      'checksum: 39587f4d-1ef3-8ecf-ff8e-c9f8f89884fe',
    ],
  }),
  near({
    id: 'recurly-key',
    title: 'Recurly private key',
    label: 'RECURLY',
    names: ['recurly'],
    token: '[a-f0-9]{32}',
    examples: [
      'args: ["--recurly-key", "0c865c9b13ad1d16477d‸2c745f6606fa"]',
      'request.headers["X-Recurly-Key"] = "d07d5c75ee‸2746c5dbf1c344a4e229dd"',
    ],
    counterExamples: [
      'recurly_key: d2c9aac9b966bee6f2d312a9ce8',
      '# RECURLY_KEY: change-me',
      'revision 6e39dd51166e53949b0633f2ebe18626',
    ],
  }),
  near({
    id: 'chargebee-key',
    title: 'Chargebee API key',
    label: 'CHARGEB',
    names: ['chargebee'],
    token: '(?:live|test)_[A-Za-z0-9]{30,60}',
    accepts: isMixed,
    examples: [
      "ENV['CHARGEBEE_KEY'] ||= 'test_cSzEcKRt6dyo0‸fZP1YuwxjomdHBEqL'",
      'ENV CHARGEBEE_KEY live_eSJXZILO5‸cEAUMl7zLqvnhopROY089Mmg1C',
    ],
    counterExamples: [
      'CHARGEBEE_KEY=test_lTmPblDMwH7Fmv34qJoCY',
      '# CHARGEBEE_KEY: your_chargebee_key_here',
      'revision test_7zydGvHOwCiKOd5FT8GeEsiIRjfHOXRZPIZ',
    ],
  }),
  near({
    id: 'dwolla-secret',
    title: 'Dwolla key or secret',
    label: 'DWOLLA',
    names: ['dwolla'],
    token: '[A-Za-z0-9]{50}',
    accepts: isMixed,
    examples: [
      'private static final String DWOLLA_SECRET = "QDnpT5f6h3YRX8wVf‸RCx3peZZXh4iOUmbXs0cNeEw4oT5XhwFp";',
      "client = DwollaClient('KAf7vwys677H7CGGulmHwAg09jWZyMy‸dY67ZGRWGmA9TU5ITb5')",
    ],
    counterExamples: [
      'DWOLLA_SECRET=m30GPbLfG2oGtPpVxOb2WgTII0R3SE8mmRlBuyZ7ZVazUA',
      '"dwollaSecret": "<dwolla-secret>"',
      '"etag": "ns7tfD42BS3gAXvWBE6yYgKhMwFq3wwlYR7oGJjpKnSLyLcmic"',
    ],
  }),
  prefixed({
    id: 'mercury-token',
    title: 'Mercury API token',
    label: 'MERCURY',
    keywords: ['mercury_'],
    token: 'mercury_(?:production|sandbox)_[a-z0-9_]{30,80}',
    examples: [
      'MERCURY_TOKEN=secret-token:m‸ercury_production_ii9dvc5knwerg_oog_t5zscu65r8mb',
      "client = MercuryClient('mercur‸y_production_rces8lzw8waawo707k1vjaq5racb5m1kew')",
    ],
    counterExamples: [
      '"mercuryToken": "mercury_sandbox_cqdfq1oxz8o_60voqz2saxcc"',
      'MERCURY_TOKEN=mercury_REDACTED',
      'omercury_production_bmhu640zoy3gspr76ny_lsqk8op7mrk',
    ],
  }),
];
