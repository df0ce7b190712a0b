import type { SecretRule } from '../rule.ts';
import { isMixed, isVaried } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of calendars, forms, documents and of what joins them. */
export const WORK_TOOLS: readonly SecretRule[] = [
  prefixed({
    id: 'postman-key',
    title: 'Postman API key',
    label: 'POSTMAN',
    keywords: ['PMAK-'],
    token: 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}',
    examples: [
      "curl -H 'X-API-Key: PMAK‸-d9a994375e048498fe4a2065-19e4c62e7e1ef4ccf0239baf5a11257836' https://api.getpostman.com/me",
      'let postmanKey = "PMA‸K-561d49d53842d1d5ac39c8c8-d1c67391ea57d90502b218089ffcd96f5c".to_string();',
    ],
    counterExamples: [
      "const postmanKey = 'PMAK-e58b7cbdb303d131e847b489-62c6015668addf9e7cda84219282f3';",
      'POSTMAN_KEY=PMAK-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see re_PMAK-1ad5596738fd087f244d1828-e4bb3c71482fce98ec87552367bbdd9b06 for more',
    ],
  }),
  prefixed({
    id: 'postman-access-key',
    title: 'Postman collection access key',
    label: 'POSTMAN',
    keywords: ['PMAT-'],
    token: 'PMAT-[A-Z0-9]{26}',
    examples: [
      'request.headers["X-Postman-Access-Key"] = "P‸MAT-WJZ6EBJ87LKMPD4ZBX1JLQ0V7J"',
      'postman_access_key = "PMAT‸-FIQVFBBIG5E5IFF51HWT4H1SE2"  # rotate in May',
    ],
    counterExamples: [
      'postman_access_key: PMAT-PMPNNYYIIUZ58FWIM9JIU',
      '# set POSTMAN_ACCESS_KEY to PMAT-<your-postman-access-key>',
      'id: vPMAT-74K5TE99Y6Q7S7K1OY1Y9BUZ05',
    ],
  }),
  prefixed({
    id: 'typeform-token',
    title: 'Typeform personal access token',
    label: 'TYPEFORM',
    keywords: ['tfp_'],
    token: 'tfp_[A-Za-z0-9_.=-]{40,60}',
    examples: [
      'ENV TYPEFORM_TOKEN tf‸p_nyVx4_oMciDCrW0JXTVoB=cY04.qpTTN9x_2Op2ZfONmE',
      'args: ["--typeform-token", "tf‸p_uP44gxV5Wopi93Fp8uU3p_OBP8UmYBKtI1B9XZ6U0"]',
    ],
    counterExamples: [
      'TYPEFORM_TOKEN=tfp_V7KiBXMB0iA9rHEYOSHbXinNKpdneC-U.i',
      'TYPEFORM_TOKEN=tfp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'see re_tfp_u-USEXRD-8KcgDJ5VJ16moQ7aRrRIntowq1zBCckqa for more',
    ],
  }),
  prefixed({
    id: 'readme-key',
    title: 'ReadMe API key',
    label: 'README',
    keywords: ['rdme_'],
    token: 'rdme_[a-z0-9]{70}',
    examples: [
      '{"name": "README_KEY", "value": "r‸dme_8alavzy1kv3hywrik4kzrh5nj3tkekgdz24rn9ollvbdezk3y4ua9a2ast49336vgp2ym0"}',
      'setx README_KEY rd‸me_0ojlhqow59u8yfi4ibuxv7wf7jxc69wg4r36cyi42hy9h3pjl0kkhfbvo1vlhqff2lw53x',
    ],
    counterExamples: [
      'readme_key: rdme_fad28d8wfh2aqv62pu5i6z1mxe7ce7z2a4xhkzcqnoovrridsj5y1eoby5rta02938d4',
      '"readmeKey": "rdme_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'see hirdme_c0wm68jwckvgm2a2gz0bi3g9d731k8jzrnz8h7i4iociqb0ab4r4ryugafsmkdoqwuo2sm for more',
    ],
  }),
  prefixed({
    id: 'gitbook-token',
    title: 'GitBook API token',
    label: 'GITBOOK',
    keywords: ['gb_api_'],
    token: 'gb_api_[A-Za-z0-9]{40}',
    examples: [
      'GITBOOK_TOKEN: "g‸b_api_6AihXzi63BRmLWbe1g0vxnpdzOZe2r0Td8Ct7pPK"',
      "ENV['GITBOOK_TOKEN'] ||= 'gb‸_api_E2dgcemci2hUbFSxkp68kz9JZCIIZZ5eRU8oIbWn'",
    ],
    counterExamples: [
      'gitbook_token: gb_api_NMrUitcGmYreIkHzFqNoaBJ7NoIm5BbSZz',
      '# set GITBOOK_TOKEN to gb_api_<your-gitbook-token>',
      're_gb_api_RkhIL2mDuvkxh9AfuKPsx2RQ7qNe1u0gpzL0UpVG',
    ],
  }),
  prefixed({
    id: 'retool-token',
    title: 'Retool API token',
    label: 'RETOOL',
    keywords: ['retool_'],
    token: 'retool_[a-z0-9]{26,32}',
    examples: [
      'RETOOL_TOKEN=r‸etool_eak3r5rc9cknuzqumg3ex8kio41',
      "  retoolToken: process.env.RETOOL_TOKEN ?? 're‸tool_wr5jkoc9dfjl9i4zo5hy3sycn3w',",
    ],
    counterExamples: [
      "const retoolToken = 'retool_y9eqm9fvgz3amwq7zinl90';",
      '"retoolToken": "retool_xxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'oretool_w5zkus0uboxipjuhfojzzajztqhin',
    ],
  }),
  near({
    id: 'monday-token',
    title: 'monday.com API token',
    label: 'MONDAY',
    names: ['monday.com', 'monday_', 'monday-', 'mondayapi'],
    token: 'eyJhbGciOiJIUzI1NiJ9\\.eyJ0aWQiOj[A-Za-z0-9_-]{80,400}\\.[A-Za-z0-9_-]{43}',
    accepts: isVaried,
    examples: [
      'request.headers["X-Monday-Token"] = "eyJhbGciOiJIUzI1‸NiJ9.eyJ0aWQiOjB3qxdEVRo-ylgFMNhbRNyp9xxHIsRA0hgYMi59Mwg3G82gS3SevXMrytovMV-j6m3owaPrAyNVqBqPmI-.MGExFoE0MwtQXeHpdowSWLZbDvoQlG66UsZPQm0-cLv"',
      'private static final String MONDAY_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJ0a‸WQiOjQqiHjy0KHnDHkLHCwqwddySfqmcozzQ6dQ9DrnOozjyTTAaYDDg31kj2wG6CJAiZqJtxixPOR36DvJvYD.BmSPVrAAqXT43e-3Ud2qAIx9a6nF2MjaH7B-aU55I9U";',
    ],
    counterExamples: [
      'monday_token: eyJhbGciOiJIUzI1NiJ9.eyJ0aWQiOj7UKBTZ87SOrHCne2ujPNeE0OG-QZ1K2vinihW5zpgDrkJohI5oSptBnLhn2sPbd_AzyOzmVpcXEgdusg3.4Mp9dQsvk5OqvxKWNVW1WJRi_b4dGgIpiW',
      '"mondayToken": "change-me"',
      'ref = "eyJhbGciOiJIUzI1NiJ9.eyJ0aWQiOj_hufJojM2eUKeUcU3pVsXvAm9OZ6cPnnAxTocyYSPcTKFAySRkCeljx3b2IEdxn8KJcJ-00490CuIQahf-.56s0I78wS0ZKKLGzdWHfNuB4H-RuJh7dCFfuE2dbXKI"',
    ],
  }),
  near({
    id: 'wrike-token',
    title: 'Wrike permanent token',
    label: 'WRIKE',
    names: ['wrike'],
    token: 'eyJ[A-Za-z0-9_-]{20,60}\\.[A-Za-z0-9_-]{80,500}\\.[A-Za-z0-9_-]{43}',
    accepts: isVaried,
    examples: [
      'val wrikeToken: String = "ey‸JGEEnLyo-5DanQ_-qCGNmHb.gPiFGLqIajbd9H8DeadZGnAk09uHolk-QfLkSRdWHBrEcPXhY_gYpXFSS0lkYlOsFQC0plBYkxtsCOtn.PrgCfNcbcnGnJD6q8JomWPMNmYWEpctwCw7HUrh5LCR"',
      'export WRIKE_TOKEN="e‸yJXyVnxxWEL9bdEdn1O2_ob.gsYrq65fcRjQwqBmFp5jlR3-oY0lGmMjETElT0Ct7xMsEYSRJHO_IpiDrJq74Y9hMP1ZoGzWYfsPFyDB.qY4DbnrpP8EYa-IeUueyus0-HPpNZpXzfx3Qufqcbi7"',
    ],
    counterExamples: [
      'WRIKE_TOKEN=eyJce_NZV7GW9gS4xbuUeMT8.-TeeSDNSkSvE_y-SlQ34bWOxXHW6zgstqYxMzZihFWL6_iNmZVyX2fnGO3F0Wkm0esUUkNF1QvUwsWPB.zd2MEtHgvJIgqttLa2AwEIsHQlqQ4TBg',
      '# WRIKE_TOKEN: your_wrike_token_here',
      'revision eyJBXahbdZ4owwo_-4j1p9kFtEU.NJ9-Cp_Sl_7p8VfJ91kzxReRwZADE2BrsSvA4KKa_Ku3uFGQI2kiLr45q8dW8pU4E8kP4V5R8tt5sUdQ.A1x3BSvoUXVCNrjj3BTYbOmYer6g6Dy12Trv7p35mIm',
    ],
  }),
  nearCredential({
    id: 'smartsheet-token',
    title: 'Smartsheet API token',
    label: 'SMARTSHT',
    names: ['smartsheet'],
    token: '[A-Za-z0-9]{37}|[a-z0-9]{26}',
    examples: [
      '{"name": "SMARTSHEET_TOKEN", "value": "xcwpks5g‸iw4fdigipyjlr8zj9k"}',
      'smartsheet_token := "izCF4BGBXJCEjvxR‸rQEmW7ipYnvKruo3eRM0d"',
    ],
    counterExamples: [
      "const smartsheetToken = 'gHpypyh86GN9rz4lqN13YoyFcU6MzcS0p';",
      '# SMARTSHEET_TOKEN: <smartsheet-token>',
      'checksum: uz3whfdf908hoih8m7lmkdb18q',
    ],
  }),
  nearCredential({
    id: 'coda-token',
    title: 'Coda API token',
    label: 'CODA',
    names: ['coda_', 'coda.io', 'coda-', 'codaapi'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'ENV CODA_API_TOKEN ea91b8f7-1854-e48b-ac‸85-8d6000bcc7d9',
      '{"name": "CODA_API_TOKEN", "value": "bd0a7721-7c57-00‸2e-c2a5-3949f5ea2b66"}',
    ],
    counterExamples: [
      'coda_api_token: 44dfddd4-b54f-aed5-8c26-1e3aeb2',
      '# CODA_API_TOKEN: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: 65431b36-1106-7952-fe93-3ed85e9de814',
    ],
  }),
  near({
    id: 'miro-token',
    title: 'Miro access token',
    label: 'MIRO',
    names: ['miro_', 'miro-', 'miro.com', 'miroapi'],
    token: 'eyJ[A-Za-z0-9_-]{20,60}_[A-Za-z0-9_-]{27}',
    accepts: isMixed,
    examples: [
      'MIRO_ACCESS_TOKEN: "ey‸J8MD8zZSnmdyqB3OPFHkC_RY_-BAARirs6vM7P5Y_4Ag9BBJa"',
      '{"name": "MIRO_ACCESS_TOKEN", "value": "ey‸Jg61SjJUudfMAtAjqIYK_xFvpW_olf9e3jXR_fzK0ub9DzHPy-9kS2"}',
    ],
    counterExamples: [
      'MIRO_ACCESS_TOKEN=eyJiItOlL4A856_sxw6Jn9ji0t_8yJdppGAo6tYgjK6v',
      '"miroAccessToken": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      '"etag": "eyJk0odUilML_MxGZlk_On785i_2KXDh_lDkiD0-z8jhuB1BjYSr3e"',
    ],
  }),
  near({
    id: 'calendly-token',
    title: 'Calendly access token',
    label: 'CALENDLY',
    names: ['calendly'],
    token: 'eyJ[A-Za-z0-9_-]{10,200}\\.eyJ[A-Za-z0-9_-]{100,500}\\.[A-Za-z0-9_-]{86}',
    accepts: isVaried,
    examples: [
      'set -gx CALENDLY_TOKEN ey‸JNo2i_SVbSmNzsE.eyJNtUspXu-IKSTRiTwnykm6pxSs-xRpLVOvIjyqOMf5F013ALgKE6QxPiNzi1h9kXuob50j3nxxyMqY5iXA4nMHIDnoMfzZad9phEi.M9hvizPaq-ccWxYt3y1vGkkQFBdBLbfXyzErC42OLS4dpAN7-6yRKDmttqMYHyvIrCpuMg3fQcceAQBhcrvViz',
      "client = CalendlyClient('ey‸Jve_Y96DQTnL.eyJec3BsHk4kW2ZJR1CQMtOxZI4EZXvumILMME3oscGn0NkKJwj-25e95hm0Y1N2LtzOygQf48xUw4zBkXt_zLQfB48YOyTAJl0SFxB._MBp_UPWbl_nIpyqsu960XjKoUVkHgwa1TG45gzc5dnTJNzB7IwWiYHy6jPjxUz45YkCewspNayJQyzQ52e_KH')",
    ],
    counterExamples: [
      "const calendlyToken = 'eyJYcEzK9LBpziT.eyJjEvxBtv_27_RJmhulogE9NZtkHUkl_zuOXe0gaA6LF4Ox4-UuRMqzOTxps4SlDTlkmDQ40HFYyDqNbcv8Vgz_hF9F_mtPuk1CRYp.VQ3E8PdgX91q8-dY9gk3BCsxpbdwp_T0nFLa9TokKz6JYDCD_TQeKwk3Twl182ObFKgEo_WAe6';",
      '"calendlyToken": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      '"etag": "eyJMeiijI_9zpjuxG.eyJp1vAnk4T09kPMdaUTKdPTFi-nE2gxjo63OdP6ZiWz60RKeCte4xMgFc7wdDwFWdMaowG4JXiD_a8XqycBU2BeI7dxpCghbe9fvje.w2ycB3t0n85VaUEUHP1JXM4w4DAKrZbQw9ga3Bfbmd6TwGxELrvABGIpK9irkuM20R8W9aiQ6P0rpvLDhDCQzm"',
    ],
  }),
  nearCredential({
    id: 'docusign-key',
    title: 'Docusign integration secret',
    label: 'DOCUSIGN',
    names: ['docusign'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'docusign_key = "22ad1232-30ad-32fe-‸0757-a8923cda7f7a"  # rotate in May',
      'let docusignKey = "64104edb-c582-c6fe-e6f6‸-5507c32571f0".to_string();',
    ],
    counterExamples: [
      'DOCUSIGN_KEY=51d5eb20-4e27-6c1d-52a1-fc27cc97c3',
      'DOCUSIGN_KEY=<docusign-key>',
      'ref = "8a95628d-3cb8-e492-93bd-3f3871a694bb"',
    ],
  }),
  prefixed({
    id: 'frameio-token',
    title: 'Frame.io developer token',
    label: 'FRAMEIO',
    keywords: ['fio-u-'],
    token: 'fio-u-[A-Za-z0-9_=-]{64}',
    examples: [
      'headers = {"Authorization": "Bearer fio‸-u-C=CLZpyvkSZUU4vcuX2UEUEKFcim9DUYXS=wItRRIw05zCSXeLwQJVMCS_hPEk5A"}',
      "  frameioToken: process.env.FRAMEIO_TOKEN ?? 'fio-u‸-tXIuzaKfQhyIGPWIFmzMFY4VvoD8iyjLKMaogyidDez5SAdzsyoJK67KiegA6yyO',",
    ],
    counterExamples: [
      "const frameioToken = 'fio-u-sVxC-9VG-sNzKZ5eCJWIIi0oGDqxwD3lkai9SFMOW59o-p8EHAq1LuBwASH';",
      '"frameioToken": "fio-u-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: vfio-u-RM44QTch0I-km77yydPiVwToe7H9Ia2_QtTVktyWpWAHP4uxozaxKJGSbnYpgMU=',
    ],
  }),
  near({
    id: 'jotform-key',
    title: 'Jotform API key',
    label: 'JOTFORM',
    names: ['jotform'],
    token: '[a-f0-9]{32}',
    examples: [
      'set -gx JOTFORM_KEY 1bd02d0c8e480e‸cc3e791be074a7bdab',
      'jotform_key = "b4d383f22f0e‸9730ff5c071b00298e33"  # rotate in May',
    ],
    counterExamples: [
      'jotform_key: c21b77155121e503265074d457bbe3',
      '# JOTFORM_KEY: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: e930dee1293e375dbff7f9100a8f229e',
    ],
  }),
  near({
    id: 'harvest-token',
    title: 'Harvest access token',
    label: 'HARVEST',
    names: ['harvestapp', 'harvest_', 'harvest-account'],
    token: '[0-9]{4,9}\\.pt\\.[A-Za-z0-9_-]{80,96}',
    accepts: isMixed,
    examples: [
      "ENV['HARVEST_TOKEN'] ||= '518224062.pt.-dRhyOO29AN9t2zin4q3tT1XyLottOA3ibfraKT-fkmT5bHss‸hpM4jDSji_xTozMxL9lwsPu_QFJvED07W'",
      'set -gx HARVEST_TOKEN 7359180.pt.ehEcuKyfXYtpNMx8Mr02LVPI440mx6mbJnW0Q09foG‸iWi-l0fnTFe5xCS_4QWRlsh4SSvjYgZYJR-a8XIUnXc',
    ],
    counterExamples: [
      '"harvestToken": "020983913.pt.VVNfhw_2aXj9z2OH3jze4SkHmXoJtjbyUPsG4DoGY8GL9CHQNVYRXp8FokqRVOX_3obX07TX"',
      '"harvestToken": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'revision 3724590.pt.EFrlQId6jtp5poyl629FAJgkcYMBZkvtSx1eGBkRX9pgGDAFdwlsCtIWD6jl9y9SgmsO3wBe0AQKbNue',
    ],
  }),
  nearCredential({
    id: 'toggl-token',
    title: 'Toggl API token',
    label: 'TOGGL',
    names: ['toggl_', 'toggl.com', 'toggl-track', 'togglapi'],
    token: '[a-f0-9]{32}',
    examples: [
      'val togglApiToken: String = "3082db8497f20ae‸6096bbdb1a44a27b0"',
      'export TOGGL_API_TOKEN="6765f822c8046ff4f‸8a17fc7f9ee2aad"',
    ],
    counterExamples: [
      'TOGGL_API_TOKEN=50d88eb4587a6fc0fa707c0a508d9',
      'TOGGL_API_TOKEN=your_toggl_api_token_here',
      '"etag": "21249aa54eac0f1dba30d1209765d9b8"',
    ],
  }),
];
