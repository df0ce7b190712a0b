import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, prefixed } from './shape.ts';

/** Keys of payment services for shops. */
export const PAYMENTS_MERCHANTS: readonly SecretRule[] = [
  prefixed({
    id: 'checkout-key',
    title: 'Checkout.com secret key',
    label: 'CHECKOUT',
    keywords: ['sk_'],
    token:
      'sk_(?:sbox_)?[a-z0-9]{26}[a-z0-9*#$=]|sk_(?:test_)?[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    accepts: isOpaque,
    examples: [
      'CHECKOUT_SECRET_KEY=sk‸_sbox_xhl61ft0yylgrqablrpqduwys31',
      '"checkoutSecret": "sk‸_test_4891106c-0b5f-166b-1888-076065fd7c9d"',
    ],
    counterExamples: [
      'checkout_secret_key: sk_865bfd5b-f077-b84c-ff75-78526c91',
      'CHECKOUT_SECRET_KEY=sk_<your-checkout-secret-key>',
      're_sk_sbox_wj3xwc3nk1g0g9zvz8k380m9kg0',
    ],
  }),
  prefixed({
    id: 'razorpay-key-id',
    title: 'Razorpay key id',
    label: 'RAZORID',
    keywords: ['rzp_live_', 'rzp_test_'],
    token: 'rzp_(?:live|test)_[A-Za-z0-9]{14}',
    accepts: isOpaque,
    examples: [
      "client = RazorpayClient('rzp‸_test_cXaEoo4Qs0U8ri')",
      "define('RAZORPAY_KEY_ID', 'r‸zp_live_gTv7fixgsPxS1Q');",
    ],
    counterExamples: [
      "const razorpayKeyId = 'rzp_live_vaDTOaKi';",
      '# set RAZORPAY_KEY_ID to rzp_...',
      'id: hirzp_test_EXEdBZMr9MGnAq',
    ],
  }),
  near({
    id: 'razorpay-secret',
    title: 'Razorpay key secret',
    label: 'RAZOR',
    names: ['razorpay', 'rzp_secret'],
    token: '[A-Za-z0-9]{24}',
    accepts: isMixed,
    examples: [
      "ENV['RAZORPAY_SECRET'] ||= '0hC8h8CEz0H‸eWgtVl1Aoi2q9'",
      'RAZORPAY_SECRET=XbmAKgIA‸FDBkkBkkbAhj40gF',
    ],
    counterExamples: [
      '"razorpaySecret": "CIZ2Vvr1Xfq4NlshVL2"',
      '"razorpaySecret": "change-me"',
      'revision dueTsQtE4NXPrkxtJbVneSZE',
    ],
  }),
  prefixed({
    id: 'mollie-key',
    title: 'Mollie live API key',
    label: 'MOLLIE',
    keywords: ['live_'],
    token: 'live_[A-Za-z0-9]{30}',
    accepts: isMixed,
    examples: [
      'setx MOLLIE_KEY live‸_4vv5J6sr1jgMf96yoOLTLEuoqq0TDO',
      "const mollieKey = 'l‸ive_tZDxI5qY5HhgYKUL8ns5pgc8fe6jlB';",
    ],
    counterExamples: [
      'live_thatTheCartIsEmptyAfterPaid',
      'live_short7',
      'olive_4kd92mx7Qp4kd92mx7Qp4kd92mx7Qp',
    ],
  }),
  near({
    id: 'mollie-test-key',
    title: 'Mollie test API key',
    label: 'MOLLIE',
    names: ['mollie'],
    token: 'test_[A-Za-z0-9]{30}',
    accepts: isMixed,
    examples: [
      'os.environ["MOLLIE_TEST_KEY"] = "t‸est_XwyjGrKh70d0A41qLjvgKONlevlYKX"',
      "const mollieTestKey = 'tes‸t_KVjBDtIk6HRT6V8qZq9knSnX9f6z30';",
    ],
    counterExamples: [
      "const mollieTestKey = 'test_sTVGcyDnYmkEEjsloW6YL1KDxLZ';",
      '# MOLLIE_TEST_KEY: your_mollie_test_key_here',
      '"etag": "test_UGLhbeLdksjdVqaRKDq6zTKNSr9WNK"',
    ],
  }),
  prefixed({
    id: 'gocardless-token',
    title: 'GoCardless live access token',
    label: 'GOCARD',
    keywords: ['live_'],
    token: 'live_[A-Za-z0-9_-]{40}',
    accepts: isMixed,
    examples: [
      'curl -H "Authorization: Bearer l‸ive_cmg0chOoji_01Kp816XjDoXq7CytGbpz9LfBDULM" https://api.gocardless.com/customers',
      'set -gx GOCARDLESS_TOKEN l‸ive_mZ9jEcl5zeEDxk4exATY5g3b66zS-yBsybC7ywAe',
    ],
    counterExamples: [
      'gocardless_token: live_hFO43r4UzyJuyvqMPOD4E40O4f0v6w3feLr3t',
      '"gocardlessToken": "live_<your-gocardless-token>"',
      'malive_EJ73nYOckYMuI2arD-lbcNNbR3rUKks27NN7-Tn5',
    ],
  }),
  near({
    id: 'gocardless-sandbox-token',
    title: 'GoCardless sandbox access token',
    label: 'GOCARD',
    names: ['gocardless', 'go_cardless', 'gc_access_token'],
    token: 'sandbox_[A-Za-z0-9_-]{40}',
    accepts: isMixed,
    examples: [
      'login --gocardless-sandbox-token sandb‸ox_Z-uWtbTLrRLTpC2W7exfNfuKHLDhuraFAhOfjyMi',
      "define('GOCARDLESS_SANDBOX_TOKEN', 's‸andbox_mHjm2U4Uj9AUPdQoRJ3flo23fy6tOPmweyEyvTsd');",
    ],
    counterExamples: [
      'GOCARDLESS_SANDBOX_TOKEN=sandbox_oArurfyQAFAGWNkx3eQk64_T-UsfzxkaWAFFK',
      '# GOCARDLESS_SANDBOX_TOKEN: <gocardless-sandbox-token>',
      'checksum: sandbox_g89sephkwqRyMLHIlO-j_JABmeCfy6Snm4pUlHQy',
    ],
  }),
  prefixed({
    id: 'paddle-key',
    title: 'Paddle API key',
    label: 'PADDLE',
    keywords: ['pdl_'],
    token: 'pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}',
    examples: [
      'os.environ["PADDLE_KEY"] = "pd‸l_live_apikey_8jn0cbyzunjn0g11oo6zfv561j_pajUvoRK8zS4WqrX3pqAR6_7Nw"',
      '"paddleKey": "pd‸l_sdbx_apikey_j1ruwfwapl23xm7ogzlzyet2ie_tT3szghwaj2REZ2lp1G6NR_ChV"',
    ],
    counterExamples: [
      'PADDLE_KEY=pdl_sdbx_apikey_aocd6poiadsiddy25sccndjd95_s73QWBo60zeN9rOu5Vgv8',
      '"paddleKey": "pdl_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see mapdl_sdbx_apikey_ojhbbft0koq4vywvgp04ialhqn_3qr6ZvvCYOlI05OhBUYftt_c6x for more',
    ],
  }),
  prefixed({
    id: 'paddle-webhook-secret',
    title: 'Paddle notification secret',
    label: 'PADDLEWH',
    keywords: ['pdl_ntfset_'],
    token: 'pdl_ntfset_[a-z0-9]{26}_[A-Za-z0-9+/]{32}',
    examples: [
      "ENV['PADDLE_WEBHOOK_SECRET'] ||= 'pdl‸_ntfset_hhnbwd6t9fxe7vgxozeovzgxeb_p8r+eZY+4/FP42vRV+J2EcuixZCe7NEv'",
      'login --paddle-webhook-secret pdl_ntf‸set_rabj42rircb3midc3kir41jdin_TqbH9WnsIxglR1xpTWnj7+49IwA+xATk',
    ],
    counterExamples: [
      "const paddleWebhookSecret = 'pdl_ntfset_u0x3ngld648355isaxyoioqm5s_ZDh+zvr6eqkw8hUjcNl5LG7Ejqp74';",
      'PADDLE_WEBHOOK_SECRET=pdl_ntfset_...',
      'see opdl_ntfset_ajqxnva5xb9slpi8xrapgmw3l0_xMl9xHrSYGNX1eLOrA0egPQUwBPRJc+L for more',
    ],
  }),
];
