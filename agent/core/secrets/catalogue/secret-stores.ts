import type { SecretRule } from '../rule.ts';
import { isMixed } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of what keeps other secrets, and of what builds and reaches machines. */
export const SECRET_STORES: readonly SecretRule[] = [
  prefixed({
    id: 'vault-token',
    title: 'HashiCorp Vault token',
    label: 'VAULT',
    keywords: ['hvs.', 'hvb.', 'hvr.'],
    token: 'hv[sbr]\\.[A-Za-z0-9_-]{24,300}',
    accepts: isMixed,
    examples: [
      "curl -H 'X-Vault-Token: hvr.-95Uf-KxAw‸vKdaZSRZaicyZFA' https://vault.acme.io/v1/sys/health",
      'vault_token = "hvr.Mu5EXa2AT‸o7K8g1VqwfFk0SWup"  # rotate in May',
      'setx VAULT_TOKEN hvb.TV7aa1‸JmUiQVVYDlSbglDvRmwY',
    ],
    counterExamples: ['VAULT_TOKEN=hvr.WXBa2KP7DPUJ_PrKNU', 'id: re_hvb.6fCbPcBEH2ExUuV34t7KUKjTLQyu'],
  }),
  near({
    id: 'vault-legacy-token',
    title: 'HashiCorp Vault token of before 1.10',
    label: 'VAULT',
    names: ['vault'],
    token: '[sbr]\\.[A-Za-z0-9]{24}',
    accepts: isMixed,
    examples: [
      'os.environ["VAULT_LEGACY_TOKEN"] = "r.dYfzgz3Rdl‸06zUaI3rnjmUYY"',
      'val vaultLegacyToken: String = "s.5WxKXM‸vgM2TRjYo6jmYRM90m"',
    ],
    counterExamples: [
      '"vaultLegacyToken": "b.ci2KMtzIvEgvADofuA5K"',
      'VAULT_LEGACY_TOKEN=<vault-legacy-token>',
      'checksum: r.GQ03fM8iTMRAKS1gILNkxTIB',
    ],
  }),
  prefixed({
    id: 'terraform-cloud-token',
    title: 'Terraform Cloud or Enterprise token',
    label: 'TFCLOUD',
    keywords: ['.atlasv1.'],
    token: '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,70}',
    examples: [
      'credentials "app.terraform.io" { token = "Q6DlSSVzY6CZF1.atlasv1.Oun47n-2Tefv‸rhdG6X-DB0L-sRL5kzS-6ZIKO7aXfIyTVsbMqTOCGPBkL0JcideW" }',
      'setx TERRAFORM_CLOUD_TOKEN x19PjrSNkYsc8R.atlasv1.juj9pGd4SEHhBjF=Qkot_‸uUvTNosa_nFi0PFLOhyrq3Zh5O_V-_mdiARgvxstfe',
    ],
    counterExamples: [
      "const terraformCloudToken = '2wp0yUqffYFtiJ.atlasv1.Vhh9GpAgJRKDkIa376EWXxB6gT=1ejx5-zYe9tDR2m43e5FNVpX7W';",
      '# set TERRAFORM_CLOUD_TOKEN to .atlasv1....',
      'see re_n2BA5vvC73FwV3.atlasv1.1ACOuuttI7sy-o5voDs5BISll7UUyox5P0C9ysJzl1KEn9WAnAfItONK79fkwqg for more',
    ],
  }),
  prefixed({
    id: 'pulumi-token',
    title: 'Pulumi access token',
    label: 'PULUMI',
    keywords: ['pul-'],
    token: 'pul-[a-f0-9]{40}',
    examples: [
      'PULUMI_TOKEN=pu‸l-df5f2493f2bec780b80585b902c6a7dd8c91b590',
      'let pulumiToken = "p‸ul-3bc98c250f83467c053720abb40625413875f240".to_string();',
    ],
    counterExamples: [
      'pulumi_token: pul-87677ebea60e838d63b5a387bd822c095f9',
      'PULUMI_TOKEN=pul-...',
      'id: opul-f444e721c0d81d625a5ba80e73a38b80f9e7fb06',
    ],
  }),
  prefixed({
    id: '1password-service-account',
    title: '1Password service account token',
    label: 'ONEPASS',
    keywords: ['ops_'],
    token: 'ops_eyJ[A-Za-z0-9+/_-]{200,900}={0,3}',
    examples: [
      'login --1password-service-account o‸ps_eyJaDOW3MHUwcdB4-pkzD-KEFFTmtzy5RXNmCW-_/wk2nldyhR11NFZLuiYpgnj_pLxBGFtLehXcy2m0/B8AqQhEvzMsv/+ptJTzZCOgGh7+ET5EykLVAqoWKmzSBEU83yPkhMl6kGkAZNrpNLtUKp3PAPinABQFkoJvQ4Elzi/p22OZGZ9kHYNMpR6tyUn/DpWu_j+bRCf===',
      'val 1passwordServiceAccount: String = "ops_e‸yJWqfr7BYR7bcsySGIoA7IXeYw-xRH9adK5aT7VJzpCun-3e-p3H4N7Leu+FfRYt-jGG-CE6FcOjCYYzHZ8Kw_Fsd9r_NXkM9nfb6+8ofd/Y8Tc4SqkbIYdaIzLpbE1HuTEwAhH34Vrdsy_ux+DTHkijRqaI5slEghW-60OD1EahERM_0/pW9H4ku+0Uqx209sp467xEPG="',
    ],
    counterExamples: [
      "const 1passwordServiceAccount = 'ops_eyJcma4gATbdFQfVd0KUmuhWoFduZek5-cT/Mz7zYposdhS16Jx5ODaVuD9Z4cFYdZtrKs+iBP1eAa0tLFK-MUfT3VuQbnSiddkZ1ZwFD+hDAXGd2v9XxVq3yD0V4nvwHiJyxZlvpqLJfUxvNvNg1g1D5q_VpufZ87eOAfR58ZnqMwDyfBkla3NGzqTAwqFUPt7N2n5';",
      '1PASSWORD_SERVICE_ACCOUNT=ops_eyJ...',
      'vops_eyJri7PtzA6DFSOD2ftSbAsi9lW0yG5UDEF1HccaUi2uzFn0r6+zIUHgm2gBpcNnQttTkaQv9WBpEwc/dH2BHOkMulCUG0RYWt/ctq9ha1SK6Ph9AUOlNVtxG1xj4yMUz6VLM7h8Nv4Cg0v198doht_bkp+03WxfQ5CSOtoVuI919E+cqKXgyYR6altG8l+V+_Xp3zWQ2MU==',
    ],
  }),
  prefixed({
    id: '1password-secret-key',
    title: '1Password secret key',
    label: 'ONEPASS',
    keywords: ['A3-'],
    token:
      'A3-[A-Z0-9]{6}-[A-Z0-9]{6}-(?:[A-Z0-9]{5}-){3}[A-Z0-9]{5}|A3-[A-Z0-9]{6}-[A-Z0-9]{11}-(?:[A-Z0-9]{5}-){2}[A-Z0-9]{5}',
    examples: [
      '1password_secret_key := "A3‸-0D3HUZ-UY9PLZ8105G-3L1CB-PTK3I-QDECB"',
      'login --1password-secret-key A3‸-PX7VKM-WEW63H-THV27-5ZQAZ-GPKW2-0Q3L3',
    ],
    counterExamples: [
      '"1passwordSecretKey": "A3-LFB172-BUWLUCK4M2C-90X4Z-C74P5-P85"',
      '"1passwordSecretKey": "A3-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'abcA3-5F2X5D-6IJWCN3LWYY-G4TOP-HYKUZ-M9B83',
    ],
  }),
  prefixed({
    id: 'doppler-token',
    title: 'Doppler token',
    label: 'DOPPLER',
    keywords: ['dp.'],
    token: 'dp\\.(?:pt|st|ct|sa|scim|audit|said)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}',
    accepts: isMixed,
    examples: [
      'doppler_token: dp‸.audit.sIUiKAFtDF50TBluS9uqafTDu7u9qgQjU2b66Zgc',
      "client = DopplerClient('dp‸.pt.okCfcx0QPrR93xEXVaE2XMTTL7a6cGUTw69eIHqgVxPb')",
    ],
    counterExamples: [
      "const dopplerToken = 'dp.ct.47.jXJrG7Ayp68ykc6BrATAqzCaZzHcqyOCKOtzi';",
      '"dopplerToken": "dp.<your-doppler-token>"',
      'id: re_dp.sa.Wp4vWOgx0Z5uPkjtL2POvSNRD13iTqvkOhQ7eCtm',
    ],
  }),
  prefixed({
    id: 'infisical-token',
    title: 'Infisical service token',
    label: 'INFISCL',
    keywords: ['st.'],
    token: 'st\\.[a-f0-9]{24}\\.[a-f0-9]{32,64}\\.[a-f0-9]{32,64}',
    examples: [
      'request.headers["X-Infisical-Token"] = "st‸.1cc97d8a7450407df28d2d9a.b5d1f3396ce5bf8ab869ce91ae53bdd78.c63e2fef08b277fc10f96d79fa283a4887e"',
      'let infisicalToken = "st‸.e090b34342a54dad02f8fbf5.4cd3c0b97a6bd7f45927d32e960eca94a1831.50f517da75c4a72ce9c70ee9a82d0a9d".to_string();',
    ],
    counterExamples: [
      'infisical_token: st.a1f27df9838eb9c0a47e55f0.fa72f2d809f05aaa61d763806faec7a05.e4495043e63dd35850ca04b8b4d9',
      '"infisicalToken": "st.<your-infisical-token>"',
      'see abcst.4d415ec65b8e0e7fa31f2940.9380d85797bf90d3d14b934dfe59b0980e0.74c9aeddad6aed5bbe1d4646a69a8c226 for more',
    ],
  }),
  prefixed({
    id: 'age-secret-key',
    title: 'age secret key',
    label: 'AGE',
    keywords: ['AGE-SECRET-KEY-1'],
    token: 'AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}',
    examples: [
      'headers = {"Authorization": "Bearer AGE‸-SECRET-KEY-1KF6Z6MLH5GMXYXDCFFT030309QE3PW44HPR4G4MS0SH77U3RZ075Y2T0GT"}',
      'private static final String AGE_SECRET_KEY = "AGE-S‸ECRET-KEY-19CN35MUV48TVHC9VZVC2RPEY4HT499ZRF296P0U65NCUPKS0CFJFC5DLR4";',
    ],
    counterExamples: [
      'age_secret_key: AGE-SECRET-KEY-1HDP54VJRHASFQSPTLK8QM4K5YLUKSFNZN0GC4L5DEFCHVYFTW22JJ',
      '"ageSecretKey": "AGE-SECRET-KEY-1xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: maAGE-SECRET-KEY-198V6LSW37M3ZVT4QPN20US9DLD7Y2047YSV73DN2EJD3H8R86MCTFP5CGK',
    ],
  }),
  prefixed({
    id: 'tailscale-key',
    title: 'Tailscale key',
    label: 'TAILSCL',
    keywords: ['tskey-'],
    token:
      'tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}|tskey-[a-z0-9]{8,20}-[A-Za-z0-9]{20,40}',
    examples: [
      'tailscale up --authkey=ts‸key-rrbuzu8uq-mFM4AKgDu4TzJwaUDRzap',
      'export TAILSCALE_KEY="ts‸key-client-BUwFUUcg-7se7rtgQrZQQbSfWYpnHRpqf"',
    ],
    counterExamples: [
      'TAILSCALE_KEY=tskey-u83d0aij17u-TXN45ir9RYT97x',
      'TAILSCALE_KEY=tskey-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: hitskey-webhook-MlTI2MKB1d-4Vb9auT8k1ulscFBmV2cXsp',
    ],
  }),
  near({
    id: 'ngrok-token',
    title: 'ngrok token',
    label: 'NGROK',
    names: ['ngrok', 'authtoken'],
    token: '[12][A-Za-z0-9]{26}_[A-Za-z0-9]{20,22}',
    accepts: isMixed,
    examples: [
      'ngrok config add-authtoken 1wDGao3zQwIbsNg9OGT‸JzCJJ9sn_XVIl73q2LFBnOxc0yfKRU',
      'login --ngrok-token 2dwHkZWv7eTrJv7fXlMMdrQ2vbb‸_SawSLuF5wIsyMYf0EYMwZ',
    ],
    counterExamples: [
      'ngrok_token: 2rFZDNST1meD7nZrnos73tJ7lmm_IV4q4h1BBB',
      '"ngrokToken": "<ngrok-token>"',
      'checksum: 1ElTbjyO3ywqMSeANoqOXChGxQu_t9XGnV06U3B2ARlvf3A0T',
    ],
  }),
  near({
    id: 'zerotier-token',
    title: 'ZeroTier API token',
    label: 'ZEROTIER',
    names: ['zerotier'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      '<add key="ZEROTIER_TOKEN" value="SH6DRmc6HW‸KmfKH1gu72kdHhw6N6KiEu" />',
      'zerotier_token: SwCyvQ2EP6XmFnFSyoRMV‸c0IMpwBgdPS',
    ],
    counterExamples: [
      '"zerotierToken": "ftBFj5XggfzmDLl8q93PxTSkRJSl"',
      'ZEROTIER_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision VorojF9kEeotyS4g5k3tvAqj3AbOacga',
    ],
  }),
  prefixed({
    id: 'netbird-token',
    title: 'NetBird personal access token',
    label: 'NETBIRD',
    keywords: ['nbp_'],
    token: 'nbp_[A-Za-z0-9]{36}',
    examples: [
      'request.headers["X-Netbird-Token"] = "n‸bp_QIQ5XwBNBgwfve9vJfsN3vbw701vJsDkXH8y"',
      'NETBIRD_TOKEN: "n‸bp_lHFITU1vfJlUAD4dThHbzpiptoqOzih6sOE5"',
    ],
    counterExamples: [
      'NETBIRD_TOKEN=nbp_wl9gIqJwxRagDfdVt4bQ5qQFLmOqrIa8l',
      'NETBIRD_TOKEN=nbp_REDACTED',
      'id: manbp_l2KuVUH0Jw4dB5OWmWsP9daQAt8s0TW1zD88',
    ],
  }),
  nearCredential({
    id: 'consul-token',
    title: 'HashiCorp Consul or Nomad token',
    label: 'CONSUL',
    names: ['consul', 'nomad'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      "curl -H 'X-Consul-Token: 30e112b5-8316-10a‸a-15b0-2250e9d59ce3' http://127.0.0.1:8500/v1/kv/",
      'request.headers["X-Consul-Token"] = "1147598d-07e2‸-ed02-9c45-b797747097f5"',
    ],
    counterExamples: [
      'CONSUL_TOKEN=12d26615-8765-c233-3cce-2658056ba1',
      'CONSUL_TOKEN=your_consul_token_here',
      'revision 245c98e4-658f-159c-cfd8-47793771ac3c',
    ],
  }),
  near({
    id: 'akeyless-key',
    title: 'Akeyless access key',
    label: 'AKEYLESS',
    names: ['akeyless'],
    token: '[A-Za-z0-9+/]{43}=',
    accepts: isMixed,
    examples: [
      "const akeylessKey = 'dtPNEeHQbasLZ7YxF9gztR00llcM1‸yoc371AN1BVSzz=';",
      'akeyless_key = "57x2hJrkNzUWuios7ouz5Kq‸Ew5e23kzaqZBi/fbF9Nw="  # rotate in May',
    ],
    counterExamples: [
      "const akeylessKey = 'E03t+bJHRLVyYpBK+FpqlAzKaVcEqd8ek75otQyp';",
      'AKEYLESS_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision QREuEzsf57qlOrF1hhLlbbKRBa/uWI2mpTFYOvUKvjP=',
    ],
  }),
  prefixed({
    id: 'openshift-token',
    title: 'OpenShift user token',
    label: 'OPENSHFT',
    keywords: ['sha256~'],
    token: 'sha256~[A-Za-z0-9_-]{43}',
    examples: [
      'request.headers["X-Openshift-Token"] = "sha‸256~HQ9u6zmcrcYiJUkMQbUNVGjNnzvXQSswjuvsGXj-6RG"',
      'let openshiftToken = "sha2‸56~BQCJ_puFdDcsDbNpORbvzfX01CWiA7uosiACU5PB2sB".to_string();',
    ],
    counterExamples: [
      "const openshiftToken = 'sha256~siXkJGFlmMd4hLrnhuR_q2xN-AXUV8LoqHdNmBoZ3';",
      '# set OPENSHIFT_TOKEN to sha256xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see vsha256~t7oobeWtAlBnM5jLhCl3kCEvhvuZlNYIaI8p1_LjLEO for more',
    ],
  }),
  near({
    id: 'rancher-token',
    title: 'Rancher API token',
    label: 'RANCHER',
    names: ['rancher', 'cattle_'],
    token: 'token-[a-z0-9]{5}:[a-z0-9]{54}',
    examples: [
      'RANCHER_TOKEN: "t‸oken-qe66m:26dyeo295lshg96x2zp0zczdv2wq2a2odnz1oymmq2m2lwn4g85rih"',
      '"rancherToken": "to‸ken-9ww02:a7jd6psvubs3gdc7an3piwkb2uangqd9k4ger8ahq96zv89er5640i"',
    ],
    counterExamples: [
      '"rancherToken": "token-qmph9:gazshux8j85608e9spvznf3k90c7hydg59xhysqbyop18kxhv0of"',
      '"rancherToken": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'revision token-tpmev:pt27lxhixl1a7ykuannwynio53n6cat8qklc75l09ciuk0lnj24tp5',
    ],
  }),
];
