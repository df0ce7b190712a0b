import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of chats and of their bots. */
export const MESSAGING: readonly SecretRule[] = [
  prefixed({
    id: 'slack-bot-token',
    title: 'Slack bot token',
    label: 'SLACKBOT',
    keywords: ['xoxb-'],
    token: 'xoxb-[0-9]{10,13}-(?:[0-9]{10,13}-)?[A-Za-z0-9]{18,34}',
    accepts: isOpaque,
    examples: [
      'curl -H "Authorization: Bearer xox‸b-4262091955409-jTtdzd9GFu1BS0rESo" https://slack.com/api/auth.test',
      'val slackBotToken: String = "xo‸xb-80097069028-4703367655-YIioHwmgBuWms38Rj0FW"',
      'login --slack-bot-token xoxb‸-160848883957-RT1PZcT6uuw0kfw4N1A1mQ0',
    ],
    counterExamples: [
      'SLACK_BOT_TOKEN=xoxb-your-token',
      'xoxb-xxxxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx',
      '"slackBotToken": "xoxb-4145513370-nTOdccTZzZwZp0wH"',
    ],
  }),
  prefixed({
    id: 'slack-user-token',
    title: 'Slack user token',
    label: 'SLACKUSR',
    keywords: ['xoxp-', 'xoxe.xoxp-'],
    token: '(?:xoxe\\.)?xoxp-(?:[0-9]{10,13}-){2,3}[A-Fa-f0-9]{28,34}|xoxe\\.xoxp-[0-9]-[A-Za-z0-9]{140,200}',
    examples: [
      'login --slack-user-token x‸oxp-0567636680-3688684482359-71318300998-dfb75fbd43a1a7fb3040b82665e0edaac',
      'headers = {"Authorization": "Bearer xoxe.xoxp-2-lLk7kvUPl2JmFadW4VGwYxxNDf5Go34ElqFdAUPXDeRbUW4dpZy2RYM‸7Itu4HyLmwOcBs2La46JTw2J1lBx4l3eFDRLDxizAtKhQ6yLrso8YpsZ11COzrE89ShVjI5wU7pjbVOABV7Zp"}',
    ],
    counterExamples: [
      '"slackUserToken": "xoxp-681671051168-4746384788-5923379170526-1c25f7eb01578eaa257f05e"',
      'SLACK_USER_TOKEN=xoxp-<your-slack-user-token>',
      'see hixoxp-999090201512-571940126967-b49bdf5278d9246c626838bbccb579 for more',
    ],
  }),
  prefixed({
    id: 'slack-app-token',
    title: 'Slack app-level token',
    label: 'SLACKAPP',
    keywords: ['xapp-'],
    token: 'xapp-[0-9]-[A-Z0-9]{9,12}-[0-9]{10,14}-[a-f0-9]{60,70}',
    examples: [
      '{"name": "SLACK_APP_TOKEN", "value": "x‸app-5-QMQQYT871-60738497542-f58e2a754d72cad873fb1e3370efda65ae3559d7149eeb66a71adda8f940a"}',
      'headers = {"Authorization": "Bearer xap‸p-7-75A7C4RFQD-4359973397580-05a0806cdd81547bdf1a8c825715cc4ef01a686441d22733360b6698dbe2"}',
    ],
    counterExamples: [
      'slack_app_token: xapp-5-ITDZL9C6UP-1284568187-77df0f2770c46f3de167d982105cc9958b610bbe8b12537eb018c5',
      '"slackAppToken": "xapp-..."',
      'id: maxapp-0-GFC56F3H7WOV-7438398281-09fba40c23cedc58b24fa23f098799f997f8831fadbc3a525a58658e52e25e022',
    ],
  }),
  prefixed({
    id: 'slack-refresh-token',
    title: 'Slack refresh or configuration token',
    label: 'SLACKREF',
    keywords: ['xoxe-', 'xoxe.xoxb-'],
    token: 'xoxe-[0-9]-[A-Za-z0-9]{140,200}|xoxe\\.xoxb-[0-9]-[A-Za-z0-9]{140,200}',
    examples: [
      "  slackRefreshToken: process.env.SLACK_REFRESH_TOKEN ?? 'xoxe.xoxb-9-FMnl2kIzoZ8wrV0Ugt6IhcS5Mb851fmn0XkHJtz9AioZFSiLrgcO3OHt‸hhpkwt5UsE2FesxMiZMU7OwjJLhVPvBp5UmVLA9AL8EZodU24xmFg96Awl6J8OMtBEyZ625Km10A8Sua31uCMj',",
      'ENV SLACK_REFRESH_TOKEN xo‸xe-7-BIy3Oh4r01zmZtI68WDcQI0AFllJ9xSNgCoU865nP1XFGqu5S3VpaYNBGk7fA15akMQ3XKhIJcthIE0mt9RxZy3wvMXVDNeX34DDH4b5wnjoy4Y1HGoORZbTqluMNmcZISHDTHotDPs2Ih',
    ],
    counterExamples: [
      '"slackRefreshToken": "xoxe-4-OoKcinAmnwRAy1hGE75yQdn74wO3C2vDqNgXw9zqSbzIypt8DaI2uxfRxMVmiGUfywORl7KRWJWsIID4P1baFwDssRE9HGuawzctwLb5UMzbARIshbiovzUPp8o0wLkX5hUpMddhT3"',
      'SLACK_REFRESH_TOKEN=xoxe-REDACTED',
      'see re_xoxe-4-IFUuyMiXqLZIxiEimezppReWJQle2gk2fu5FclWvEcS79YUwnVP70gndmA4m999qa3eRnUGGPSHBr9eUiJZtcZ3BZsUiIJJ1M0yrl8mymHsy1HCCs1mh8oQozTeHMPUoep2blYodXOzCRN1g for more',
    ],
  }),
  prefixed({
    id: 'slack-legacy-token',
    title: 'Slack legacy workspace token',
    label: 'SLACKOLD',
    keywords: ['xoxa-', 'xoxr-', 'xoxo-', 'xoxs-'],
    token: 'xox[aros]-(?:[0-9]-)?[0-9]{8,13}-(?:[0-9]{8,13}-){0,2}[A-Za-z0-9]{10,64}',
    examples: [
      "define('SLACK_LEGACY_TOKEN', 'xo‸xa-7-5288006765963-yEDi7gp87jsQJw');",
      'SLACK_LEGACY_TOKEN=xo‸xo-0-6196131413-4432882180-lK1zNi08xz',
    ],
    counterExamples: [
      "const slackLegacyToken = 'xoxs-1-08946425-pWn1';",
      '# set SLACK_LEGACY_TOKEN to xoxxxxxxxxxxxxxxxxxxxxxxxxx',
      'oxoxa-7-60386962-29776840-61450018435-bNLmBLsDVg0lSxE',
    ],
  }),
  prefixed({
    id: 'slack-session-token',
    title: 'Slack browser session',
    label: 'SLACKSES',
    keywords: ['xoxc-', 'xoxd-'],
    token: 'xoxc-(?:[0-9]{9,14}-){3}[a-f0-9]{64}|xoxd-[A-Za-z0-9%+/]{60,300}(?:%3D|=){0,2}',
    examples: [
      'headers = {"Authorization": "Bearer xoxd-n0y96VbW5fMVrAXn5+p4rdSGR%PY9chcCNPamYBA‸WF9eQKB9rUI9gzNR/C+cbaX"}',
      "const slackSessionToken = 'xoxd-2nT1nX%5VyjeNYCS%3N‸KND6M1P%1OW4mGL7TL1vcx5B1Z6cUf1ciOKQjg6djmvZ=';",
    ],
    counterExamples: [
      'SLACK_SESSION_TOKEN=xoxc-29752200541268-09443326753994-4534743351086-53458b0f4479396525d605547e940c31a27d5e29f2266ed04b15883efd2c',
      '# set SLACK_SESSION_TOKEN to xoxc-REDACTED',
      'see vxoxd-sA3cJJLREr/F/BGhZ7/WQj8ANEj6SPdhFHLbveHbmlrqOslwEj9OqklV2Sxkt+D for more',
    ],
  }),
  nearCredential({
    id: 'slack-signing-secret',
    title: 'Slack signing or client secret',
    label: 'SLACKSIG',
    names: ['slack'],
    token: '[a-f0-9]{32}',
    examples: [
      'slack_signing_secret = "03b66f8eeb6a1c8f1‸3319f7e346d5bdc"  # rotate in May',
      '<add key="SLACK_SIGNING_SECRET" value="72e30f22fe9d‸abd81fb1838ffef252ff" />',
    ],
    counterExamples: [
      "const slackSigningSecret = 'aca8cd6607524a8567f7cac7bf38d0';",
      '# SLACK_SIGNING_SECRET: change-me',
      'checksum: 2170d31e6ee43942d6fd931b59cdb9ba',
    ],
  }),
  near({
    id: 'discord-bot-token',
    title: 'Discord bot token',
    label: 'DISCORD',
    names: [
      'discord',
      'bot_token',
      'bot-token',
      'bottoken',
      'client.login',
      'bot.run',
      'client.run',
      'authorization: bot',
    ],
    token: '[MNO][A-Za-z0-9_-]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,38}',
    accepts: isMixed,
    examples: [
      "client.login('MCEQXSMFylxQyQals7dWGzAS1f.Ut0‸to6.36uNn9_Uc0xOxDZEK7On450ZLa9IQJyG');",
      'let discordBotToken = "OBiqgh9vyrFmj6tzXTBUBRYU3.xAO‸Qt2.8ljIEMbwngPgyHo2Ya39zTDac1xdldua".to_string();',
      'login --discord-bot-token NqxGJm12lvXNjqZZngeEdiJOb64.UFL‸ORI.3ylwA53UReGflxefdBsgWAcYO5CLRR',
    ],
    counterExamples: [
      '"discordBotToken": "MrdWs2rtqa_KggpkMltT3h_Mc.RysWH8.nF1Nx6DKk2UlOCoRa"',
      '"discordBotToken": "change-me"',
      'checksum: OsbPb1nJNcK7bGedNivEQJ8_.4oxuQF.nX3TERXsBeymOjuEIU44t88qOKMT8bf',
    ],
  }),
  near({
    id: 'discord-client-secret',
    title: 'Discord client secret',
    label: 'DISCLI',
    names: ['discord'],
    token: '[A-Za-z0-9_-]{32}',
    accepts: isMixed,
    examples: [
      'ENV DISCORD_CLIENT_SECRET qJieADr1im7SmDM‸WBFxADgDjygDkDESW',
      'request.headers["X-Discord-Client-Secret"] = "miJPV40FQ19hhSSsP‸1ENCpHA0GUwSujl"',
    ],
    counterExamples: [
      '"discordClientSecret": "HGR0W2_1lo_XlB5v5RC8EQJ6BQ7"',
      '# DISCORD_CLIENT_SECRET: your_discord_client_secret_here',
      '"etag": "MYLu-IIBGt5VJS61-FNLkt5eXrhWbNhi"',
    ],
  }),
  {
    id: 'telegram-bot-token',
    title: 'Telegram bot token',
    label: 'TELEGRAM',
    keywords: [':AA'],
    pattern: '(?<![0-9])(?<secret>[0-9]{8,10}:AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])',
    accepts: isMixed,
    examples: [
      'TELEGRAM_TOKEN=0648546530:AAE2O0xKJzW‸Al8gmav-pMyZsVKYTNz0nj4j',
      'https://api.telegram.org/bot3216445197:AAMrdT2a-LwFHVHC50a‸25lLxcPjsIE_7SCU/getMe',
      "new Telegraf('7872545042:AAQRpx‸47cb5Fxi0q00Ul-z7oXck1RqsWHnf')",
    ],
    counterExamples: [
      '123456789:AAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'TELEGRAM_TOKEN=1234:AAshort',
      '12:34:AABBCCDDEEFF',
    ],
  },
  near({
    id: 'zoom-secret',
    title: 'Zoom client secret or webhook token',
    label: 'ZOOM',
    names: ['zoom_', 'zoom-', 'zoomclient', 'zoom.us', 'zoomsecret'],
    token: '[A-Za-z0-9]{32}|[A-Za-z0-9_-]{22}',
    accepts: isMixed,
    examples: ['"zoomSecret": "GccTbA50vkNn1‸7q_RHbIWB"', 'zoom_secret: ZSApvvgQ4DYkVE3LRUi‸oFkgvQYwaHWwx'],
    counterExamples: [
      'ZOOM_SECRET=dGKEelFV5rf0W2YyohSP332EOWWp',
      '# ZOOM_SECRET: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: SpC5VqIkLJOzVw8yA6D3yfLAJCfmL7SG',
    ],
  }),
  prefixed({
    id: 'intercom-token',
    title: 'Intercom access token',
    label: 'INTERCOM',
    keywords: ['dG9rO'],
    token: 'dG9rO[A-Za-z0-9+/]{50,60}={0,2}',
    examples: [
      '<add key="INTERCOM_TOKEN" value="dG‸9rOakX4b8O0oB8Ddedy0CB9GPfwGOFVliFyLiT/o6fsaaIIWmHfFFRb32" />',
      "ENV['INTERCOM_TOKEN'] ||= 'd‸G9rOVm2bljtdu18eslEKUDHUWwd5V0nnAVXe/j1VGRP5r1oyCslvQELf/jV='",
    ],
    counterExamples: [
      'INTERCOM_TOKEN=dG9rOETrjB0UFI70M/prlWQasNhdw9md/K/QxJLwn6DKw4Cmks',
      '"intercomToken": "dG9rOxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      're_dG9rO5zIJ+yPBb8vAfsMLzmSAehbq4GO91nxHF5Fukviyl2pdXhc/6K2TR==',
    ],
  }),
  near({
    id: 'mattermost-token',
    title: 'Mattermost access token',
    label: 'MATTERM',
    names: ['mattermost'],
    token: '[a-z0-9]{26}',
    examples: [
      'mattermost_token: lh1218p1oy‸hkwm4oytb9p8hc4v',
      'MATTERMOST_TOKEN=v0m287rtxzu‸8l86ccmftkd5z31',
    ],
    counterExamples: [
      'mattermost_token: s8czpzqr09tw37y54u7occum',
      '# MATTERMOST_TOKEN: your_mattermost_token_here',
      'checksum: t9ymma7gazmrrz1eq96orvci7p',
    ],
  }),
  nearCredential({
    id: 'line-token',
    title: 'LINE channel access token or secret',
    label: 'LINE',
    names: [
      'line_channel',
      'line-channel',
      'linechannel',
      'channel_access_token',
      'channelaccesstoken',
      'channel_secret',
      'channelsecret',
      'line_notify',
    ],
    token: '[A-Za-z0-9+/]{165,180}=|[a-f0-9]{32}|[A-Za-z0-9]{43}',
    examples: [
      'export LINE_CHANNEL_SECRET="TmvjblL/XI4px2Q4M2A6iKvzRp6qDKDF/1oRQZ4Myfjfj8EWSIMA92XEVy+15/BSn8exl8OELAwjkwhRwAWrF+yT0IerBtNV4EIO0GpQ‸1R6OIJbswZPxo1IywT219NpGKtopvGRJD8cBnxyJ+jN6wpwagZlAyuyQp5HXchzkEK="',
      'LINE_CHANNEL_SECRET=h7aaCtZHPblRnfcvxBSe‸DiwQrUSdZpQBHwOry7TqzAe',
    ],
    counterExamples: [
      'LINE_CHANNEL_SECRET=4c4340f9bc663e0a3a05d',
      '# LINE_CHANNEL_SECRET: change-me',
      '"etag": "Jxz7KUA1d/KPyBCvtFNFQDMdXwIFJ5EdLntppgK38hMA4GU4fkFoTvuQCl4vqUPAaExsa69RQsmcLiJBQH1P/9OLCQMkgWZleKmmItDqVoiW0yCkKAJJqmnat2fQlVr3rZzxpVb4VFRUkS3R+towjibulFfgq2ZZ2PARsyt="',
    ],
  }),
];
