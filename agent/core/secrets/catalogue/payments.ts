import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of those who move money: the ones that tell themselves. */
export const PAYMENTS: readonly SecretRule[] = [
  prefixed({
    id: 'paystack-key',
    title: 'Paystack secret key',
    label: 'PAYSTACK',
    keywords: ['sk_live_', 'sk_test_'],
    token: 'sk_(?:live|test)_[a-f0-9]{40}',
    accepts: isOpaque,
    examples: [
      'curl -H "Authorization: Bearer s‸k_test_77bed5aebebc9db3c01ddc3e046763e3317d6ff6" https://api.paystack.co/transaction',
      'PAYSTACK_KEY=s‸k_live_736295caa0f0693a38f5a043bdbf770519c89d1f',
    ],
    counterExamples: [
      "const paystackKey = 'sk_test_d6f0f97c7d693c6a1c9cd50f5bd0ade5ae';",
      '"paystackKey": "sk_..."',
      'see mask_live_74c58e7e2251f2bd2a29c77e69736a581db293b0 for more',
    ],
  }),
  prefixed({
    id: 'stripe-secret-key',
    title: 'Stripe secret key',
    label: 'STRIPE',
    keywords: ['sk_live_', 'sk_test_', 'sk_prod_', 'sk_org_'],
    token: 'sk_(?:live|test|prod|org_live|org_test)_[A-Za-z0-9]{20,247}',
    accepts: isOpaque,
    examples: [
      'curl https://api.stripe.com/v1/charges -u s‸k_org_live_6ukQWBdPdXe354qYwLLi:',
      'STRIPE_SECRET_KEY: "s‸k_prod_GuF3oETRVcwpzR7M1qfKd"',
      "define('STRIPE_SECRET_KEY', 's‸k_prod_5qm3prre8bKePdNYkKiJmBdiA');",
    ],
    counterExamples: [
      'task_live_4eC39HqLyjWDarjtT1zdp7dc4e',
      'STRIPE_KEY=sk_live_51Hq',
      'sk_test_xxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  }),
  prefixed({
    id: 'stripe-restricted-key',
    title: 'Stripe restricted key',
    label: 'STRIPERK',
    keywords: ['rk_live_', 'rk_test_', 'rk_prod_'],
    token: 'rk_(?:live|test|prod)_[A-Za-z0-9]{20,247}',
    accepts: isOpaque,
    examples: [
      "const stripeRestrictedKey = 'r‸k_live_y9J1VMGYYKJ1hrix0EyrFQh';",
      'os.environ["STRIPE_RESTRICTED_KEY"] = "rk‸_live_DKZPOJlQBuBxHOAA1qcok"',
    ],
    counterExamples: [
      "const stripeRestrictedKey = 'rk_test_yqXUX1zuIfnvPjoiU7';",
      'STRIPE_RESTRICTED_KEY=rk_...',
      'see re_rk_test_6XZFuhtW9gjsRu41nCaLmD0 for more',
    ],
  }),
  prefixed({
    id: 'stripe-webhook-secret',
    title: 'Stripe webhook signing secret',
    label: 'STRIPEWH',
    keywords: ['whsec_'],
    token: 'whsec_[A-Za-z0-9+/]{24,64}={0,2}',
    accepts: isMixed,
    examples: [
      'stripe.webhooks.constructEvent(body, signature, "whs‸ec_+ohRrRnZDUT72tSCREklzKer")',
      'set -gx STRIPE_WEBHOOK_SECRET wh‸sec_cu10tcJSMgsA+1521x9DfeSrTn==',
    ],
    counterExamples: [
      "const stripeWebhookSecret = 'whsec_aWfip1jEjGTrbHgQHH';",
      '"stripeWebhookSecret": "whsec_<your-stripe-webhook-secret>"',
      'see hiwhsec_f05WsnzU1nqD3QE4Y9X3HI2Xql= for more',
    ],
  }),
  prefixed({
    id: 'square-access-token',
    title: 'Square access token',
    label: 'SQUARE',
    keywords: ['EAAA', 'sq0atp-'],
    token: 'EAAA[A-Za-z0-9_-]{60}|sq0atp-[A-Za-z0-9_-]{22}',
    accepts: isMixed,
    examples: [
      'curl -H "Authorization: Bearer EAA‸AEJiaL9gIXk814QR_jI8advBlydt_dNqG1WnUuyZLEMnlhPJ5XBgQPoQ97634" https://connect.squareup.com/v2/locations',
      'square_access_token := "E‸AAA4scdcadFTfa3_lrz_tJ3ua3rY79NNX5U9yWTmGAyFdt43bxKUdO6kYRHWLHG"',
    ],
    counterExamples: [
      'square_access_token: sq0atp-wjGXhNoD_UHCF9JwdL',
      '"squareAccessToken": "EAAAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see vEAAAzft-719NGHf9e90KaiHOHL42WAdfuJOqj38QZd5-IDIZe4K4u4u5-Hpfw374 for more',
    ],
  }),
  prefixed({
    id: 'square-oauth-secret',
    title: 'Square OAuth secret',
    label: 'SQUAREOA',
    keywords: ['sq0csp-'],
    token: 'sq0csp-[A-Za-z0-9_-]{43}',
    examples: [
      'headers = {"Authorization": "Bearer s‸q0csp-cimtjztJh1vN1bZWnxCiqMj-V9_3VDy0eZfZKE-MzYA"}',
      'args: ["--square-oauth-secret", "sq0‸csp-CDbpnEu5zJUc7pbFDSwyHn6XGn3yc_FidbRVKRuFafD"]',
    ],
    counterExamples: [
      'square_oauth_secret: sq0csp-Lm0MfWNqcvUBHjPbUg0DCugFRiUvAHngKkZiH9WM',
      '# set SQUARE_OAUTH_SECRET to sq0csp-REDACTED',
      'see masq0csp-q6QUkKhN37ZXHlP71b5wsNMcNQaZsPyfh1-LafLfalt for more',
    ],
  }),
  prefixed({
    id: 'braintree-access-token',
    title: 'Braintree access token',
    label: 'BRAINTR',
    keywords: ['access_token$'],
    token: 'access_token\\$(?:production|sandbox)\\$[a-z0-9]{16}\\$[a-f0-9]{32}',
    examples: [
      "braintree.connect({ accessToken: 'acces‸s_token$sandbox$wio4633ik0alc45m$0538691633748c79d13a279658d526e7' })",
      'BRAINTREE_ACCESS_TOKEN=a‸ccess_token$production$0csrxxymb7e3lg1a$b37f82d3267434325892b81380c4fb53',
    ],
    counterExamples: [
      "const braintreeAccessToken = 'access_token$sandbox$eyqabuhgm5d9naq9$97284ef494f67264d2cde4a7b2';",
      '# set BRAINTREE_ACCESS_TOKEN to access_token$<your-braintree-access-token>',
      'see re_access_token$production$nnq1lvj3fqgt72ko$ddd63ca0b5b26ded870e8303c9804db8 for more',
    ],
  }),
  nearCredential({
    id: 'braintree-private-key',
    title: 'Braintree private key',
    label: 'BRAINTR',
    names: ['braintree', 'bt_private'],
    token: '[a-f0-9]{32}',
    examples: [
      'args: ["--braintree-private-key", "383094cb45984c03‸43df0ea74f753c60"]',
      '{"name": "BRAINTREE_PRIVATE_KEY", "value": "199e091b9feed25992eea‸b2092aeffbb"}',
    ],
    counterExamples: [
      'BRAINTREE_PRIVATE_KEY=10fd85b2e139ccc221bc723b6855a8',
      '# BRAINTREE_PRIVATE_KEY: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "604af0d674c5b32a05e7e66c02c6f4a6"',
    ],
  }),
  near({
    id: 'paypal-secret',
    title: 'PayPal client secret',
    label: 'PAYPAL',
    names: ['paypal'],
    token: 'E[A-Za-z0-9_-]{79}',
    accepts: isMixed,
    examples: [
      "const paypalSecret = 'EZdeI_ajnRXduLNDVSKRFAnh9ygiXJURA38A9vViuEBh-‸3YZNRUTT8tofhWl6M0sXD1Uu0WT2cTFVBus';",
      'let paypalSecret = "EGRZ3sNoR0y46n_BHz54Rrf4o-b‸8lK51taAZ7EhaSAHLtDu0G4mmL-nUOnn50TOOBcsd3w5-lKINB36e".to_string();',
    ],
    counterExamples: [
      'PAYPAL_SECRET=EIEgVRIP1cwGFVD0KBUe_-jxNNRPgG_xe0MSmPT9Qov2_XN3UcWou7rHggiBccpWz11M2R7DHN8',
      'PAYPAL_SECRET=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "EfckOIJbnyRIq-aqkm4hVKlqn5ObYVvh-RK1LkJyOUqO5RieQcE25fTunW0uuooTkswugDT_Uhyc_9cR"',
    ],
  }),
];
