import type { SecretRule } from '../rule.ts';
import { isMixed } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of what teams plan, write and draw with. */
export const PROJECT_TOOLS: readonly SecretRule[] = [
  prefixed({
    id: 'linear-key',
    title: 'Linear API key or OAuth token',
    label: 'LINEAR',
    keywords: ['lin_api_', 'lin_oauth_', 'lin_wh_'],
    token: 'lin_(?:api_[A-Za-z0-9]{40}|oauth_[a-f0-9]{64}|wh_[A-Za-z0-9]{20,40})',
    examples: [
      "client = LinearClient('l‸in_api_A8ZMMSYPeicaML0aYW7PmAdxAsKTF4hcLoH2CI1f')",
      'LINEAR_KEY=li‸n_wh_64l9uxyXBcNkvbWpHZusdbqX',
    ],
    counterExamples: [
      'LINEAR_KEY=lin_wh_SiTBa5YRGOvzyFVz',
      'LINEAR_KEY=lin_<your-linear-key>',
      'hilin_oauth_6cf9bbbaaff1e68969271e66e0b7b8ac4fa35be7e373869f97873bd3c509d7b9',
    ],
  }),
  nearCredential({
    id: 'linear-client-secret',
    title: 'Linear client secret',
    label: 'LINEARCL',
    names: ['linear_', 'linear-', 'linear.app', 'linearclient'],
    token: '[a-f0-9]{32}',
    examples: [
      'login --linear-client-secret 80d4b8b36b1d73487e1‸ef00b6df84ec2',
      'request.headers["X-Linear-Client-Secret"] = "f543432841f5083abb‸f0492dddec8a2e"',
    ],
    counterExamples: [
      'LINEAR_CLIENT_SECRET=f001461b7138d1997ff2b7652a2dc',
      '# LINEAR_CLIENT_SECRET: change-me',
      'checksum: 4e96b3a38e2d67569f85199dfecfc8d6',
    ],
  }),
  prefixed({
    id: 'notion-token',
    title: 'Notion integration token',
    label: 'NOTION',
    keywords: ['ntn_'],
    token: 'ntn_[0-9]{11}[A-Za-z0-9]{35}',
    examples: [
      'curl -H "Authorization: Bearer ntn‸_40751716809HuKL08gWvkk2sQYIqonsEKHV0deNJF0Y3OO" https://api.notion.com/v1/users',
      '<add key="NOTION_TOKEN" value="nt‸n_55136408035uaVd1Q18fo0IyvYxeRHxpuvvzuSJdOY1I6e" />',
    ],
    counterExamples: [
      'NOTION_TOKEN=ntn_30588301806iwBAkDnCabNv5mDnttlt2SO86J2b8F',
      '"notionToken": "ntn_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see ontn_84937678021b8Ub3p0FM8TsFvIK1ZBb9wq0PVBDXJ2uEv2 for more',
    ],
  }),
  prefixed({
    id: 'notion-legacy-token',
    title: 'Notion integration token of before the prefix',
    label: 'NOTION',
    keywords: ['secret_'],
    token: 'secret_[A-Za-z0-9]{43}',
    accepts: isMixed,
    examples: [
      'setx NOTION_LEGACY_TOKEN sec‸ret_IrfwimFSQl5Rd68aNu6VTwMQBgxCLRW5akPst5kCWtg',
      'NOTION_LEGACY_TOKEN: "secr‸et_dT315kFSgPvU6OgCeygn6iEHsbkoUklfxVXx0Ku78XV"',
    ],
    counterExamples: [
      "const notionLegacyToken = 'secret_QuZ4qVrPVDVJs15woNe0ZRr3FNRxu64zC6KvHZ';",
      '# set NOTION_LEGACY_TOKEN to secret_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see osecret_12XVq5qENae6SJUSL49QNDacYdRnoVbdAoDciqIBcnc for more',
    ],
  }),
  prefixed({
    id: 'atlassian-api-token',
    title: 'Atlassian API token',
    label: 'ATLASSN',
    keywords: ['ATATT3', 'ATCTT3', 'ATSTT3'],
    token: 'AT[ACS]TT3[A-Za-z0-9_=-]{100,400}',
    examples: [
      'curl -u ada@acme.io:ATATT3vy-bc6G4NFcGwyruIfDnuITwdakJgcEBqmS5PGBR10‸GTTv1X6rerjKEVmOETDL7sJO=Rh7Udw=NX0=5NIuXFmN92nqu980EvSmttYm https://acme.atlassian.net/rest/api/3/myself',
      'args: ["--atlassian-api-token", "ATATT3DrdnTXbP7DIlAbpUnsfQI4h-yj9VhAe5hFm5=kgmACMpf5e‸Tggw4Q=qszWYvak=i-eGzBRKIKQLogajmrqL4ubSIay_lBRLFdWja"]',
    ],
    counterExamples: [
      'ATLASSIAN_API_TOKEN=ATCTT38PPFR8m8111MxJFx-x_TQpr7Iz1A-ZituwJYia7fC-trUl=1N210o8SNz6_pNKT6U1mfsvYL5EMgMG1RK_35fWLXXNSHsejR',
      're_ATCTT3H8iTEzI7etnzByiFe-hj4iaovkQ_PnWNctPPgNZY2Ng-E6FhTaj=LEh9WA1wxJVFhEYfA-Xsr-yKivx5h6nCY5LUDb1FqExkFYxGLXc',
    ],
  }),
  near({
    id: 'atlassian-legacy-token',
    title: 'Atlassian API token of before the prefix',
    label: 'ATLASSN',
    names: ['atlassian', 'jira', 'confluence'],
    token: '[A-Za-z0-9]{24}',
    accepts: isMixed,
    examples: [
      'login --atlassian-legacy-token rvcGddWvAELdDIn‸2WYMJhqef',
      'os.environ["ATLASSIAN_LEGACY_TOKEN"] = "JDR017YjEY2‸WAf7sxkxA6zNL"',
      'ATLASSIAN_LEGACY_TOKEN: "0DLAEGKh‸sTxrmmJapVKbYRzp"',
    ],
    counterExamples: [
      "const atlassianLegacyToken = 'Weata3EgyeVWgFCkmbC';",
      'ATLASSIAN_LEGACY_TOKEN=your_atlassian_legacy_token_here',
      'ref = "3ZOi2W0yjSR6pcbIl1NC4kit"',
    ],
  }),
  near({
    id: 'jira-data-center-token',
    title: 'Jira or Confluence personal access token',
    label: 'JIRADC',
    names: ['jira', 'confluence', 'bitbucket'],
    token: '[MNO][A-Za-z0-9+/]{43}',
    accepts: isMixed,
    examples: [
      "define('JIRA_DATA_CENTER_TOKEN', 'Nyg2pnp6gjgPmR47a‸sZwHKDEG1KQW41BpXpVN53l88Ob');",
      'jira_data_center_token: OcqGoLpVblmDkDN‸cinsGMOASVryWhx6eY/WXT35qcY9P',
    ],
    counterExamples: [
      '"jiraDataCenterToken": "MvG9HaZsZm822/VhxvBcu/CJHgk1QZIZ1AYDZb5OBd"',
      'JIRA_DATA_CENTER_TOKEN=change-me',
      'revision MZYiXRnAoUQt68Uwo/Z9+57JdqrpHItXbMk6HBpfdZM2',
    ],
  }),
  prefixed({
    id: 'figma-token',
    title: 'Figma personal access token',
    label: 'FIGMA',
    keywords: ['figd_', 'figo_', 'figu_'],
    token: 'fig[dou]_[A-Za-z0-9_-]{40}',
    examples: [
      "curl -H 'X-Figma-Token: fi‸gu_Bh0cv2Iosob7N2K5pOFnp4iS2qtjj4Eb94xAE7R8' https://api.figma.com/v1/me",
      'export FIGMA_TOKEN="fi‸gu_XQJtv-f43EWpalhRGuDoUbKsfs86GubRxHQsnLnm"',
    ],
    counterExamples: [
      '"figmaToken": "figd_AxNtUKPjIO34MTDqjGrQasFBwpqZyuTCPAYX"',
      '"figmaToken": "fig..."',
      'vfigu_mxyN9UvZNL88NG486NTn_WnTMrhrjgXVIybacNWT',
    ],
  }),
  near({
    id: 'figma-legacy-token',
    title: 'Figma token of before the prefix',
    label: 'FIGMA',
    names: ['figma'],
    token: '[0-9]{5,8}-[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'export FIGMA_TOKEN="1751503-63ad3472-6a‸22-4fd7-4fd0-65967dde5f8d"',
      'set -gx FIGMA_TOKEN 05516954-d14a2abf-cdf6-beae-08‸8c-e29ee5c03673',
    ],
    counterExamples: [
      '"figmaToken": "34559-16e77a23-3b99-327e-55ae-e3"',
      '"figmaToken": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'checksum: 23357-1c53fc9e-1562-313a-fecf-abe9830c0652',
    ],
  }),
  near({
    id: 'airtable-token',
    title: 'Airtable personal access token',
    label: 'AIRTABLE',
    names: ['airtable', 'bearer'],
    token: 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}',
    accepts: isMixed,
    examples: [
      'curl -H "Authorization: Bearer p‸atUgNQkycTGf1Swy.2417bf94b99e0cafe83954e0093dd569df63fdf9091d59ce81ffb632deec5deb" https://api.airtable.com/v0/meta/bases',
      'AIRTABLE_TOKEN=pa‸ty80dTyDPf20JDn.5dd877877f6cf00945f400ffc972f4a865ca6b6bcd6858cbd3e3eaf93c806afe',
    ],
    counterExamples: [
      'airtable_token: patqTHKE6oEmKDJTs.12fc8d2e7e14ca301bd52b7d520cd0abf91618eb05a61f66d870cec70520',
      '# AIRTABLE_TOKEN: change-me',
      'revision pat2hbZMGs0mqCrFx.fa70b2f32930d242e4aa2340e33cd874c0ee893b083cb972644f47d18bbc8073',
    ],
  }),
  near({
    id: 'airtable-legacy-key',
    title: 'Airtable API key of before tokens',
    label: 'AIRTABLE',
    names: ['airtable', 'api.airtable'],
    token: 'key[A-Za-z0-9]{14}',
    accepts: isMixed,
    examples: [
      'AIRTABLE_LEGACY_KEY=k‸eypZBKG3mCwObFyV',
      "  airtableLegacyKey: process.env.AIRTABLE_LEGACY_KEY ?? 'ke‸y2FadjgXPxfXEFO',",
    ],
    counterExamples: [
      "const airtableLegacyKey = 'key9qe0mCNFs';",
      '"airtableLegacyKey": "xxxxxxxxxxxxxxxxx"',
      'checksum: keyewL0WD7cHA2WbZ',
    ],
  }),
  near({
    id: 'asana-token',
    title: 'Asana personal access token',
    label: 'ASANA',
    names: ['asana'],
    token: '[0-2]/[0-9]{14,18}(?:/[0-9]{14,18})?:[a-f0-9]{32}',
    examples: [
      '{"name": "ASANA_TOKEN", "value": "2/45966069678798571:c1ba3c7741‸b6a55f4d41d021d603de8f"}',
      'login --asana-token 0/657082580986589787:3f797572576ab1‸e54511e79244f707e2',
    ],
    counterExamples: [
      "const asanaToken = '2/126133611935819/887844467597587483:367c39d18a281e32de8d98d';",
      'ASANA_TOKEN=<asana-token>',
      'checksum: 1/099001134993745/762694255935258:9adf152fb225cfbf41ea4a0aea6ac059',
    ],
  }),
  nearCredential({
    id: 'asana-client-secret',
    title: 'Asana client secret',
    label: 'ASANACL',
    names: ['asana'],
    token: '[a-f0-9]{32}',
    examples: [
      "ENV['ASANA_CLIENT_SECRET'] ||= 'f444f0f4b8327d4b‸f74de7957f9366eb'",
      'os.environ["ASANA_CLIENT_SECRET"] = "e00430a69c33e‸71e57f52be5fc004076"',
    ],
    counterExamples: [
      '"asanaClientSecret": "a68834c76e5345c7dc0aed3d983"',
      '"asanaClientSecret": "your_asana_client_secret_here"',
      '"etag": "88ad4103e491aa6fac8d072265ccda3f"',
    ],
  }),
  prefixed({
    id: 'trello-token',
    title: 'Trello token',
    label: 'TRELLO',
    keywords: ['ATTA'],
    token: 'ATTA[a-f0-9]{72}',
    examples: [
      'set -gx TRELLO_TOKEN AT‸TA9cbea59e8d5ac3fe5d439456339214d52e62432bcabd45607fcfecc259aa5a220edc7ed8',
      "const trelloToken = 'AT‸TA864d19683d3bd19bcae1e48522f8d269333a857ffea5a20999de7c9c71958c0a2af958e4';",
    ],
    counterExamples: [
      'trello_token: ATTA23a546c237a17aca81b4979d8818a297710539885a06a4ec72b2c375c4dc71f12f238',
      '"trelloToken": "ATTAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see abcATTA0eb9934299185630532bd6b14262b28ace6f28612cab75a31422330eea7fd4767f8e2861 for more',
    ],
  }),
  nearCredential({
    id: 'trello-key',
    title: 'Trello key or token of before the prefix',
    label: 'TRELLO',
    names: ['trello'],
    token: '[a-f0-9]{64}|[a-f0-9]{32}',
    examples: [
      'https://api.trello.com/1/members/me?key=830bba64a2‸c10f5869d9a5f2d0459874',
      'trello_key := "a705c61f7403dc0628d26f2911673a320421‸e6f178878cf062dfe7ccb4a2325f"',
    ],
    counterExamples: [
      'TRELLO_KEY=5325ac10a580c7d7f9e702d8868d181134f703273830aeb209477a98ee0',
      '"trelloKey": "change-me"',
      'checksum: 15f3954d5c70a5fd473bb050d6cbc98a881c657c52563cbbae1e970fb94b38ee',
    ],
  }),
  prefixed({
    id: 'clickup-token',
    title: 'ClickUp personal token',
    label: 'CLICKUP',
    keywords: ['pk_'],
    token: 'pk_[0-9]{6,10}_[A-Z0-9]{32}',
    examples: [
      "curl -H 'Authorization: pk‸_7035369125_XTPCVUFZ34ELYNF5ATH3U8I4ASTC71WB' https://api.clickup.com/api/v2/user",
      'private static final String CLICKUP_TOKEN = "pk‸_6450849_PO732IVX5IJINNOLDWAALUV2OXH510M0";',
    ],
    counterExamples: [
      '"clickupToken": "pk_62266576_MRUHPS5KIFJXU2AAOJ8Z34GGJ3D8G5"',
      '# set CLICKUP_TOKEN to pk_<your-clickup-token>',
      'mapk_87292492_1UURNNY39J7HBXYMXS417V1DWA93MRPF',
    ],
  }),
  nearCredential({
    id: 'shortcut-token',
    title: 'Shortcut API token',
    label: 'SHORTCUT',
    names: ['shortcut', 'clubhouse'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'ENV SHORTCUT_TOKEN be702f61-d865-3b3e-70e‸f-e58ccb8b9a40',
      'request.headers["X-Shortcut-Token"] = "acd449ac-855‸d-1b85-5224-7f8d2f2c2649"',
    ],
    counterExamples: [
      'SHORTCUT_TOKEN=fce64592-4371-79d0-cacf-c4079c1841',
      '# SHORTCUT_TOKEN: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "9af0f7d8-090a-04ad-ce26-a836bbc9d143"',
    ],
  }),
  nearCredential({
    id: 'todoist-token',
    title: 'Todoist API token',
    label: 'TODOIST',
    names: ['todoist'],
    token: '[a-f0-9]{40}',
    examples: [
      "const todoistToken = 'ed0cda59b9e88eb7c621bd‸c7b85e2c3b95cba70e';",
      "ENV['TODOIST_TOKEN'] ||= 'c77d15100bbdf8a7899‸ee6c0c72f448386cb9015'",
    ],
    counterExamples: [
      'todoist_token: d47af14d345718eaa811d6ff6887850890bd90',
      '"todoistToken": "your_todoist_token_here"',
      'checksum: 0f6ff9d856e9832128f9292ad3f25084943cf931',
    ],
  }),
];
