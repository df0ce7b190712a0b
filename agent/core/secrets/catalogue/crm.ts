import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque, isVaried } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Tokens of what keeps customers. */
export const CRM: readonly SecretRule[] = [
  prefixed({
    id: 'hubspot-token',
    title: 'HubSpot private app token',
    label: 'HUBSPOT',
    keywords: ['pat-'],
    token:
      'pat-(?:na|eu|ap)[0-9]{1,2}-[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'curl -H "Authorization: Bearer p‸at-eu3-47d94ced-1a18-380f-dec4-153fa2903919" https://api.hubapi.com/crm/v3/objects/contacts',
      'os.environ["HUBSPOT_TOKEN"] = "pat‸-ap78-cfae2fff-b095-2fe5-fa9d-1641b1c45c7f"',
    ],
    counterExamples: [
      "const hubspotToken = 'pat-eu4-59959b51-a951-8a1f-7bee-4821e6';",
      '# set HUBSPOT_TOKEN to pat-<your-hubspot-token>',
      'hipat-ap9-32d823f7-90d3-5f6b-20b4-96da58fb4fef',
    ],
  }),
  near({
    id: 'hubspot-key',
    title: 'HubSpot API key',
    label: 'HUBSPOT',
    names: ['hubspot', 'hapikey', 'hubapi'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'https://api.hubapi.com/contacts/v1/lists?hapikey=0c03b19e-6062-‸8fcc-b1cb-b276b3d6baee',
      'HUBSPOT_API_KEY=035fc1f0-ca0a-89b‸8-384d-ae7f30f3895a',
    ],
    counterExamples: [
      "const hubspotKey = '6db35be0-7c2a-a5e5-9ecc-5ba26ff8cd';",
      '"hubspotKey": "change-me"',
      'checksum: 554c7d43-650e-f82f-80f2-6b465be4cbae',
    ],
  }),
  prefixed({
    id: 'salesforce-session',
    title: 'Salesforce session or access token',
    label: 'SALESF',
    keywords: ['00D'],
    token: '00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?![A-Za-z0-9_.]{80,120}',
    examples: [
      'curl -H "Authorization: Bearer 00‸DaAM5PcZP7zYg5J1!ZDcLEZoQoFflqluM.iJpjk283Gw6_XavnEVuSWqlQ1OEwlrrriQqhQLS_QNdNpiruGSKafFWlP25g4VY8b" https://acme.my.salesforce.com/services/data',
      'set -gx SALESFORCE_SESSION 00‸DPvqrHCFIFEp5hzs!HXA16_Lfqh1AdWsRcpO3uOLED6RMRPLsS1eWp1kXSkaNfI1kSkvJoeUTz.118F7x2LU2SFGJbgfCNHwB',
    ],
    counterExamples: [
      'salesforce_session: 00Dsh2Dg2F2sWwqOBn!Cahc1ZMMvQavhOLSUdJYYgGGZ7j5AJVmFNRsAaF2KMCDHdymlsi2ZfH0utegViaxI6v7MQmKQ5T1mX',
      '# set SALESFORCE_SESSION to 00Dxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: abc00DVDUbWsgHCN9C!apvg4nYKv_OUrGcxT5WirfJsilhdsm6waF00zV0TMhJT535n0PjKTHDWnFUIXeRdyIiym7.V.N_7tLhw',
    ],
  }),
  prefixed({
    id: 'salesforce-refresh-token',
    title: 'Salesforce refresh token',
    label: 'SALESFR',
    keywords: ['5Aep861'],
    token: '5Aep861[A-Za-z0-9_.]{70,90}',
    examples: [
      'login --salesforce-refresh-token 5Aep8‸61onvTEBAiJYBxohtfiEJnCqXlXnp.alsMgcL3fQeBy0GaI9FZRhLTiQAwk9ub2VdLYpLPD6PW',
      "const salesforceRefreshToken = '5‸Aep861G0HAZ1PIVaIa_p0RkOqEIWH_h.5v4JxLqg6.wCmInC8l_pCEqq3DZr_EIUq1h4s1eNrIl7N.iR';",
    ],
    counterExamples: [
      "const salesforceRefreshToken = '5Aep8615jVQvpQxKC2FZRd1FgqC3IBaQGyPmfvqrcmoUUan3G6QSWonDYv.FG6aXcz2ivawo0';",
      '"salesforceRefreshToken": "5Aep861REDACTED"',
      'see abc5Aep861el_uPsfwpS.BXlZf2PE_LLX.2upDyDU9ZtR89kuuQNHdain61HECWpWzvwGkPw1hsuB1uWZS for more',
    ],
  }),
  nearCredential({
    id: 'salesforce-consumer-secret',
    title: 'Salesforce consumer secret',
    label: 'SALESFS',
    names: ['salesforce', 'sfdc', 'sf_client', 'sf_consumer'],
    token: '[A-F0-9]{64}|[0-9]{16,20}',
    accepts: isVaried,
    examples: [
      'args: ["--salesforce-consumer-secret", "ABD1F76C66297B32C63E75FE99AD‸8BB5B1B7AEE2C2022CA421E687251EF2BA40"]',
      'request.headers["X-Salesforce-Consumer-Secret"] = "AECD4A14F66CBD55678B3A152DF94464F41‸064B2C9D7D0FB275A8B9BE91E618E"',
    ],
    counterExamples: [
      'salesforce_consumer_secret: 5977D4F20F1CE9058C55DC288BA774189F1DFD2B16442FFBFE4D7A',
      '# SALESFORCE_CONSUMER_SECRET: <salesforce-consumer-secret>',
      'revision 6B52A7FF35ADA079263D543635E976A1716EEF2F93D03B3292F4F6632745FC11',
    ],
  }),
  nearCredential({
    id: 'zendesk-token',
    title: 'Zendesk API token or secret',
    label: 'ZENDESK',
    names: ['zendesk'],
    token: '[A-Za-z0-9]{40}|[a-f0-9]{64}',
    accepts: isOpaque,
    examples: [
      "ENV['ZENDESK_TOKEN'] ||= 'U78shIiPvOTyclwgnTy8‸YCHSMY7xrHkKm7vQmpbY'",
      'private static final String ZENDESK_TOKEN = "9htOOs7qGMwXqB‸meQmOldTInAmY6r3nwEa7onplb";',
    ],
    counterExamples: [
      'ZENDESK_TOKEN=ab3649322758f186a50cfc37593c732d1fd0af97fa73b00918858a09d02e2b',
      '"zendeskToken": "change-me"',
      'revision cd7ad6ed0ed8addce4bda9c8b5b01d77b7db8d161dde68d80b2932553eb6fe49',
    ],
  }),
  nearCredential({
    id: 'freshdesk-key',
    title: 'Freshdesk or Freshservice API key',
    label: 'FRESHDSK',
    names: ['freshdesk', 'freshservice', 'freshworks', 'freshbooks'],
    token: '[A-Za-z0-9]{20}|[A-Za-z0-9]{64}',
    accepts: isMixed,
    examples: [
      'freshdesk_key = "S2zu7ds‸jePWm6aMfSzrV"  # rotate in May',
      'request.headers["X-Freshdesk-Key"] = "oZzt5msANqoLHUgdKv5IYLMjZqKJZWPzC9SndNX‸FQuo35XGegCdAbL5RAyHLBwPi"',
    ],
    counterExamples: [
      '"freshdeskKey": "sJe7r1PfXz1BN0auHiFEJSI4bG2sjfNc1Eat35pra8vqRj7WZGhEnsOwDiz0Tk"',
      '# FRESHDESK_KEY: change-me',
      'revision HqYZLhdgvnTAVViIywiY8NhdeEMjjzeY0wYf8QSKPqHhtjZ8JJkzIUeGXxDxNlj0',
    ],
  }),
  nearCredential({
    id: 'servicenow-secret',
    title: 'ServiceNow client secret',
    label: 'SERVNOW',
    names: ['servicenow', 'service_now', 'service-now'],
    token: '[A-Za-z0-9]{32}|[A-Za-z0-9]{10}',
    accepts: isMixed,
    examples: [
      'val servicenowSecret: String = "azdh3vQ34m5LEc‸yIB4EKXGNY0i3TOoAc"',
      'let servicenowSecret = "5qXHZNZumgRlUaZGwE‸96BuJpSHKpWrkF".to_string();',
    ],
    counterExamples: [
      '"servicenowSecret": "ZBmiCh"',
      '"servicenowSecret": "<servicenow-secret>"',
      'ref = "VMjr6KYXB6"',
    ],
  }),
  nearCredential({
    id: 'pipedrive-token',
    title: 'Pipedrive API token',
    label: 'PIPEDRIV',
    names: ['pipedrive'],
    token: '[a-f0-9]{40}|[a-z0-9]{40}',
    examples: [
      'pipedrive_token = "63bvs9cnzaxbuxkdpx‸6qxjl074mhy5dqvzyt2lio"  # rotate in May',
      'os.environ["PIPEDRIVE_TOKEN"] = "4ovr4lbayl8e8lxmzh7e‸9xc52zu2axc25umm5olg"',
    ],
    counterExamples: [
      'pipedrive_token: c092aae0b3d0a56ca0564a4823c87915c1d',
      'PIPEDRIVE_TOKEN=<pipedrive-token>',
      '"etag": "e6a62389a568de0ffa2dcc9caf6267862ced1fc6"',
    ],
  }),
  near({
    id: 'close-key',
    title: 'Close API key',
    label: 'CLOSE',
    names: ['closeio', 'close_key', 'close_api', 'close.com', 'close.io'],
    token: 'api_[A-Za-z0-9]{20,24}\\.[A-Za-z0-9]{20,24}',
    accepts: isMixed,
    examples: [
      'private static final String CLOSE_KEY = "ap‸i_fRHRXnwzSMdOuCw0Gp7OT.BH5W7bWyDcQuqi2m0vYAVQZg";',
      'os.environ["CLOSE_KEY"] = "a‸pi_b8eNs394yn5XlPIaIfVUiE.nKIXCXOhZZbotopth0UX1QZ"',
    ],
    counterExamples: [
      'CLOSE_KEY=api_DpCRbV0ofKoBpaOZ368c.faOC46WszS97',
      'CLOSE_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      '"etag": "api_YinxjmwC2MIDXYpvNylS.R3dOzrQYzBFKBOnvurtTfBQF"',
    ],
  }),
  prefixed({
    id: 'zoho-token',
    title: 'Zoho OAuth token',
    label: 'ZOHO',
    keywords: ['1000.'],
    token: '1000\\.[a-f0-9]{32}\\.[a-f0-9]{32}',
    examples: [
      'export ZOHO_TOKEN="1‸000.f9fa64c9156c801ad521268993c74486.508543c1785682b72d815614c9afcecc"',
      'request.headers["X-Zoho-Token"] = "100‸0.e38a8dfe9ef34483902d84e6d5b48dc1.a0f4db7cf08075dc1bd3932779cda289"',
    ],
    counterExamples: [
      '"zohoToken": "1000.6ac5526d18f8ea48678274d68f1dd604.3cb716e907c41beafad40e0ab177"',
      'ZOHO_TOKEN=1000.<your-zoho-token>',
      'ma1000.5ce442b55d9341a21d866467cfd8686c.be0b7771074cfed7c90410f053fa1515',
    ],
  }),
  near({
    id: 'apollo-key',
    title: 'Apollo API key',
    label: 'APOLLO',
    names: ['apollo_key', 'apollo.io', 'apollo_api', 'apollo-api', 'apolloapi', 'apollo_io'],
    token: '[A-Za-z0-9_-]{22}',
    accepts: isMixed,
    examples: [
      "  apolloKey: process.env.APOLLO_KEY ?? 'ce_sjo-fPlE7z‸hCt-RO864',",
      "ENV['APOLLO_KEY'] ||= 'h_ps_YbHqKK‸FhviilmNF7t'",
    ],
    counterExamples: [
      'apollo_key: eEmWmx5xVkDuTtzwRFA',
      'APOLLO_KEY=xxxxxxxxxxxxxxxxxxxxxx',
      'checksum: nJA9_ueK3qt1oZp1Iq7U1n',
    ],
  }),
  prefixed({
    id: 'apollo-graphos-key',
    title: 'Apollo GraphOS key',
    label: 'APOLLOGR',
    keywords: ['service:', 'user:gh.'],
    token: '(?:service:[A-Za-z0-9_-]{1,64}:|user:gh\\.[A-Za-z0-9-]{36}:)[A-Za-z0-9_-]{22}',
    accepts: isMixed,
    examples: [
      'export APOLLO_GRAPHOS_KEY="user:gh.dznPUxkN85YR-ddVLIlHnDc189D‸YP29FWHFh:7PLCDOoF7_lepTE41-2i7s"',
      'headers = {"Authorization": "Bearer user:gh.oj5SX-iE1Soi4nGMA‸q1BDG4zoyF7gKC7Y3vf:Vbo6FGOVmTC4uQKcb1Ma1o"}',
    ],
    counterExamples: [
      '"apolloGraphosKey": "user:gh.HPmhZ-dv7kLCrFSPsddcuTntco3lP-gahmCR:nSEDpslkfMhQ2q-y7v"',
      '# set APOLLO_GRAPHOS_KEY to service:REDACTED',
      'id: hiservice:W:kvpenQrVBGL5Wh8RgXpTUT',
    ],
  }),
  near({
    id: 'helpscout-secret',
    title: 'Help Scout app secret',
    label: 'HELPSCT',
    names: ['helpscout', 'help_scout'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      '{"name": "HELPSCOUT_SECRET", "value": "ZAHEBEJNLv‸ZMkLRelW4nD5aHvUcs6o0s"}',
      'helpscout_secret := "iV5LGKJ10aXuZUrvC‸1fhQBp2v9D3I7sw"',
    ],
    counterExamples: [
      'helpscout_secret: 9UEGyLejHPoEixbmBttOZl4v1hNH',
      '# HELPSCOUT_SECRET: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'checksum: LQk1owyJoXkJ5fAVYUeUbs1WqJTg27mu',
    ],
  }),
  near({
    id: 'front-token',
    title: 'Front API token',
    label: 'FRONT',
    names: ['frontapp', 'front_token', 'front_api', 'api2.frontapp'],
    token: 'eyJ[A-Za-z0-9_-]{20,80}\\.eyJ[A-Za-z0-9_-]{80,400}\\.[A-Za-z0-9_-]{43}',
    accepts: isVaried,
    examples: [
      'private static final String FRONT_TOKEN = "e‸yJqm9oyqKDyre1ew99S0Wcnt9.eyJCA5C7O2xf1ENxMco7sIwJMTDv5tgQPYgioaenuLdi6ovhrySHAUOBw5fE-ilvjCE4-3Fs-c-O7lsAq8Ij.dXxuEfUvtP_5W0lutML0DFqH5wuQxvBEBbdhleJdvuB";',
      'FRONT_TOKEN=e‸yJEe-yYfbi8vn0OxNhtioj.eyJzaACkGcX_QVjqEcq5ZIkbBj-crXi5HNNuyoLCVxzLcyVFIQkLzKXVIzCNfM6f-1Y3Re_U3U9nt9mRqkSIgak6.pWobknSqjgF-ntT2C3SCrsl4-Af4ve662md0-AjRyFa',
    ],
    counterExamples: [
      '"frontToken": "eyJhDSXKyNkCEaUllliFnOcSq4.eyJ_0QC2U4o1OQyugX5pRrIueAVzh7x-53spp2C5LMiSUKyRsJqyKj3HYNuxYX7tnLKxWj5DHVARmifp7YstcB1R.EjXzi5ac6hEuiUOavbqnbcYs6Ks0tPn"',
      'FRONT_TOKEN=your_front_token_here',
      'ref = "eyJLCGf9H5HEjG6DEg5UpEpP-9.eyJti_76WwXk0kc6_spCIg7GehUnvvWDmlzh9phTUSw08-9vTxekH57aH3e7hLl9CnHM8pZouJVoQ8kEUCARoGnB.tC-RkZ8XN3C8KiTrEtWozkVhKJzBs1GK58_QR5MajN7"',
    ],
  }),
  near({
    id: 'clearbit-key',
    title: 'Clearbit API key',
    label: 'CLEARBIT',
    names: ['clearbit'],
    token: 'sk_[a-f0-9]{32}|[a-z0-9]{35}',
    accepts: isOpaque,
    examples: [
      '<add key="CLEARBIT_KEY" value="y‸vthrx1qnjt1ujl83n1lrt7o5y1xoe0ooed" />',
      'login --clearbit-key sk‸_c2bd2c503fbd5a8cf545c6a42f35dfa7',
    ],
    counterExamples: [
      'clearbit_key: sk_302c05d8d0f0ab17dea4ab636a1',
      '# CLEARBIT_KEY: change-me',
      'checksum: sk_16e5fd9996d156b1c8a18eca68348bc9',
    ],
  }),
];
