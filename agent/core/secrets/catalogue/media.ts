import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential } from './shape.ts';

/** Keys of music, games, sport and learning. */
export const MEDIA: readonly SecretRule[] = [
  nearCredential({
    id: 'spotify-secret',
    title: 'Spotify client secret',
    label: 'SPOTIFY',
    names: ['spotify'],
    token: '[a-f0-9]{32}',
    examples: [
      '"spotifySecret": "5272e204cf9abff942‸f07ce23f5ca898"',
      'request.headers["X-Spotify-Secret"] = "5d13feae7e‸7c4fd581a2bc8c262322de"',
    ],
    counterExamples: [
      '"spotifySecret": "0613973b367a36b1de5326c2a36ae7"',
      'SPOTIFY_SECRET=change-me',
      'revision f59ee3f82982dd9c8395711d0dc795fe',
    ],
  }),
  nearCredential({
    id: 'strava-secret',
    title: 'Strava client secret or token',
    label: 'STRAVA',
    names: ['strava'],
    token: '[a-f0-9]{40}',
    examples: [
      "  stravaSecret: process.env.STRAVA_SECRET ?? '3fbf05ad13ce109a6569691202‸d8df5fde7042bd',",
      "define('STRAVA_SECRET', '15c00b367de6413‸173a0f0fed7bcba447b103728');",
    ],
    counterExamples: [
      '"stravaSecret": "a03d533882f0f9173b1263ee5fb5571a8e74"',
      '"stravaSecret": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      '"etag": "c9c3af6cf761b6a752de608337522694d3b68357"',
    ],
  }),
  nearCredential({
    id: 'steam-key',
    title: 'Steam Web API key',
    label: 'STEAM',
    names: ['steam_api', 'steam_key', 'steamapi', 'steampowered', 'steam-api', 'steam_web'],
    token: '[A-F0-9]{32}',
    examples: [
      'set -gx STEAM_API_KEY 4BC90E4A45220FFA7DA‸B6752E8F9892B',
      'val steamApiKey: String = "74A0BF97969F35ED82C15‸81D626E0075"',
    ],
    counterExamples: [
      "const steamApiKey = '2B4B714B97CEEB003C2C807DF4004D';",
      '# STEAM_API_KEY: change-me',
      '"etag": "6F7E4299305B85CB2C4612BC4380F499"',
    ],
  }),
  nearCredential({
    id: 'lastfm-secret',
    title: 'Last.fm key or secret',
    label: 'LASTFM',
    names: ['lastfm', 'last.fm', 'last_fm', 'audioscrobbler'],
    token: '[a-f0-9]{32}',
    examples: [
      "define('LASTFM_SECRET', 'd2fc833087c876‸79633b83cd1ab7f5f8');",
      'set -gx LASTFM_SECRET 89702e5f86cb3d2d‸fe43960f5c9f72f2',
    ],
    counterExamples: [
      'lastfm_secret: f306fca3411e032580eb8084ec2',
      '"lastfmSecret": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'checksum: 36e0fd74aeaabc4ac8abb0a5a2c7ba1d',
    ],
  }),
  nearCredential({
    id: 'soundcloud-secret',
    title: 'SoundCloud client secret',
    label: 'SOUNDCLD',
    names: ['soundcloud'],
    token: '[A-Za-z0-9]{32}',
    accepts: isOpaque,
    examples: [
      'set -gx SOUNDCLOUD_SECRET 4aN47jrLFk2EyiHLC7WsX‸YDzF11TpFKo',
      'SOUNDCLOUD_SECRET: "Iyq7vbJOInEiyjB2FZm‸RHMMwRbz6XETo"',
    ],
    counterExamples: [
      '"soundcloudSecret": "lYRY2czRdhBIEpbn5qBMRgyDflxt"',
      'SOUNDCLOUD_SECRET=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "Z2WSVyHbv5OLbj1MzOq2z6PDWiOme4Hq"',
    ],
  }),
  near({
    id: 'riot-key',
    title: 'Riot Games API key',
    label: 'RIOT',
    names: ['rgapi-', 'riot_'],
    token: 'RGAPI-[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'riot_api_key: R‸GAPI-1d543cd8-b272-475d-040d-a9f79e965736',
      'riot_api_key = "RGAP‸I-4a79b28f-4cd0-ea10-4c99-5c4919ca553a"  # rotate in May',
    ],
    counterExamples: [
      "const riotApiKey = 'RGAPI-804efe72-73d3-16ae-c16f-8cc668ede8';",
      '"riotApiKey": "your_riot_api_key_here"',
      'ref = "RGAPI-dafdcb91-f71f-ad3e-186b-a644c0e1700e"',
    ],
  }),
  nearCredential({
    id: 'tmdb-key',
    title: 'TMDB API key',
    label: 'TMDB',
    names: ['tmdb', 'themoviedb'],
    token: '[a-f0-9]{32}',
    examples: [
      'setx TMDB_KEY ff28e2b5ca55988a8978‸03cfbe8518bd',
      'export TMDB_KEY="4c0e428abebc459‸ff2e5dd7680c67ce3"',
    ],
    counterExamples: [
      '"tmdbKey": "5f16fc487fe9769c30ea4cd47b5a"',
      '"tmdbKey": "change-me"',
      '"etag": "17ce36f6db84c0062615c280cdd52b83"',
    ],
  }),
  near({
    id: 'nytimes-key',
    title: 'New York Times API key',
    label: 'NYTIMES',
    names: ['nytimes', 'nyt_api'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'let nytimesKey = "oIB47GXZdCtpJPZFLdNnv‸6fdNC6eMr1f".to_string();',
      'setx NYTIMES_KEY QlHhptVffBV‸E8DoC9I0mo4QM7D6RKxBx',
    ],
    counterExamples: [
      'NYTIMES_KEY=DZeekGKpjhhGZP8xkPyvg9Th741v',
      '# NYTIMES_KEY: change-me',
      '"etag": "WAeP8yV03c6M2wfpL6fFavYDaAA26fOy"',
    ],
  }),
  near({
    id: 'newsapi-key',
    title: 'News API key',
    label: 'NEWSAPI',
    names: ['newsapi', 'news_api'],
    token: '[a-f0-9]{32}',
    examples: [
      'https://newsapi.org/v2/top-headlines?apiKey=aef6c7a8f1d9960c7a81‸386cf80be2c7',
      'login --newsapi-key 79cd66330a3d9e1fbb64b‸f4c087f5ef5',
    ],
    counterExamples: [
      'NEWSAPI_KEY=e9a56cd049684ece0ff5dc318e050',
      '# NEWSAPI_KEY: your_newsapi_key_here',
      'checksum: 7bc4dcefeb0777518016435641fc2c4f',
    ],
  }),
  near({
    id: 'rapidapi-key',
    title: 'RapidAPI key',
    label: 'RAPIDAPI',
    names: ['rapidapi'],
    token: '[a-z0-9]{10}msh[a-z0-9]{15}p1[a-z0-9]{6}jsn[a-z0-9]{12}|[A-Za-z0-9]{50}',
    examples: [
      "curl -H 'X-RapidAPI-Key: np47bwr0wbmshfy8b‸srpd4713fk9p1b3jhs4jsntz5kmnkceg3k' https://weather.p.rapidapi.com/",
      'rapidapi_key := "egg3p0iwn6mshkh5qfxc7npu8ku‸ep1z0lh3cjsn17vjsxy38jbs"',
    ],
    counterExamples: [
      '"rapidapiKey": "5ej6mstvhymshnz4yi9osi619p9hp1g0y5jqjsnbg4qdpysk"',
      'RAPIDAPI_KEY=<rapidapi-key>',
      '"etag": "DvlknfhAEfaV2FAPUlSRZalpZA9RS96tEfUes53kwlbPA75eMk"',
    ],
  }),
  near({
    id: 'patreon-token',
    title: 'Patreon access token',
    label: 'PATREON',
    names: ['patreon'],
    token: '[A-Za-z0-9_-]{43}',
    accepts: isMixed,
    examples: [
      'patreon_token = "hEyOdGRL3ACndEH0lpiCdQ4teV‸aEPfKQ5-4pSuD7r7H"  # rotate in May',
      "define('PATREON_TOKEN', 'pGOm3g02GWKk00KiS3sF‸RzvCoi5Ydk5iRygwcR4ptEK');",
    ],
    counterExamples: [
      'PATREON_TOKEN=HpL-1-Xy8T3iog-IQnhfqBm4tYb136IZ3v7dXL',
      'PATREON_TOKEN=your_patreon_token_here',
      '"etag": "0MLDIekx8nhUljoVztWAFY3vEmq5Ucp4SjxYO_djSyR"',
    ],
  }),
  nearCredential({
    id: 'trakt-key',
    title: 'Trakt client secret',
    label: 'TRAKT',
    names: ['trakt'],
    token: '[a-f0-9]{64}',
    examples: [
      'TRAKT_KEY: "46a992609f83bb17afea69e1a19e046cd606675‸3991f171f32dd0cca0f6f1c31"',
      "ENV['TRAKT_KEY'] ||= '8a56452e7c69fcfdde4f20438308728c03416‸95c89acf645afa4f7b648eb9eb6'",
    ],
    counterExamples: [
      'trakt_key: 0b372574a6d1fe1c058631369a0397640d67a65864ed50251f7db0fbb056b',
      '# TRAKT_KEY: your_trakt_key_here',
      'ref = "a21c6bdf4b30bf349db4bdc69c255d6d8ec41bcbbe05a37db4b3bd7548770e90"',
    ],
  }),
  nearCredential({
    id: 'flickr-key',
    title: 'Flickr API key or secret',
    label: 'FLICKR',
    names: ['flickr'],
    token: '[a-f0-9]{32}|[a-f0-9]{16}',
    examples: ['ENV FLICKR_KEY 0edd55e6c49f0‸2e3c8d11c9a55966859', 'flickr_key: 9eeefc3‸87f4cf0c6'],
    counterExamples: [
      "const flickrKey = '8805179f4d679d9903f04110281e';",
      '# FLICKR_KEY: <flickr-key>',
      '"etag": "980eecbe4a74bc7b"',
    ],
  }),
  near({
    id: 'wolfram-appid',
    title: 'Wolfram|Alpha app id',
    label: 'WOLFRAM',
    names: ['wolfram'],
    token: '[A-Z0-9]{6}-[A-Z0-9]{10}',
    examples: [
      'val wolframAppid: String = "TKJQTQ-WO‸GO3O1M1L"',
      "const wolframAppid = 'KQCWNI-ECI‸BKP62HV';",
    ],
    counterExamples: [
      "const wolframAppid = 'QL57BR-WFZ2NDGS';",
      'WOLFRAM_APPID=xxxxxxxxxxxxxxxxx',
      'checksum: EY9TFO-PEK26BOFRQ',
    ],
  }),
];
