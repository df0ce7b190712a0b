import type { SecretRule } from '../rule.ts';
import { mayBeIssued } from './checksum.ts';
import { nearCredential, prefixed } from './shape.ts';

/** Tokens of GitHub. */
export const GITHUB: readonly SecretRule[] = [
  prefixed({
    id: 'github-pat',
    title: 'GitHub personal access token (classic)',
    label: 'GHPAT',
    keywords: ['ghp_'],
    token: 'ghp_[A-Za-z0-9]{36,251}',
    accepts: mayBeIssued,
    examples: [
      'https://x-access-token:g‸hp_zxOnwFdDo5EWYNykeB9tdNxKDQ5iWY0aiVdO@github.com/acme/shop.git',
      'curl -H "Authorization: Bearer g‸hp_53Hb1O07g1tm3HS3opXkSLkoncoGwQ4We61D" https://api.github.com/user',
      'github_pat = "gh‸p_g8Itzg9tDkWm0OSclAowleXWa3wbDu01wZHG"  # rotate in May',
    ],
    counterExamples: [
      'Authorization: Bearer ghp_16C7e42F292c6912E7710c838347Ae178B4a',
      "const githubPat = 'ghp_RZ8icHvaco0THgh4DUyee1JlUd6x1j';",
      'GITHUB_PAT=ghp_<your-github-pat>',
    ],
  }),
  prefixed({
    id: 'github-oauth-token',
    title: 'GitHub OAuth access token',
    label: 'GHOAUTH',
    keywords: ['gho_'],
    token: 'gho_[A-Za-z0-9]{36,251}',
    accepts: mayBeIssued,
    examples: [
      'curl -H "Authorization: Bearer g‸ho_IRIUOXa2lMHKi8jgrx98VBRaCchACG2ZprKs" https://api.github.com/user',
      'GITHUB_OAUTH_TOKEN: "g‸ho_53xNGOZDuOvHmulhjMbHFJZfGx7CHk2847XC"',
      'request.headers["X-Github-Oauth-Token"] = "gho‸_zlDdmRwUFlBjv9HxCOBO8VAifpNkJh3lXVlU"',
    ],
    counterExamples: [
      'Authorization: Bearer gho_16C7e42F292c6912E7710c838347Ae178B4a',
      '"githubOauthToken": "gho_XPeN0Eh6zmQrO57qkxCpXLCLAz93qi3n6"',
      '"githubOauthToken": "gho_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
    ],
  }),
  prefixed({
    id: 'github-user-token',
    title: 'GitHub App user access token',
    label: 'GHUSER',
    keywords: ['ghu_'],
    token: 'ghu_[A-Za-z0-9]{36,251}',
    accepts: mayBeIssued,
    examples: [
      'curl -H "Authorization: Bearer g‸hu_t9m9aPIVzye8MDMpGiPz04jbvKPunn1K9YsB" https://api.github.com/user',
      'set -gx GITHUB_USER_TOKEN ghu‸_ByZ6QHpuCjowYPZsjYWUkDc1rtk0dd0PEXeY',
      'GITHUB_USER_TOKEN=gh‸u_yEpp9G7ZfGWbuPKYWWfDMUYQ6t7swo1M5T6d',
    ],
    counterExamples: [
      'Authorization: Bearer ghu_16C7e42F292c6912E7710c838347Ae178B4a',
      'github_user_token: ghu_duBEuuskGJAeFmrti1BU9lKAM7Lexz0O',
      '"githubUserToken": "ghu_REDACTED"',
    ],
  }),
  prefixed({
    id: 'github-installation-token',
    title: 'GitHub App installation access token',
    label: 'GHINST',
    keywords: ['ghs_'],
    token: 'ghs_[A-Za-z0-9]{36}',
    accepts: mayBeIssued,
    examples: [
      'git clone https://x-access-token:ghs‸_fCoGqA9GtK1YuV9b8NXloKbfoC6vDf3vdjDN@github.com/acme/shop',
      'curl -H "Authorization: Bearer g‸hs_fKlML6yzKoFuoCxeWAABCLWi7kzh2y19ZSzp" https://api.github.com/installation/repositories',
    ],
    counterExamples: [
      'GITHUB_TOKEN=ghs_16C7e42F292c6912E7710c838347Ae178B4a',
      'GITHUB_INSTALLATION_TOKEN=ghs_mk6PsCnlgaBUiOkioQg0a2txzmyTJm',
      '"githubInstallationToken": "ghs_..."',
    ],
  }),
  prefixed({
    id: 'github-installation-jwt',
    title: 'GitHub App installation access token (stateless)',
    label: 'GHINST',
    keywords: ['ghs_'],
    token: 'ghs_[0-9]{1,12}_eyJ[A-Za-z0-9_-]{10,800}\\.eyJ[A-Za-z0-9_-]{10,1600}\\.[A-Za-z0-9_-]{40,700}',
    examples: [
      'GITHUB_INSTALLATION_JWT: "g‸hs_02856_eyJW0N_O0ayp7.eyJI_tjoHVxIm.WkbNSddpEU1UmG8bQPiXciqeq8aIsjHwApVB51nJ"',
      'let githubInstallationJwt = "gh‸s_8_eyJyDKJEWyfqS.eyJudnT1bUaQV.1RFux4dpAJNP6tR0y9bxCwqQCbYOskhVI5YNS9yU".to_string();',
    ],
    counterExamples: [
      'GITHUB_TOKEN=ghs_7041_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJnaXRodWIifQ',
      '"githubInstallationJwt": "ghs_8048_eyJ024X1C-y_i.eyJzSb9SAKiUP.1F42gAosDP9XZvXJHdh51yExmlYkXfrktt15"',
      '# set GITHUB_INSTALLATION_JWT to ghs_<your-github-installation-jwt>',
    ],
  }),
  prefixed({
    id: 'github-refresh-token',
    title: 'GitHub App refresh token',
    label: 'GHREF',
    keywords: ['ghr_'],
    token: 'ghr_[A-Za-z0-9]{36,251}',
    accepts: mayBeIssued,
    examples: [
      "client = GithubClient('gh‸r_UtuMYMqzafe2hcqmjUBGX00UujLn2HMEvFVNpUtuMYMqzafe2hcqmjUBGX00UujUtuMYMq3ahCtL')",
      'GITHUB_REFRESH_TOKEN: "g‸hr_7t6zK7PMoqyzCJleW5L6D5AlUfkNyiWtmZMM0h5q7t6zK7PMoqyzCJleW5L6D5AlUf7t6z1Z2CDB"',
    ],
    counterExamples: [
      'refresh_token=ghr_1B4a2e77838347a7E420ce178F2E7c6912E169246c34E1ccbF66C46812d16D5B1A9Dc86A1498',
      "const githubRefreshToken = 'ghr_RjdNrr2LBcWviy4Iqt8zb29CognhyLyt6';",
      '# set GITHUB_REFRESH_TOKEN to ghr_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  }),
  prefixed({
    id: 'github-fine-grained-pat',
    title: 'GitHub fine-grained personal access token',
    label: 'GHFINE',
    keywords: ['github_pat_'],
    token: 'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}',
    examples: [
      'curl -H "Authorization: Bearer github_pat‸_pmnOKevngnhcwjaf7uUWfy_abHc1o7vynFPlPbEclF2pPnEpe59EUfpIx0QNjjPcfnkobGCVumo5zU3IKe" https://api.github.com/repos/acme/shop',
      "ENV['GITHUB_FINE_GRAINED_PAT'] ||= 'g‸ithub_pat_YldOMFThrmIhTD5urUeEA9_rW5kejgci8FuIdgNbnIxUgRZs3lEGkGaT4fDUpirsITFKuCS2ahcF6S0T28'",
      'github_fine_grained_pat := "github‸_pat_3prvjOUmiIxWBezrTnP25M_F9jgWJ0I4RQEGADIUgLxBFcb7sGbkEQLfHfqPgg401EL8yovee22MdrZUWA"',
    ],
    counterExamples: [
      'github_fine_grained_pat: github_pat_aSnziWjFVodk56rRBnRtSl_YFeZrH75gUGE3jRvNCqKPnQutTW0MN6lcWF5vOC7F8oWIM1jGYxbF3wuG',
      '"githubFineGrainedPat": "github_pat_..."',
      'id: re_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',
    ],
  }),
  nearCredential({
    id: 'github-client-secret',
    title: 'GitHub OAuth client secret',
    label: 'GHCLIENT',
    names: [
      'github_client',
      'github-client',
      'githubclient',
      'github_oauth',
      'github-oauth',
      'githuboauth',
      'github_secret',
      'github.client',
      'gh_client',
    ],
    token: '[a-f0-9]{40}',
    examples: [
      'setx GITHUB_CLIENT_SECRET e769bab24997aa5be0e‸489431969836de936087d',
      'os.environ["GITHUB_CLIENT_SECRET"] = "b8730e5ba1f85d9b0dfabea811‸2e317a8363cac1"',
      'GITHUB_CLIENT_SECRET: "1f8b59407eb3bc43a‸155a6e577154216e1e76b01"',
    ],
    counterExamples: [
      'github_client_secret: 538c4eedd0d92dbd6cad98df58fbc7625a9b91',
      'GITHUB_CLIENT_SECRET=change-me',
      'ref = "f19e4ad356232b3076204708b09a3d12dda6d87a"',
    ],
  }),
  nearCredential({
    id: 'github-legacy-token',
    title: 'GitHub token of before the prefixes',
    label: 'GHOLD',
    names: [
      'github_token',
      'github-token',
      'githubtoken',
      'github_api',
      'githubapi',
      'github_access',
      'github_auth',
      'gh_token',
      'github.token',
      'github_pat',
    ],
    token: '[a-f0-9]{40}',
    examples: [
      '"githubApiToken": "ad1e58b38469416d7a3‸78289894e30fa07adb9eb"',
      'val githubApiToken: String = "3a0d785b83c05a1‸a0daaf246f7e83af9be0a1f54"',
    ],
    counterExamples: [
      'GITHUB_SHA=9fceb02d0ae598e95dc970b74767f19372d61af8',
      'github-token-action@9fceb02d0ae598e95dc970b74767f19372d61af8',
      "const githubApiToken = '69adb4e57eec48bdb864a5d48f9fbdc8ed2de8';",
    ],
  }),
];
