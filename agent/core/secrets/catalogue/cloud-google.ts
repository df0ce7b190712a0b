import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque, isVaried } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Credentials of Google: its cloud, its sign-in, its applications. */
export const CLOUD_GOOGLE: readonly SecretRule[] = [
  prefixed({
    id: 'google-api-key',
    title: 'Google API key',
    label: 'GAPI',
    keywords: ['AIza'],
    token: 'AIza[A-Za-z0-9_-]{35}',
    examples: [
      'https://maps.googleapis.com/maps/api/js?key=AIz‸asQTp3xqg85UROCpRWNi1c-x6inUwY-7Z6mH&v=weekly',
      'set -gx GOOGLE_API_KEY AI‸zaDvWneLPbbTKfUF7byIdqkt-PXvVXD7QZHad',
      'setx GOOGLE_API_KEY AI‸zaRnFNUGO__a_JX88dB9g1SRSV_YFRfwLSHYM',
    ],
    counterExamples: [
      'GOOGLE_API_KEY=AIzay5mhJqpFssXhxcOTGF797nr6pPiV6nN',
      '# set GOOGLE_API_KEY to AIza<your-google-api-key>',
      'id: oAIzaQyMx1jn-tXET1CLOw8cCYRoavwCa3p0yXoc',
    ],
  }),
  prefixed({
    id: 'google-ai-key',
    title: 'Google AI key bound to an account',
    label: 'GAIKEY',
    keywords: ['AQ.Ab'],
    token: 'AQ\\.Ab[A-Za-z0-9_-]{48,60}',
    examples: [
      'GEMINI_API_KEY=AQ.‸AboFbktqWg4E3eXn63ydvMR0n0KXJTlOuBAH4Wde67GpYAJUYjypTQ',
      'val googleAiKey: String = "AQ.‸AbkZrrk54MXPMo49IJ1VqzdpYYddRzLqOssnJ4iL4E8mRHK5EYvI"',
    ],
    counterExamples: [
      '"googleAiKey": "AQ.AbxahFVxLAyBon_oVyeug57AkCqIWojRa8sKDG5o1dQBYjR"',
      '"googleAiKey": "AQ.Ab<your-google-ai-key>"',
      'id: hiAQ.Ab0Z3A5TGayqyVFMDKdT1d_XC4nR5mGWjTMi-oJf7OWzbDOBFxJuFx',
    ],
  }),
  prefixed({
    id: 'google-oauth-client-secret',
    title: 'Google OAuth client secret',
    label: 'GOCSPX',
    keywords: ['GOCSPX-'],
    token: 'GOCSPX-[A-Za-z0-9_-]{28}',
    examples: [
      '"client_secret":"GOCSP‸X-NGZuzrY-SL3RvUPF4lUqDt-cQ-P0","redirect_uris":["http://localhost"]',
      'GOOGLE_OAUTH_CLIENT_SECRET=G‸OCSPX-Efy033uGUYDmjCmOyYrwtjAmgobe',
    ],
    counterExamples: [
      '"googleOauthClientSecret": "GOCSPX-GRR5bVnzR7JGw74-TklZbZ"',
      '"googleOauthClientSecret": "GOCSPX-xxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see oGOCSPX-S2u7n50SzEJ7lOOi_OYvrh2esIdV for more',
    ],
  }),
  near({
    id: 'google-oauth-legacy-client-secret',
    title: 'Google OAuth client secret of before the prefix',
    label: 'GOCLIENT',
    names: [
      'googleusercontent.com',
      'google_client',
      'google-client',
      'googleclient',
      'google_oauth',
      'google_secret',
      'gcp_client',
    ],
    token: '[A-Za-z0-9_-]{24}',
    accepts: isMixed,
    examples: [
      '<add key="GOOGLE_CLIENT_SECRET" value="bYImEo5C5a9Gj‸gPaIkruXL9P" />',
      'os.environ["GOOGLE_CLIENT_SECRET"] = "u4cZFAmx‸UJ3wwB0v2UVg_abz"',
    ],
    counterExamples: [
      '"googleClientSecret": "YjwE-P6CSp_OT50sEwHiGe"',
      '"googleClientSecret": "change-me"',
      'ref = "FCjYrMplrwyjpgTRedr2FEh1"',
    ],
  }),
  prefixed({
    id: 'google-oauth-access-token',
    title: 'Google OAuth access token',
    label: 'GOAUTH',
    keywords: ['ya29.'],
    token: 'ya29\\.[A-Za-z0-9_.-]{30,1200}',
    examples: [
      'curl -H "Authorization: Bearer ya2‸9.-NSYGhYWZ5yolLSAOVHrHLrc26bbO8" https://www.googleapis.com/drive/v3/files',
      'let googleOauthAccessToken = "y‸a29.VCeTvVKvICpTOKPCU.8G0LxQXySQ9w".to_string();',
    ],
    counterExamples: [
      '"googleOauthAccessToken": "ya29.qKl_FzgvB5B9lHfDakBHlQx7"',
      '# set GOOGLE_OAUTH_ACCESS_TOKEN to ya29.<your-google-oauth-access-token>',
      'see re_ya29.Sha9CkalfsqCJyThQENozrZkYJ6Ply for more',
    ],
  }),
  prefixed({
    id: 'google-oauth-refresh-token',
    title: 'Google OAuth refresh token',
    label: 'GOREF',
    keywords: ['1//'],
    token: '1//0[0-9a-z][A-Za-z0-9_-]{60,120}',
    examples: [
      '"refresh_token": "1//‸0wyQmJSS-f4he5KNR7MtLSPYXqbzcPKrXGVqhOSwXR7TQUH1iQfUOqW3RhvTDPt6o"',
      'private static final String GOOGLE_OAUTH_REFRESH_TOKEN = "1‸//0pOcbHh2xUD1wi61cCiam58P-FR3bfLUxNXSA8w8DasucljUeBgREcY7Rq2k6E";',
    ],
    counterExamples: [
      '"googleOauthRefreshToken": "1//0jHs6lteo9xvFZtoojD84cJ0OL4cyWofM0f3Ioo2Ef8zxHS8NfzGuEJPp"',
      '"googleOauthRefreshToken": "1//0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'o1//001tJ2nK48N8kFke5gPzj7l7ZYj-A9ycCKCg8TYUK4Hqg6mhqF8NUUtqh_A_J4',
    ],
  }),
  {
    id: 'google-service-account-key-id',
    title: 'Google service account key id',
    label: 'GSAKEY',
    keywords: ['private_key_id'],
    pattern:
      'private_key_id["\'\\\\]{0,2}[ \\t]{0,3}[:=][ \\t]{0,3}["\'\\\\]{0,2}(?<secret>[a-f0-9]{40})(?![A-Za-z0-9])',
    accepts: isVaried,
    examples: [
      '"private_key_id": "1476689fc98d11af1d3b‸0e22e5e522c81c641ea5",',
      '\\"private_key_id\\": \\"a7bc9a744886e‸814b3954ebaf11489f44db3fb88\\"',
      'private_key_id: 1f820503ceb3938e1d‸5bb1138eeb8a4edf086009',
    ],
    counterExamples: [
      '"private_key_id": "",',
      '"private_key_id": "0000000000000000000000000000000000000000"',
      '"public_key_id": "281841c6a2ba59770d64f3b8d4bb47524c2ddc06"',
    ],
  },
  prefixed({
    id: 'google-fcm-server-key',
    title: 'Firebase Cloud Messaging server key',
    label: 'FCM',
    keywords: ['AAAA'],
    token: 'AAAA[A-Za-z0-9_-]{7}:APA91b[A-Za-z0-9_-]{134}',
    examples: [
      "curl -H 'Authorization: key=A‸AAAsNWIgdi:APA91bLQpgvZUtYx9oBeUIHQUXDYEbTHSOTKJxQFP9XrF-Y5AsCHSpiUvU50SkuCHUULIenMghI28ZjZBCpuQW2k9h5YzPvwKsJ_H-vOESUXunfwTNlRB7LKdn8PFxwc3NL1w6ULehX2' https://fcm.googleapis.com/fcm/send",
      "client = GoogleClient('AAA‸AFYrfJDU:APA91bSI62XVJlLm6TjZvcdr-SLVvBrTpGnM_SXbvsYBtURfJS4lZy_bFMFDHdCUbil6UepnyYBwYtzw5bhgC9D_tOEudM_yBMEgmFdObHEt72Op6SNVl86ArQvTkjYKmHBK09642Rw9')",
    ],
    counterExamples: [
      "const googleFcmServerKey = 'AAAAT-jQjGj:APA91bjolAelPGd73f_QO9sdH04pOKF11vu_LHtwg5__fMi044gHFPn3eCEeeNVlBAC7NNjIYVFhtyy6u7u4a7SCv6BMU9MVTgORABwmYnM-lnZhyHO4yRliShFTKcftrI4gY4bsX';",
      '"googleFcmServerKey": "AAAA<your-google-fcm-server-key>"',
      'see vAAAAeo0csIV:APA91bvHoVi_E6KfIvXyoLt56P18Zr_035LiWReCkX6LdT8e97ZbBdWcycKJAZX_z_42-sBbhYMXJYC3bEi9eC0Q3ohIAqfg78OcBUecydBgi7Q4ROujwURwdHupkVYfZSut3T_3lGKT for more',
    ],
  }),
  prefixed({
    id: 'google-storage-hmac-id',
    title: 'Google Cloud Storage HMAC access id',
    label: 'GCSID',
    keywords: ['GOOG'],
    token: 'GOOG1E[A-Z0-9]{55}|GOOG[A-Z0-9]{20}',
    accepts: isOpaque,
    examples: [
      'google_storage_hmac_id := "G‸OOG1EB50WRXJ7OJJK6NR3POJ011E85P40H75DCOJ54R1E3B9BSKJ6ONBIHHH"',
      'os.environ["GOOGLE_STORAGE_HMAC_ID"] = "GOOGSY335SB1R3‸UHRQMRFJK6"',
    ],
    counterExamples: [
      'google_storage_hmac_id: GOOGLXL8HR71CGACXM',
      '# set GOOGLE_STORAGE_HMAC_ID to GOOG1E<your-google-storage-hmac-id>',
      'see vGOOG1E9MAFFXS2THHDH8RSLDTCHQRQVJC71DLDINM9RGC4496OWF9SA2MRXCD for more',
    ],
  }),
  near({
    id: 'google-storage-hmac-secret',
    title: 'Google Cloud Storage HMAC secret',
    label: 'GCSKEY',
    names: [
      'gcs_secret',
      'gcs-secret',
      'gcssecret',
      'gcs_hmac',
      'gs_secret',
      'storage_hmac',
      'google_storage',
      'goog1e',
    ],
    token: '[A-Za-z0-9+/]{40}',
    accepts: isMixed,
    examples: [
      'setx GCS_SECRET luQOjtapi+2grJY/LLXI4L9Mr‸17JxDipX6TKZKDm',
      "  gcsSecret: process.env.GCS_SECRET ?? 'iP+lRPPTGeDt5H1yDcK‸R9KUfUxXyK/NyVL6dh7++',",
    ],
    counterExamples: [
      '"gcsSecret": "YQGXwfIoXc5nMInR5EU4AYizEsYSbOOBJhl"',
      'GCS_SECRET=change-me',
      'ref = "5UuALSNe1c3xaukwmsDbZ/rOBs3bVYX4kVm09mvH"',
    ],
  }),
  near({
    id: 'google-recaptcha-secret',
    title: 'reCAPTCHA secret key',
    label: 'RECAPT',
    names: ['recaptcha'],
    token: '6L[A-Za-z0-9_-]{38}',
    accepts: isMixed,
    examples: [
      'RECAPTCHA_SECRET_KEY=6LAJOLd424ZpadwPkKDj‸C0cJpzl5KVfZveMW7DNf',
      '"recaptcha": { "secret": "6LUC-997o-6-qZ‸7YTj5_-PgwbUrfS-Hzl4bu3u3Y" }',
    ],
    counterExamples: [
      "const googleRecaptchaSecret = '6LKnizsJU-80FCmilM3fOJEuwCG0fVCjAiAMQ';",
      '# GOOGLE_RECAPTCHA_SECRET: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: 6LJpesJ1QNTK0zXTfBO1EiocHcgD0AEnk1LxbBhk',
    ],
  }),
  {
    id: 'google-chat-webhook',
    title: 'Google Chat webhook',
    label: 'GCHAT',
    keywords: ['chat.googleapis.com'],
    pattern:
      'chat\\.googleapis\\.com/v1/spaces/[A-Za-z0-9_-]{5,20}/messages\\?(?:key=[A-Za-z0-9_-]{39}&)?token=(?<secret>[A-Za-z0-9_-]{40,64})',
    accepts: isVaried,
    examples: [
      'https://chat.googleapis.com/v1/spaces/AAAAq1W2e3R/messages?token=pdusNSF7QL6Lp68g5AI‸gtCDI9A0UoYoHEgerRqedugQ',
      'WEBHOOK="https://chat.googleapis.com/v1/spaces/AAAAz9Y8x7W/messages?token=jgashPZPEVtdaLF0xBLSikm40U‸6lOiM1adhXaWNH-rq%3D"',
    ],
    counterExamples: [
      'https://chat.googleapis.com/v1/spaces/AAAAq1W2e3R/messages',
      'https://chat.googleapis.com/v1/spaces/AAAAq1W2e3R/messages?token=TOKEN',
      'https://chat.acme.io/v1/spaces/AAAAq1W2e3R/messages?token=qoSUDI6tQr9T2Oce8Vme3YeBg_BmXCZ-eFXdWF9UrpS',
    ],
  },
  nearCredential({
    id: 'google-app-password',
    title: 'Google app password',
    label: 'GAPPPW',
    names: ['gmail', 'google_app', 'google app', 'app_password', 'app password'],
    token: '[a-z]{4} [a-z]{4} [a-z]{4} [a-z]{4}',
    accepts: isVaried,
    examples: ['GMAIL_APP_PASSWORD="ewry am‸js jkuo opvs"', "'gmail', password: 'qydq a‸yxa gbly qcwu'"],
    counterExamples: [
      'gmail password: "this is not one"',
      'gmail app password = "your-app-password"',
      "const googleAppPassword = 'vbky pnyp qxlp lm';",
    ],
  }),
];
