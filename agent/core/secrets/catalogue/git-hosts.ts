import type { SecretRule } from '../rule.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of the other hosts of Git repositories. */
export const GIT_HOSTS: readonly SecretRule[] = [
  prefixed({
    id: 'bitbucket-app-password',
    title: 'Bitbucket app password',
    label: 'BBAPP',
    keywords: ['ATBB'],
    token: 'ATBB[A-Za-z0-9]{24}[A-F0-9]{8}',
    examples: [
      'git clone https://ada:A‸TBBloiNAkjoWWNdkj0KHm2AN4nB3F70C107@bitbucket.org/acme/shop.git',
      'private static final String BITBUCKET_APP_PASSWORD = "ATB‸B2M5B0IUvvreurj9HoJ0Ct1E9B390F7E1";',
    ],
    counterExamples: [
      '"bitbucketAppPassword": "ATBBiYKM2cumsJLLvyfINv3jmwLk02F"',
      'BITBUCKET_APP_PASSWORD=ATBBREDACTED',
      'id: oATBB8I0ggcLdt1LuDa2qug5qTECqE71BDA40',
    ],
  }),
  nearCredential({
    id: 'bitbucket-client-secret',
    title: 'Bitbucket OAuth consumer secret',
    label: 'BBCLIENT',
    names: ['bitbucket'],
    token: '[A-Za-z0-9]{32}|[A-Za-z0-9_=-]{64}',
    examples: [
      'BITBUCKET_CLIENT_SECRET: "3btJLGVBCKjzntuGCOFYL4YRby‸hNpq6UMMl2Fex=s3cdNFxi1fZXx7qMY2pu62aL"',
      'let bitbucketClientSecret = "Z78kl9ic4h7luyBRo3R‸fSR9C9GDX3hok".to_string();',
    ],
    counterExamples: [
      'BITBUCKET_CLIENT_SECRET=aG0CMSMDn7LalNwu9g=N1oF64iSrezHysY7DSCj1a0OJzWeF=HD7j3mB=A4v',
      '# BITBUCKET_CLIENT_SECRET: <bitbucket-client-secret>',
      '"etag": "AoainieHUc8sd9qv3kjMRiFeVZJGZYSm"',
    ],
  }),
  nearCredential({
    id: 'gitea-token',
    title: 'Gitea, Forgejo or Codeberg access token',
    label: 'GITEA',
    names: ['gitea', 'forgejo', 'codeberg'],
    token: '[a-f0-9]{40}',
    examples: [
      'export GITEA_TOKEN="24c88bcb30240e2d340c‸9a86caaf20d7d5e804f8"',
      "define('GITEA_TOKEN', '6907d262f2703235‸053530f661225fdcc9a17703');",
      'set -gx GITEA_TOKEN 8c074202b5a33874109679129‸955ac459a904257',
    ],
    counterExamples: [
      'gitea_version: 9fceb02d0ae598e95dc970b74767f19372d61af8',
      'GITEA_TOKEN=e76e4e74ff99f4d08ce2c215c02db3420336e',
      '# GITEA_TOKEN: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  }),
  nearCredential({
    id: 'gitee-token',
    title: 'Gitee access token',
    label: 'GITEE',
    names: ['gitee'],
    token: '[a-f0-9]{32}',
    examples: [
      "const giteeToken = 'b98d46662bf‸6da49226043a25188bd13';",
      'setx GITEE_TOKEN 6e89ed44a6‸5a4bcdeeac4fbf7effc795',
    ],
    counterExamples: [
      "const giteeToken = '48434751e8d6fc5a92b86ac1375a';",
      '# GITEE_TOKEN: <gitee-token>',
      'checksum: cc40b263ed7cc547f7b1bd37d4a5a385',
    ],
  }),
  prefixed({
    id: 'azure-devops-pat',
    title: 'Azure DevOps personal access token',
    label: 'AZDO',
    keywords: ['AZDO'],
    token: '[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}',
    examples: [
      'setx AZURE_DEVOPS_PAT AQgJcEYeBRafCoz8qNgOUwyvEGfXXXEgybTV31sV60EgguAPL6WR2HX5‸1vGktRiKVOTHshnBmBNwAZDOywhP',
      "  azureDevopsPat: process.env.AZURE_DEVOPS_PAT ?? 'jbM9vdlycXkU2UkZXnIKFtJUuHRxuXm1YC1KAXWlK83b0Z‸VwaSLO8ezhcSS3y8GSer1WIHYk5IbLAZDOFSsd',",
    ],
    counterExamples: [
      '"azureDevopsPat": "dxx1a341ncFBZj4OyeWDNPIBfQ8OGUtWfolzLWqI5irjEDjTRew0OwRfQe5drqyvEGWNyrREqlrJAZDO4"',
      '"azureDevopsPat": "AZDOREDACTED"',
      'id: re_i4vaK8Xp9aWSLWLtoom4mqi6P9HDdtZpEAU9rbHC2qEetz6e2YiczQ1bSbLewhzNgrPZIa2ZS5WnAZDO8h20',
    ],
  }),
  near({
    id: 'azure-devops-legacy-pat',
    title: 'Azure DevOps personal access token of before the signature',
    label: 'AZDOOLD',
    names: [
      'azure_devops',
      'azure-devops',
      'azuredevops',
      'ado_pat',
      'ado_token',
      'vsts',
      'system_accesstoken',
      'visualstudio.com',
      'dev.azure.com',
    ],
    token: '[a-z2-7]{52}',
    examples: [
      'val azureDevopsPat: String = "zmehc3fbjtz57skoeu7eb‸ecxigy4lzg7cajgkgwb5v5w77o56ymu"',
      '"azureDevopsPat": "6wrsy24avbtv66uxltwaeeysqt‸go3ousgyfdvoydvmm7shkl23ew"',
    ],
    counterExamples: [
      "const azureDevopsPat = 'itf3ubo5onquahscyqm4jdfjqdw2liu6jcjuzsjprbl6yvinn';",
      '# AZURE_DEVOPS_PAT: <azure-devops-pat>',
      'checksum: qorb762fj2dlrebrzhblvt2dhqc4x667e5xusdjkxl3cycwojpyr',
    ],
  }),
  near({
    id: 'phabricator-token',
    title: 'Phabricator Conduit token',
    label: 'PHAB',
    names: ['phabricator', 'phab.', 'phab_', 'conduit', 'arcrc', 'api.token'],
    token: '(?:api|cli)-[a-z0-9]{28}',
    examples: [
      'curl https://phab.acme.io/api/user.whoami -d api.token=api-nnsxe7ujoscmi‸3lprnnomrsj5php',
      "define('PHABRICATOR_TOKEN', 'api-s8ve0v50tolr‸fec7wtmu4g0j0n6e');",
    ],
    counterExamples: [
      'PHABRICATOR_TOKEN=cli-8asxevt5v80afh6dfh8k44c',
      '"phabricatorToken": "your_phabricator_token_here"',
      '"etag": "api-3wm8kvfpln12yq46zy1rsmprseyn"',
    ],
  }),
];
