import type { SecretRule } from '../rule.ts';
import { isMixed } from './randomness.ts';
import { near, nearCredential } from './shape.ts';

/** Keys of what knows about attackers, leaks and domains. */
export const THREAT_INTEL: readonly SecretRule[] = [
  nearCredential({
    id: 'virustotal-key',
    title: 'VirusTotal API key',
    label: 'VIRUSTOT',
    names: ['virustotal', 'virus_total', 'vt_api', 'vt_key', 'x-apikey'],
    token: '[a-f0-9]{64}',
    examples: [
      "curl -H 'x-apikey: 4f9f98ed720f909939b780ad8‸d6b9597857b221cf30c64bd512c87fd29c0a700' https://www.virustotal.com/api/v3/files/",
      'args: ["--virustotal-key", "667f09b0258bc9d56e758119cf7d39685‸78685530cfa7263b0743b97f831e4b2"]',
    ],
    counterExamples: [
      "const virustotalKey = '4173235b7aa46ee065501c9da8f4dbfdb016f2735a70224a5f51272a6670e';",
      '"virustotalKey": "change-me"',
      '"etag": "11c4da58189a541ef84e3cc09a5aa74bb62ac8d3d340073b3fa1170d22ab7371"',
    ],
  }),
  near({
    id: 'shodan-key',
    title: 'Shodan API key',
    label: 'SHODAN',
    names: ['shodan'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'ENV SHODAN_KEY Ve0NoZ3yj3sLu‸0yW9hFmp5qo9L4X3hGE',
      "const shodanKey = '3OFb6T7JxAC0UWo63WfLJ‸k1Gcnwz1REf';",
    ],
    counterExamples: [
      "const shodanKey = 'xa7NOyefIebriRqgUccrqI3jOU59';",
      'SHODAN_KEY=<shodan-key>',
      'ref = "OnL3DxW8zB0t9xPDBHX8sE40yoPbwXLm"',
    ],
  }),
  near({
    id: 'censys-secret',
    title: 'Censys secret',
    label: 'CENSYS',
    names: ['censys'],
    token: 'censys_[A-Za-z0-9]{8}_[A-Za-z0-9]{24,40}|[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'let censysSecret = "ZL‸EJd5Qj5sgk9vB1bWkuHxOEDIgTG5OF".to_string();',
      "client = CensysClient('ZxjD8w‸IfghXGtDAG3DMnAuTaU1WtRGtG')",
    ],
    counterExamples: [
      "const censysSecret = 'censys_8WwZjFfo_j0F0vpdYHqRgtf4';",
      'CENSYS_SECRET=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision censys_fgKsBQp3_iT5zfUTxKFpoKM9eBs9pS37APziD',
    ],
  }),
  near({
    id: 'abuseipdb-key',
    title: 'AbuseIPDB key',
    label: 'ABUSEIP',
    names: ['abuseipdb', 'abuse_ipdb'],
    token: '[a-f0-9]{80}',
    examples: [
      '{"name": "ABUSEIPDB_KEY", "value": "2f17c6f4cc4043d5394a76bebf66cd02cff5cec555106501‸ef8172557ba4413ef0cce409c11fd892"}',
      'abuseipdb_key := "a88a1e1c3616763bcff30a567a6b615479c4c00e9f430193c01c9‸3b513165e71a4ccaf91f4c990e8"',
    ],
    counterExamples: [
      "const abuseipdbKey = '53997a7d89c5780b822d491cc37acddd4ef9b43f9342b8866b6e65b4e10597798ea21237a6a0';",
      'ABUSEIPDB_KEY=change-me',
      'revision 47d368daeb450c58d83f1f4261cbc561462d7dc9a352e993af23dd52a9dcabd799b6081ecc6b968c',
    ],
  }),
  near({
    id: 'securitytrails-key',
    title: 'SecurityTrails API key',
    label: 'SECTRLS',
    names: ['securitytrails', 'security_trails'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      "client = SecuritytrailsClient('xoBvNZloYiO31k‸z5JwOh5GB6XfUD8gdb')",
      'set -gx SECURITYTRAILS_KEY DE0bMKDD19K4HzJ‸m2dcvodORdK71tJoY',
    ],
    counterExamples: [
      'SECURITYTRAILS_KEY=a0Fuft1y5kXzCvol41Pj2Qat6LT',
      'SECURITYTRAILS_KEY=<securitytrails-key>',
      '"etag": "CF6Ohc3b93Kqc86dmrpfVZjFC51Lt6XC"',
    ],
  }),
  near({
    id: 'greynoise-key',
    title: 'GreyNoise API key',
    label: 'GREYNOIS',
    names: ['greynoise'],
    token: '[A-Za-z0-9]{64}',
    accepts: isMixed,
    examples: [
      "const greynoiseKey = 'eKkUvSihh71ivIbf6gDtx4gTH7N5qKuYRp9W4QGA‸k8YCfGUjLMZKdCSrLsGpWpy3';",
      'ENV GREYNOISE_KEY 2SBQnGL4R3g84pE4kzvGjil3J8TJBF9wB39x‸pumUR5K89IDTEoqbsnm77IJp1Sdu',
    ],
    counterExamples: [
      "const greynoiseKey = 'QNGX5lxocd8um8jr2WncxJ19JtBTzQCVF8ElHwpBtA0ap2XqYHa0KXSV8nIFo';",
      '"greynoiseKey": "<greynoise-key>"',
      'checksum: YQAbr8ab2jDSdWDADKGJ5DbUgBsUD4pDbtiaXm1WnEYI5tzwreGpuUUKnDdx9i4R',
    ],
  }),
  near({
    id: 'urlscan-key',
    title: 'urlscan.io API key',
    label: 'URLSCAN',
    names: ['urlscan'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      'args: ["--urlscan-key", "ab17c4bc-a4fa-6a11-‸eef7-6a3756a3621f"]',
      'os.environ["URLSCAN_KEY"] = "c1ea76c0-b87b-fb95-1927‸-230eb70990a4"',
    ],
    counterExamples: [
      'URLSCAN_KEY=f26b83be-1191-b93a-5c13-298a193',
      '"urlscanKey": "<urlscan-key>"',
      'ref = "ee7f8011-65aa-70db-7bfc-c01987d7de61"',
    ],
  }),
  near({
    id: 'hibp-key',
    title: 'Have I Been Pwned API key',
    label: 'HIBP',
    names: ['hibp', 'haveibeenpwned'],
    token: '[a-f0-9]{32}',
    examples: [
      "const hibpKey = 'b291d2ecd3b57‸3fa8e5ead9daa502aea';",
      'args: ["--hibp-key", "2d8c0b88bf9346fb‸711ce93740a90a1e"]',
    ],
    counterExamples: [
      'hibp_key: c92dce75cce4f69aaccfe9c0dabdf',
      '# HIBP_KEY: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "fbad2227ef7a2cd39741d6a625aaf3d3"',
    ],
  }),
  nearCredential({
    id: 'otx-key',
    title: 'AlienVault OTX key',
    label: 'OTX',
    names: ['alienvault', 'otx_api', 'otx-api', 'otx_key'],
    token: '[a-f0-9]{64}',
    examples: [
      'ENV OTX_API_KEY 344394c6d3643c5e2b9ff8‸7e9eafaa7a68a21fdf9421e66f79564ae770bee346',
      'otx_api_key := "d5e2cd9163b3b8f37b9be003‸108de966a5d327918b8f1ba64a6e2f3a86f32963"',
    ],
    counterExamples: [
      '"otxApiKey": "05e3d6caf32907d7296846e52c8d515ac400a1d5ff012bb471ebfacbebba0"',
      '"otxApiKey": "change-me"',
      'checksum: 8f9fcfe22a0e52be69377f7ec6c240934f1f9235e1ff9b04f7bbbcf9ec71d82b',
    ],
  }),
  near({
    id: 'ipqualityscore-key',
    title: 'IPQualityScore key',
    label: 'IPQS',
    names: ['ipqualityscore', 'ipqs'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'os.environ["IPQUALITYSCORE_KEY"] = "FFDSAqwoCLh‸evDXZ7bpq4esdNAoCz7c9"',
      'val ipqualityscoreKey: String = "rlZzBaNbWbXHE0l‸IqrtKzIs5v9ZdEt0b"',
    ],
    counterExamples: [
      'ipqualityscore_key: uEOScScpWk7L3WTiRiwUJsHjeq3kq0',
      'IPQUALITYSCORE_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "uVTg7Vee83gx16T9KqtXDVeNEC0JiSvV"',
    ],
  }),
  near({
    id: 'whoisxml-key',
    title: 'WhoisXML API key',
    label: 'WHOISXML',
    names: ['whoisxml'],
    token: 'at_[A-Za-z0-9]{29}',
    accepts: isMixed,
    examples: [
      'os.environ["WHOISXML_KEY"] = "at‸_Tl8Zku72K92xAd9zi67ptX8sReNJi"',
      'login --whoisxml-key a‸t_vtro3VlzZ0xuCuKcH1A0gAierGxeb',
    ],
    counterExamples: [
      "const whoisxmlKey = 'at_dYNjr251hfnqP9lvGC40TAYiCvf';",
      'WHOISXML_KEY=your_whoisxml_key_here',
      'checksum: at_8UkoCn2o51uayzmDwjREW6OkyEEnO',
    ],
  }),
  near({
    id: 'godaddy-secret',
    title: 'GoDaddy key or secret',
    label: 'GODADDY',
    names: ['godaddy', 'sso-key'],
    token: '[A-Za-z0-9]{1,20}_[A-Za-z0-9]{20,24}|[A-Za-z0-9]{22}',
    accepts: isMixed,
    examples: [
      'godaddy_secret = "8i8xLtqTPr‸BF35cNXFuLv8"  # rotate in May',
      "define('GODADDY_SECRET', 'a_fMFgYSktaEF‸PUE6I156IsG');",
    ],
    counterExamples: [
      'GODADDY_SECRET=PYXSj7EdcHc',
      '# GODADDY_SECRET: <godaddy-secret>',
      'ref = "pLfkiZ8gyT7OZ44P4PhJBV"',
    ],
  }),
  near({
    id: 'namecheap-key',
    title: 'Namecheap API key',
    label: 'NAMECHP',
    names: ['namecheap'],
    token: '[a-f0-9]{32}',
    examples: [
      'namecheap_key := "d4528a2853‸c1496f0f5d934a4773d0d2"',
      'namecheap_key = "a5c1da53cf‸d6860f9a554fd5c4985d88"  # rotate in May',
    ],
    counterExamples: [
      'namecheap_key: 4b4f76e711e6b0dec6dd057048a865',
      '# NAMECHEAP_KEY: <namecheap-key>',
      '"etag": "f16892a5e118922513bc39e88ec027d3"',
    ],
  }),
  nearCredential({
    id: 'gandi-key',
    title: 'Gandi API key',
    label: 'GANDI',
    names: ['gandi'],
    token: '[A-Za-z0-9]{24}|[a-f0-9]{40}',
    examples: [
      "ENV['GANDI_KEY'] ||= 'bF1e9DuuT‸bwjS0vBaF3P1KMQ'",
      'ENV GANDI_KEY db4d0c1465dddae‸b4ac2a3d0bce200a4af6e982e',
    ],
    counterExamples: [
      "const gandiKey = '0f70908367769699c9a44ff59771740752a7';",
      'GANDI_KEY=<gandi-key>',
      '"etag": "kwZznjcEc7BJwgdylbXXBCdz"',
    ],
  }),
  near({
    id: 'dnsimple-token',
    title: 'DNSimple token',
    label: 'DNSIMPLE',
    names: ['dnsimple'],
    token: 'dnsimple_[au]_[A-Za-z0-9]{32}|[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'login --dnsimple-token 3zFpRFf‸tIehiHp1jgNyE2jYtvOxmcI35',
      'ENV DNSIMPLE_TOKEN OAR6NQ0M‸4UhgisX90Wka4b22Umhrq8IU',
    ],
    counterExamples: [
      'dnsimple_token: fMnKyoLtDIXR0oIp0bK8pXKirdRu7Q',
      'DNSIMPLE_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'revision RSyw6aFTb1qHyrBnfVndktMt5hVPWLXK',
    ],
  }),
  nearCredential({
    id: 'tenable-key',
    title: 'Tenable access or secret key',
    label: 'TENABLE',
    names: ['tenable', 'nessus'],
    token: '[a-f0-9]{64}',
    examples: [
      'private static final String TENABLE_KEY = "71b02c7fc22f2ac449b82ed83d83be3b3cd3c80‸87868a97f4fabb1491a30dea7";',
      'tenable_key = "119eff6144657e83a320265bb58d906ecb9fd‸58988f9432ac0526c3ebaf6aad8"  # rotate in May',
    ],
    counterExamples: [
      'TENABLE_KEY=9b94eca62e08cc75a4fe222a3aea710732da4207bc92b15846c8da629430',
      '"tenableKey": "your_tenable_key_here"',
      'ref = "0241c502fb0933a8d2ec456334361163f3630b43cbe0cdae3f08e5b05dd834f5"',
    ],
  }),
];
