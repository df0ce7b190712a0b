import type { SecretRule } from '../rule.ts';
import { isMixed } from './randomness.ts';
import { near, nearCredential } from './shape.ts';

/** Keys of what looks at the sky. */
export const WEATHER: readonly SecretRule[] = [
  near({
    id: 'openweather-key',
    title: 'OpenWeather API key',
    label: 'OPENWTHR',
    names: ['openweather', 'open_weather', 'appid'],
    token: '[a-f0-9]{32}',
    examples: [
      'https://api.openweathermap.org/data/2.5/weather?q=Bern&appid=9fd98e6084‸787fd2e69d5aa2650091e1',
      '<add key="OPENWEATHER_KEY" value="409e6e56367facb‸4a58a749a9cdc3655" />',
    ],
    counterExamples: [
      'OPENWEATHER_KEY=2b0525a1c26d1cecc85a5a0b9d42',
      'OPENWEATHER_KEY=change-me',
      'revision 92d9260220459fa84c22de107f354a38',
    ],
  }),
  nearCredential({
    id: 'weatherapi-key',
    title: 'Weather API key',
    label: 'WEATHER',
    names: ['weatherapi', 'weatherbit', 'visualcrossing', 'tomorrow.io'],
    token: '[a-f0-9]{31,32}|[A-Za-z0-9]{32}|[A-Z0-9]{25}',
    examples: [
      'setx WEATHERAPI_KEY RXQVT7ZGCD9S‸1SWXBJ40VVJ32',
      'private static final String WEATHERAPI_KEY = "KUUAASZS9EPS397W‸FISKNURQC";',
    ],
    counterExamples: [
      'weatherapi_key: 8194c0560ba1b2fc4b5',
      '"weatherapiKey": "your_weatherapi_key_here"',
      'checksum: rAzJjqChjKAJy6NOrB2wYmsETj40a6AK',
    ],
  }),
  near({
    id: 'nasa-key',
    title: 'NASA API key',
    label: 'NASA',
    names: ['api.nasa.gov', 'nasa_api', 'nasa_key', 'nasaapi'],
    token: '[A-Za-z0-9]{40}',
    accepts: isMixed,
    examples: [
      "define('NASA_API_KEY', 'nd37LSNdHIc0l6gDtcY‸Xd5HtRvD2zRRc0C9genh1');",
      'val nasaApiKey: String = "9nWHUV3bIFOfgwRg7ztIupx1‸qF13ZZOyRKxhcUkU"',
    ],
    counterExamples: [
      'nasa_api_key: BaETpt85pRfTyJTklr6QV3ZYgr9FXl7HjjDY',
      'NASA_API_KEY=change-me',
      'checksum: up0DCcpSg8BnQ608HG5eY9GTW9E8BYhb9i11VyAb',
    ],
  }),
];
