import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of services that send mail. */
export const MAIL: readonly SecretRule[] = [
  prefixed({
    id: 'sendgrid-key',
    title: 'SendGrid API key',
    label: 'SENDGRID',
    keywords: ['SG.'],
    token: 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}',
    examples: [
      'curl -H "Authorization: Bearer SG‸.aIllbVbyGo67rJPEcx2z9c.U2VLoqwhz7pijp9oySYgWhkOU4zpFRPVDBrPG7orbfx" https://api.sendgrid.com/v3/mail/send',
      'private static final String SENDGRID_KEY = "S‸G.cocZut_cILiuX_UYE7j8BI.vf1uYp4nkm_9fpCY-UXnzG7bUhjGPIhYxw0oYpvwSmp";',
      'args: ["--sendgrid-key", "SG‸.xaF0wsAy1jwKhPfmHVBtin.ijUBVTD46GwSNSc__xTHWfWj5oSIuNB_4iHaweKeCDf"]',
    ],
    counterExamples: [
      '"sendgridKey": "SG.XeA78MMxNH_pwjXDM-NY6-.KRxME9W4HsbOHB1cre09UgARhlAKkBeRDCJfX5eB"',
      '"sendgridKey": "SG.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see abcSG.VLGcKXUCw_kJt7CUKR3ipV.FuWeOQlHQ32aM9-6kA06VyFqKzqQhYSsA-oTZ_CmMGC for more',
    ],
  }),
  prefixed({
    id: 'mailgun-key',
    title: 'Mailgun private key',
    label: 'MAILGUN',
    keywords: ['key-'],
    token: 'key-[a-f0-9]{32}',
    accepts: isOpaque,
    examples: [
      "curl -s --user 'api:key‸-d06dfa4d0f6a1361acec81d1a63b545f' https://api.mailgun.net/v3/acme.io/messages",
      "const mailgunKey = 'key‸-d8125d9b69f9cec70988a9f606c66d8e';",
    ],
    counterExamples: [
      "const mailgunKey = 'key-c0f624442450149561b23b395aa7';",
      '"mailgunKey": "key-REDACTED"',
      'see re_key-9ef1bdbbfe6f9cae4fab59954490e624 for more',
    ],
  }),
  near({
    id: 'mailgun-domain-key',
    title: 'Mailgun sending or signing key',
    label: 'MAILGUN',
    names: ['mailgun'],
    token: '[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}',
    examples: [
      '"mailgunDomainKey": "278ae132cf218dc3675f1057f6c7bdb‸c-ec64dc51-bfb1d24b"',
      'set -gx MAILGUN_DOMAIN_KEY 60f59f9dc5912344e40abd35b587282‸a-15fc1934-f89716cc',
    ],
    counterExamples: [
      'mailgun_domain_key: 55f48db31ebc8afaa6963ca26621749b-ed897287-bec4c1',
      'MAILGUN_DOMAIN_KEY=<mailgun-domain-key>',
      '"etag": "bb1a5427f7f9f2f9ad5f485f36dabacc-8a34c940-61f810b3"',
    ],
  }),
  nearCredential({
    id: 'mailgun-signing-key',
    title: 'Mailgun webhook signing key',
    label: 'MAILGUN',
    names: ['mailgun'],
    token: '[a-f0-9]{32}',
    examples: [
      'login --mailgun-signing-key 0830d36b39f30‸3315682677fe6a813c2',
      'set -gx MAILGUN_SIGNING_KEY 8076aa636e8‸45719a6faa6000bfd1060',
    ],
    counterExamples: [
      'mailgun_signing_key: dafa9eaa6d31e6f6de6103ffaaa4',
      'MAILGUN_SIGNING_KEY=<mailgun-signing-key>',
      'revision b42b87e42d974a3702f732653d2fefa6',
    ],
  }),
  prefixed({
    id: 'mailchimp-key',
    title: 'Mailchimp API key',
    label: 'MAILCHMP',
    keywords: ['-us'],
    token: '[a-f0-9]{32}-us[0-9]{1,2}',
    accepts: isOpaque,
    examples: [
      'setx MAILCHIMP_KEY 9b88baa900e08af02‸6d4b5f1b897a119-us34',
      'MAILCHIMP_KEY: "d2f9009f72dc020698be1fd‸6f00ad8a3-us7"',
      'args: ["--mailchimp-key", "5b946e87a018e406eaf90bfb‸4ad94f09-us5"]',
    ],
    counterExamples: [
      'MAILCHIMP_API_KEY=your-key-us12',
      'lang=en-us',
      '9fceb02d0ae598e95dc970b74767f193-user',
    ],
  }),
  prefixed({
    id: 'mandrill-key',
    title: 'Mandrill API key',
    label: 'MANDRILL',
    keywords: ['md-'],
    token: 'md-[A-Za-z0-9_-]{22}',
    accepts: isMixed,
    examples: [
      '"mandrillKey": "md‸-w08JA8XLi0hB6V6jhPH7N6"',
      '<add key="MANDRILL_KEY" value="md‸-zSCx2r_0F3MNIjCDzM4ozO" />',
    ],
    counterExamples: [
      'class="md-layout md-gutter md-alignment-center-x1Y2"',
      'MANDRILL_KEY=md-short7Q',
      "const mandrillKey = 'md-df61tRPbx3Rhhi92wU8';",
    ],
  }),
  near({
    id: 'postmark-token',
    title: 'Postmark server or account token',
    label: 'POSTMARK',
    names: ['postmark'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      "curl -H 'X-Postmark-Server-Token: c6928400-3806-3ac3-3d55‸-3055839c78ec' https://api.postmarkapp.com/email",
      'ENV POSTMARK_TOKEN 723a2880-898b-17c1-‸d8e0-c7f50f0c8074',
    ],
    counterExamples: [
      "const postmarkToken = '0d9706a7-5bf9-41ea-1d42-51d3d747';",
      '"postmarkToken": "change-me"',
      '"etag": "c36c5d25-c640-e919-872d-e610d2968e4a"',
    ],
  }),
  nearCredential({
    id: 'sparkpost-key',
    title: 'SparkPost API key',
    label: 'SPARKPST',
    names: ['sparkpost'],
    token: '[a-f0-9]{40}',
    examples: [
      'private static final String SPARKPOST_KEY = "0c1637d374ea0f22e615‸280c2b2b76404a382f52";',
      'request.headers["X-Sparkpost-Key"] = "ec5e6c378b89f‸a280b6c60ba43eda8534d6a4479"',
    ],
    counterExamples: [
      'SPARKPOST_KEY=e9709d5c3cd3673f6c775608acccdde9682',
      '"sparkpostKey": "change-me"',
      'revision 707e28def97bc39a9a088d6fbab7687d0655b53d',
    ],
  }),
  prefixed({
    id: 'brevo-key',
    title: 'Brevo API or SMTP key',
    label: 'BREVO',
    keywords: ['xkeysib-', 'xsmtpsib-'],
    token: 'x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}',
    examples: [
      '{"name": "BREVO_KEY", "value": "xkeysib-82f99856795cb349c5e13477c5020f‸c5571e4964eafd9ba762d6e56c3b4a8763-kgRta2L6zT55gJKh"}',
      'private static final String BREVO_KEY = "xsmtpsib-8bcbdc465c8220927452a5431028f61575cf582983d3‸f5d1f9f10a892b43ece3-TqVXi2RnLUnlsEw9";',
    ],
    counterExamples: [
      'brevo_key: xsmtpsib-7085005b46dc95f96773c368f93f8eb92cb4f89c18f586b87b6c4dc1c27e67a7-JH6QGCfVu7otO',
      'see maxsmtpsib-5cbee29c6a3833b6402f7850bddbd7e6c4bc0000db67f1c498a6b4d15aa1fa9a-DAOqZ7QpeMFIbWl8 for more',
    ],
  }),
  prefixed({
    id: 'resend-key',
    title: 'Resend API key',
    label: 'RESEND',
    keywords: ['re_'],
    token: 're_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,24}',
    accepts: isMixed,
    examples: [
      'curl -H "Authorization: Bearer re‸_dd6Qp7vf_CBbWP5QoJGEZOVIgk4QI2" https://api.resend.com/emails',
      'resend_key = "r‸e_tzoxD0Vl_fX3aXa15naUzJSTQRSF4"  # rotate in May',
    ],
    counterExamples: [
      'resend_key: re_5bA2Pth6_dYZD3abvRGyrXwc',
      '# set RESEND_KEY to re_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: mare_o1sPUy0k_bVHswg6exTKoqfIVVMcK5tQy',
    ],
  }),
  nearCredential({
    id: 'loops-key',
    title: 'Loops API key',
    label: 'LOOPS',
    names: ['loops_api', 'loops-api', 'loops.so', 'loopsapi', 'loopsclient'],
    token: '[a-f0-9]{32}',
    examples: [
      'LOOPS_API_KEY=2b0b4ea858ce903e4‸c02805098ad9eb4',
      'export LOOPS_API_KEY="460cf332aaa9a5b52976‸6fec4bb52101"',
    ],
    counterExamples: [
      'LOOPS_API_KEY=7767bc5506a99d557dff3b7ac777',
      '# LOOPS_API_KEY: change-me',
      'ref = "64a0b13cf850f0f056d165befe22c749"',
    ],
  }),
  nearCredential({
    id: 'customerio-key',
    title: 'Customer.io key',
    label: 'CUSTIO',
    names: ['customer.io', 'customerio', 'customer_io'],
    token: '[a-f0-9]{20}|[a-f0-9]{32}',
    examples: [
      'os.environ["CUSTOMERIO_KEY"] = "e0bb0ad78ae77ac81a9‸bcb92203aa237"',
      'customerio_key = "058ba255a‸33b7c0f4374"  # rotate in May',
    ],
    counterExamples: [
      'customerio_key: 98bd5145c8550fdf31d1e5940e63',
      '"customerioKey": "your_customerio_key_here"',
      'revision 972d9a684c03e6fe71fc3902711c73c0',
    ],
  }),
  prefixed({
    id: 'klaviyo-key',
    title: 'Klaviyo private key',
    label: 'KLAVIYO',
    keywords: ['pk_'],
    token: 'pk_[a-f0-9]{34}',
    accepts: isOpaque,
    examples: [
      "curl -H 'Authorization: Klaviyo-API-Key pk‸_920210cdcac6962c4831277fb907c1c473' https://a.klaviyo.com/api/lists",
      "client = KlaviyoClient('p‸k_569816a8db39ce0405bfe071c590539828')",
    ],
    counterExamples: [
      'KLAVIYO_KEY=pk_26fdce76bf5e354af6003038bf91',
      '# set KLAVIYO_KEY to pk_REDACTED',
      'vpk_34f69887d247bb872c8bed8fc47edd3fe5',
    ],
  }),
  prefixed({
    id: 'mailersend-token',
    title: 'MailerSend API token',
    label: 'MAILRSND',
    keywords: ['mlsn.'],
    token: 'mlsn\\.[a-f0-9]{64}',
    examples: [
      'MAILERSEND_TOKEN: "mlsn‸.536542cbd42a431c9836e43fef1d301322b49d158376be889ad4d67e4bcdfc0a"',
      'MAILERSEND_TOKEN=m‸lsn.d2db694ffc4756d2a7dc6cfeeda012141b3041f57f1d7d3f879dd4d37577f3ea',
    ],
    counterExamples: [
      'mailersend_token: mlsn.a018ab4054edbca5032d4bd84568be8a30929edb2bb0d54742c6ab5585',
      'MAILERSEND_TOKEN=mlsn.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: vmlsn.26cca3442451a26274a66e98a6682dfec9321906f14328785093d82335f8ba12',
    ],
  }),
  near({
    id: 'mailjet-key',
    title: 'Mailjet API key or secret',
    label: 'MAILJET',
    names: ['mailjet', 'mj_apikey'],
    token: '[a-f0-9]{32}',
    examples: [
      'mailjet_key := "197829c675b14a0f‸42f4abc29871264b"',
      "define('MAILJET_KEY', '53b71092111‸263bdecfa8071f10e2e5a');",
    ],
    counterExamples: [
      '"mailjetKey": "9755a4ce9a35b97cb77e42b67fc"',
      'MAILJET_KEY=your_mailjet_key_here',
      'ref = "0ea563162c27857f3705e52c54df285d"',
    ],
  }),
  prefixed({
    id: 'smtp2go-key',
    title: 'SMTP2GO API key',
    label: 'SMTP2GO',
    keywords: ['api-'],
    token: 'api-[A-F0-9]{32}',
    accepts: isOpaque,
    examples: [
      'SMTP2GO_KEY: "ap‸i-AEE4CBFD7DF2443710CD5F94D3B95BBA"',
      'set -gx SMTP2GO_KEY a‸pi-16B89AD0B153373789241FBEE31D79BA',
    ],
    counterExamples: [
      'SMTP2GO_KEY=api-E7FFDFB5F6DD09DC424770A0179A4',
      '"smtp2goKey": "api-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see re_api-E6C70FAA3888058D0CB2D0F4EA89AC14 for more',
    ],
  }),
  prefixed({
    id: 'kit-key',
    title: 'Kit API key',
    label: 'KIT',
    keywords: ['kit_'],
    token: 'kit_[a-f0-9]{32}',
    accepts: isOpaque,
    examples: [
      "client = KitClient('ki‸t_c6f2bf712d2ebec8f3a01cdc646aba40')",
      'os.environ["KIT_KEY"] = "kit‸_e7d18d7fa71f83fba3d5055114b39468"',
    ],
    counterExamples: [
      '"kitKey": "kit_543faacca3374131589755a3b5"',
      '# set KIT_KEY to kit_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see vkit_c9426be40ad0f6d562ddc05b0f5a9824 for more',
    ],
  }),
];
