import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of networks of people. */
export const SOCIAL: readonly SecretRule[] = [
  prefixed({
    id: 'facebook-access-token',
    title: 'Facebook, WhatsApp or Threads access token',
    label: 'META',
    keywords: ['EAA'],
    token: 'EAA[A-Za-z0-9]{80,400}',
    accepts: isMixed,
    examples: [
      'facebook_access_token = "E‸AANgxFxwLF3oO1eCfVPLvp2xFPJj8ytciBwZwNvzomiP8kbudDdfdfb812ejkluiZNQo588gyZenMWoj91yd99"  # rotate in May',
      'os.environ["FACEBOOK_ACCESS_TOKEN"] = "E‸AAFIjj8LVC430H72djmzeRR3NfaDhQKOoO2yJIAsiCutFDMk7Qazr1ybYaxipbWvslEiyy1taeYSKriKfDlCZua"',
    ],
    counterExamples: [
      'FACEBOOK_ACCESS_TOKEN=EAAmeo2e0ddv8VzpqRap04tFGGa6P1YtKghlwOjFRh12s3jAHtDcwx6BaoPLkUN6VKgiAK0YQD75Kd1l',
      '"facebookAccessToken": "EAA<your-facebook-access-token>"',
      'id: oEAAC8F2AKyaTLCustlamwzpOVJuZDSPsBJipCVT99swsR9dDGjn0Wevv5MczMWyg3Sdkk9SOj0iNprY7wRtve',
    ],
  }),
  nearCredential({
    id: 'facebook-app-secret',
    title: 'Facebook app secret',
    label: 'METASEC',
    names: ['facebook', 'fb_app', 'fb_secret', 'fb_client', 'fbapp', 'meta_app'],
    token: '[a-f0-9]{32}',
    examples: [
      'setx FACEBOOK_APP_SECRET d970a00f12deb497f1a‸518a85be0d622',
      "const facebookAppSecret = '6ab7dd86ebae‸4a1a8b35b8af3a9f0e0b';",
    ],
    counterExamples: [
      "const facebookAppSecret = '31b0562c054a1d6b963df91fe3599';",
      'FACEBOOK_APP_SECRET=change-me',
      '"etag": "578f08336e3d066465e578cb9843562b"',
    ],
  }),
  {
    id: 'facebook-app-token',
    title: 'Facebook app access token',
    label: 'METAAPP',
    keywords: ['access_token'],
    pattern:
      'access_token["\']{0,1}[ \\t]{0,2}[=:][ \\t"\']{0,3}(?<secret>[0-9]{13,17}(?:\\||%7C)[A-Za-z0-9_-]{24,36})(?![A-Za-z0-9_-])',
    accepts: isMixed,
    examples: [
      'https://graph.facebook.com/debug_token?access_token=121936711276658|wLbB‸OHwrfn8dXm_DvOGa_bPITyH',
      '"access_token": "95216235768180‸1|2utMwuUZH8R3ekhJp-UDOFyYDIM"',
    ],
    counterExamples: ['access_token=123456789012345|short', 'access_token=<app-id>|<app-secret>'],
  },
  prefixed({
    id: 'instagram-token',
    title: 'Instagram access token',
    label: 'INSTA',
    keywords: ['IGQ', 'IGAA'],
    token: 'IG(?:QV|QW|AA)[A-Za-z0-9_-]{100,300}',
    accepts: isMixed,
    examples: [
      'private static final String INSTAGRAM_TOKEN = "IGQVwvDZv4slvWebu3ko-qzH7F4eoFrdtRbJKu-LUM3xg‸qJ9UlcML0FaIC2awjYTNr9BymxlV5Uul9FQcBFgfQUXIU25ZVXk5GvD-DUuANW3F";',
      'os.environ["INSTAGRAM_TOKEN"] = "IGQVhQbgjfF9lGliMD9JCPdIZFt6Lz6WSCYzbiKsexegeK-lC4L‸hFcYG83xsDedW4H5TOkztNpQBjPTq2v76pTV3F9YYAPnWGv4xfbfeMW"',
    ],
    counterExamples: [
      'instagram_token: IGQWo62kj4drbXZ6w3FWMWoHUqKR3GIaDQVX86ToJxgvjYL6zRAZnV1lv35IMlE0P9lSsLeLM2m1GNpYyzWXqarTiEWOHEdG6x',
      'maIGQVDZ0J9nt8USCle76THRgwEaI0PrSaZp0DU0r_VlVKDSFfP6LtBsXpphu7EfOn_jBmxU1Oz2HqYO_Q6BOAS1Zzb7x7cn5CGU5DSGgB1oLF',
    ],
  }),
  prefixed({
    id: 'threads-token',
    title: 'Threads access token',
    label: 'THREADS',
    keywords: ['THAA'],
    token: 'THAA[A-Za-z0-9]{100,300}',
    accepts: isMixed,
    examples: [
      'set -gx THREADS_TOKEN T‸HAActwKb3VTmlVXhiAnHZEk1BR9RDHuAAT13U6744zzVvZk7Mm673Ca4AYSTo8JdWKiAQ6lb0TeafRiRdVb3C0qqp3HytGqCugMmesd',
      'THREADS_TOKEN: "T‸HAAIyPeBVWyRv9gOhHPRE0khkqRf5Do7LssnhZsb3dDmHPNeIQOteuMXngGc2vRfpwhMC5uTh7ISi7i88kRKBOH5TndWySbdg9yAHYiC"',
    ],
    counterExamples: [
      "const threadsToken = 'THAA0pTJmqPckZvYgM1nRAfaLG5BOM7sqGiDsRYWtxKlX27DD6ZdWrnMvgTUrm3nNwBTae5a9W9xVEEmnvEr1jAO5uV39vuQi5hQPb';",
      '# set THREADS_TOKEN to THAA...',
      'oTHAAy9zx6NWWHnMMUa09oQHSBHyhUbzkIJtLji1rJQiZZ5gRk1AceRfybOcoxLeGEt4ooZGnVSWKqI4wqM11TOmqpfNpkVkCUtpBU464Ylx',
    ],
  }),
  prefixed({
    id: 'twitter-bearer-token',
    title: 'X (Twitter) bearer token',
    label: 'TWITTER',
    keywords: ['AAAAAAAAAAAAAAAAAAAAA'],
    token: 'AAAAAAAAAAAAAAAAAAAAA[A-Za-z0-9%]{80,120}',
    accepts: isMixed,
    examples: [
      'curl -H "Authorization: Bearer AAAAAAAAA‸AAAAAAAAAAAAkl7g5fAb%6tW18MRilRihcAWBUbwDumxOEbSZnqSKBSR8IHyVIDLTdcbXG9PyhGTII0SyZQdRyzztQHIkAB4L" https://api.x.com/2/users/me',
      '<add key="TWITTER_BEARER_TOKEN" value="AAAAAAAAAAAAA‸AAAAAAAAPn%3GnBfYY4NXwlCN4rV5FO5xXZ%68gdrc7YuxQEYnkVmGlogLs1A4XG0m8txsOh3Qa9oB%Kt6g2UrTASgeLe" />',
    ],
    counterExamples: [
      'TWITTER_BEARER_TOKEN=AAAAAAAAAAAAAAAAAAAAAtfa0mN4KyfIYOskrXaQnT5e5GIuyBk8D3lPoINe3y3XuO439MNKSuwbpHeOTub5DhOMCTufRPo',
      '# set TWITTER_BEARER_TOKEN to AAAAAAAAAAAAAAAAAAAAA<your-twitter-bearer-token>',
      'abcAAAAAAAAAAAAAAAAAAAAA5QQFWH96CmXdOWF2Gt27ni4RHWh24FMqrgKudWkiiE3j2rpzajBMltmZDhPsbnisG6C6Dopnx91IWLoslrp',
    ],
  }),
  near({
    id: 'twitter-api-secret',
    title: 'X (Twitter) API key or secret',
    label: 'TWITTER',
    names: [
      'twitter',
      'consumer_secret',
      'consumer_key',
      'consumersecret',
      'consumerkey',
      'tw_api',
      'x_api_key',
      'x_api_secret',
    ],
    token: '[A-Za-z0-9]{50}|[A-Za-z0-9]{45}|[A-Za-z0-9]{25}',
    accepts: isMixed,
    examples: [
      'ENV TWITTER_API_SECRET VSOea6UfdAHVyApki‸tutCAPF4paqjgBAoZvv1vFxXtL0b',
      "ENV['TWITTER_API_SECRET'] ||= 'M6POEtxBveaYLCD‸9B1TTEaU4o'",
      'val twitterApiSecret: String = "UqRHG38AwV30‸CsfDOvOD4KFhG"',
    ],
    counterExamples: [
      'TWITTER_API_SECRET=9Zvl3NML8krxKTWVldmU',
      '# TWITTER_API_SECRET: xxxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "84IPj7EM6RjSmVLI1gJPiHuPmHxm73GMzC6VRQIrcZk6f"',
    ],
  }),
  near({
    id: 'twitter-access-token',
    title: 'X (Twitter) access token',
    label: 'TWITTERA',
    names: ['twitter', 'access_token', 'oauth_token', 'accesstoken'],
    token: '[0-9]{8,19}-[A-Za-z0-9]{40}',
    accepts: isMixed,
    examples: [
      'private static final String TWITTER_ACCESS_TOKEN = "667661350086-hbZ55BvYu8VElyGebZ‸6Pxp9qnCqAmOnCU2I3VxsW";',
      'twitter_access_token: 2561907065157-3qF6T2r1V3‸pcvNV7ASdSSLyXOuuKERnVXmFq6mZd',
    ],
    counterExamples: [
      "const twitterAccessToken = '3559559848-8CQykrTHWQT2qsvBJmbMhqNNwiMaqm';",
      '"twitterAccessToken": "change-me"',
      'checksum: 98950169178-yqJCNEwY3p6RBQJiZEfITrAJAreuNgYGNKUvMlsu',
    ],
  }),
  nearCredential({
    id: 'linkedin-secret',
    title: 'LinkedIn client secret',
    label: 'LINKEDIN',
    names: ['linkedin', 'linked_in'],
    token: '[A-Za-z0-9]{16}',
    accepts: isMixed,
    examples: [
      'val linkedinSecret: String = "Z3BSHIDw7‸32BFE3H"',
      'let linkedinSecret = "6Vq14Gfq‸pcBUPaPL".to_string();',
    ],
    counterExamples: [
      '"linkedinSecret": "K4nO1WoXcrCGOV"',
      '"linkedinSecret": "your_linkedin_secret_here"',
      'checksum: kUDnDvdtoqiCBvN2',
    ],
  }),
  prefixed({
    id: 'linkedin-primary-secret',
    title: 'LinkedIn client secret with a prefix',
    label: 'LINKEDIN',
    keywords: ['WPL_AP0.', 'WPL_AP1.'],
    token: 'WPL_AP[01]\\.[A-Za-z0-9]{16}\\.[A-Za-z0-9+/=]{6,10}',
    examples: [
      'linkedin_primary_secret := "W‸PL_AP1.ey19wN9HEfstunsA.5aObcRbu"',
      '<add key="LINKEDIN_PRIMARY_SECRET" value="WPL_‸AP0.6dRViEKhx5WGTe2K.Tl5QsuLl1" />',
    ],
    counterExamples: [
      "const linkedinPrimarySecret = 'WPL_AP1.sJg9nVBgqYIUxdGg.Y';",
      'LINKEDIN_PRIMARY_SECRET=WPL_APxxxxxxxxxxxxxxxxxxxxxxxxx',
      'maWPL_AP1.ra4ZhXxa7NxSPeYm.rZcFebTmy',
    ],
  }),
  prefixed({
    id: 'linkedin-access-token',
    title: 'LinkedIn access token',
    label: 'LINKEDAT',
    keywords: ['AQX', 'AQV', 'AQU', 'AQW'],
    token: 'AQ[U-X][A-Za-z0-9_-]{230,400}',
    accepts: isMixed,
    examples: [
      'request.headers["X-Linkedin-Access-Token"] = "AQUcdLJc5LAk1kGl1WC1_l8jp6dEXTAuoaWPG43wV1jcPPDPGv8Ewfg4WREuspmQEHrWq4Ee25ihoV_OozxgDvpUkIegpTzRuh6uU8sXUM9I_5oF5y4UyWI‸FACP33Lfyur9FxeGKROVo-baI0WnwEbqfiW1A1YBIandwVd286YFR_5leC9eXyDafWnMQxj7X3-BR78Mweosgs0aENpJohYHZ1EGL_5zzb5HIhKvS4nyv1"',
      'ENV LINKEDIN_ACCESS_TOKEN AQWZ-4iU8ayoyMsf453cZKixeycCQHhqR_P9VACan8SvVMAKZhRwkF3G7tzm1ACUkvE6y9j-xt2KaAnRYN_OBp4w2UGUxsFzR2u6y5eEREpS6GaAnYe‸kq2MaZdZc2onM5wb-8slTmmWWZJOkqcKOOT3iZzmP-wJl_0fFNO0luM7JOQRcBe-5mZd9zbgr7qurKS9xIpcNHOR8Tu2M59X9DyAfVl-9njTtss0w8TBV_l',
    ],
    counterExamples: [
      '"linkedinAccessToken": "AQXcjxvDQhhayVhFuYYp1aLj7E26IJxGyGkgIuG95ZCXZDDVFPJmVvAw_6BfkLtvdD8F4Ujy66yWwkPazW-HsEYfkKhT_xLH6Pxm_ULIZsK64u4ymMdjO0jYj98XDvubqK1YzvbbIE3jgS7T20hFO-AFXP2wN1fGYjYlwQYH2OSW258B6nbxApK28-yt8wu-WNlskIpVXP8CkoqvjIhLX7mYrWqdrsigrmct"',
      'id: oAQX6ENLJlKQZm03ZMNZza_jiFnMkW0tucqJH1pPLNQHTxOoByIqAqKs00hK8kHhxgyYra0blnvnK9UNVcKQ33tifRAAnkV-6WCuLp5RMzK4PhD1_nQTnz29f9-_ANDipWB64aKaNpp7d9VcVaU2-B4LBSBjL0976nhLpPFZyVY122CZp_vnd58aRIYZecgJPRzdyzQeKsAzUQQ_OsOVq8d2tMDv2Gjybk04hZlEr4Xuf',
    ],
  }),
  near({
    id: 'reddit-secret',
    title: 'Reddit client secret',
    label: 'REDDIT',
    names: ['reddit'],
    token: '[A-Za-z0-9_-]{27}|[A-Za-z0-9_-]{30}',
    accepts: isMixed,
    examples: [
      'REDDIT_SECRET=HI4m4VzM4jzoYy4W0j2‸qC5GDJT_8V7',
      'args: ["--reddit-secret", "cswltYMn4‸VN3SubEnLm5PgKcKsR"]',
    ],
    counterExamples: [
      'REDDIT_SECRET=dEFa0T4aMeMYxq5YYec-IA5',
      '"redditSecret": "your_reddit_secret_here"',
      'checksum: f_yBk025Z2Dx5cEVFxdVvr6Ceas',
    ],
  }),
  prefixed({
    id: 'pinterest-token',
    title: 'Pinterest access token',
    label: 'PINTRST',
    keywords: ['pina_', 'pinr_'],
    token: 'pin[ar]_[A-Za-z0-9]{60,200}',
    accepts: isMixed,
    examples: [
      'headers = {"Authorization": "Bearer p‸inr_oZgin4wr53Zb9hWPIEZs3iZLxFHfIg5Zhjac9Kwao4e6byoQscGxT4csT1prkB"}',
      'os.environ["PINTEREST_TOKEN"] = "pi‸nr_qY9zxV43V2tVZtj9ijjOthq7oVx8JNjZIboKutAlJfInJuBraNE2wtVlwfaY"',
    ],
    counterExamples: [
      'PINTEREST_TOKEN=pina_u9c7C3OKwu6Fuz9XulGe4kIxdfMfhp4upZK6h8oUVVqUVJDaIIuQuLD',
      'PINTEREST_TOKEN=pin<your-pinterest-token>',
      'id: opina_Yaa5oVwxRRl6alMLWfAYTCvmXkMTr3tI3wtyZyHY7oaB9wmXV68KteMjkLrMtn8',
    ],
  }),
  prefixed({
    id: 'tiktok-token',
    title: 'TikTok access token',
    label: 'TIKTOK',
    keywords: ['act.', 'rft.'],
    token: '(?:act|rft)\\.[A-Za-z0-9]{60,70}![0-9]{1,5}\\.[a-z0-9]{2}',
    accepts: isMixed,
    examples: [
      'headers = {"Authorization": "Bearer rft.xPRxYdKu9sv52zCsJXx6L9q5jI‸8VdhmMe0Z1H2hQ5uAczkqiiSmx40wMY44bQW!482.6t"}',
      '"tiktokToken": "ac‸t.H8uh0DdEUFs2eobisttw9BmMEBaC3mHx6RBa6KJxNsGdvLOxwCIP0JzCjYdgVTPA!326.s2"',
    ],
    counterExamples: [
      "const tiktokToken = 'act.RBlhMX4wqnv9gMe1bmNK5amJExhDE0DF1KqqB6qzHPnvyo5nStSra65zRUHXqxzH!04913';",
      '"tiktokToken": "act...."',
      'id: hiact.ikoTFRgx6VDlNjWdYAs3DZKyu0GXdhKoauLSwRH854UnYcLe2GLiFk6HHXIuJC!08.gv',
    ],
  }),
  {
    id: 'twitch-oauth-token',
    title: 'Twitch OAuth token',
    label: 'TWITCH',
    keywords: ['oauth:'],
    pattern: '(?<![A-Za-z0-9_])oauth:(?<secret>[a-z0-9]{30})(?![A-Za-z0-9_])',
    accepts: isOpaque,
    examples: [
      "client.password = 'oauth:97ofbtzcbus7i‸nw46x06jau08nygyg'",
      'TWITCH_PASS=oauth:cjcnxhc8owpe54g‸1rjmrw7jr68xvtj',
    ],
    counterExamples: [
      'oauth:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'oauth:token',
      'urn:ietf:params:oauth:mietpyaclzswgkj7qk1ji1ku1tean6x',
    ],
  },
  near({
    id: 'twitch-secret',
    title: 'Twitch client secret',
    label: 'TWITCH',
    names: ['twitch'],
    token: '[a-z0-9]{30}',
    examples: [
      'export TWITCH_SECRET="ph4ez6cwnm‸38cpeo57hqpcqzzotikh"',
      '{"name": "TWITCH_SECRET", "value": "s6gwfo4clofefjn‸l9cy39fhfgafl1l"}',
    ],
    counterExamples: [
      "const twitchSecret = 'b37ndttyyphx0oxs6jcrnsos1';",
      'TWITCH_SECRET=your_twitch_secret_here',
      'checksum: 4uddy2aw4fw58xl6lmqz0ujxohz1pl',
    ],
  }),
  prefixed({
    id: 'vk-token',
    title: 'VK access token',
    label: 'VK',
    keywords: ['vk1.a.'],
    token: 'vk1\\.a\\.[A-Za-z0-9_-]{80,240}',
    examples: [
      '"vkToken": "vk1.a‸.qcNK7O2UmwZoN_9ffKmpVAs5yaYlmIEB0EJFnGNZdcIHzTq90AdHNwmS4Wb2kuHiESV_gH3AcWBPKNITME16m"',
      'vk_token = "vk1.a‸.2HyLF5tmlUR2WNWGeLAJiETLFACFPVlY_7cvzJPL0UcuvE2PGvMoCn7Zuui3PVrBirwZL2P3VI1cqkPyJJOI"  # rotate in May',
    ],
    counterExamples: [
      "const vkToken = 'vk1.a.s2limQlYYIfaYDBD8p1IDh2lumFRNJP-zfqEAkWNYA6FW2R3oSEjFpXiSgb9X8Z2Ot6D2oENFqV';",
      '# set VK_TOKEN to vk1.a.<your-vk-token>',
      'id: mavk1.a.hDWrogTK43sNVLJMnHBxBvmQiV-MYN7tu9vMC5NKGk-INA-wMmj2S8v3FmWAPuG5im8BrOvp5e1L7iUiz3Vq',
    ],
  }),
];
