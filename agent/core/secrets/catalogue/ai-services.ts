import type { SecretRule } from '../rule.ts';
import { isMixed, isOpaque } from './randomness.ts';
import { near, nearCredential, prefixed } from './shape.ts';

/** Keys of services round models: routers, voices, stores, traces. */
export const AI_SERVICES: readonly SecretRule[] = [
  prefixed({
    id: 'elevenlabs-key',
    title: 'ElevenLabs API key',
    label: 'ELEVEN',
    keywords: ['sk_'],
    token: 'sk_[a-f0-9]{48}',
    accepts: isOpaque,
    examples: [
      "curl -H 'xi-api-key: s‸k_55b17b366cc14553ec8b36efcb254a2a5e479ffbd236d312' https://api.elevenlabs.io/v1/user",
      'ELEVENLABS_KEY=s‸k_e6adea68f5b757b6324b6f58cd0b65ee7a511d87749103fd',
    ],
    counterExamples: [
      'ELEVENLABS_KEY=sk_fcf13ca46d0f557ae7cd5d72845e273b249dc8f73914b1',
      '# set ELEVENLABS_KEY to sk_...',
      'see osk_ada6dff3f12b0eef89ac2bf9afd17af257c8ad4e8bea0e2a for more',
    ],
  }),
  nearCredential({
    id: 'elevenlabs-legacy-key',
    title: 'ElevenLabs API key of before the prefix',
    label: 'ELEVEN',
    names: ['elevenlabs', 'eleven_labs', 'xi-api-key', 'xi_api_key'],
    token: '[a-f0-9]{32}',
    examples: [
      'args: ["--elevenlabs-api-key", "512c21172c4c097494‸cb1132f78b75f9"]',
      'elevenlabs_api_key: f52c9a61f6cf8a2dd‸5380a97e4a7889b',
    ],
    counterExamples: [
      "const elevenlabsApiKey = '2336813cfed6ce800ee70dfb456e1d';",
      '"elevenlabsApiKey": "your_elevenlabs_api_key_here"',
      'revision 22ae78fcd459d1d99f6d5373953d115a',
    ],
  }),
  near({
    id: 'assemblyai-key',
    title: 'AssemblyAI API key',
    label: 'ASSEMBLY',
    names: ['assemblyai', 'assembly_ai'],
    token: '[a-f0-9]{32}',
    examples: [
      'args: ["--assemblyai-key", "fb4219bc01b64f0b‸12564dccb5225e73"]',
      'ASSEMBLYAI_KEY: "1b18f36c27‸723e1d6d8fca5346bf062e"',
    ],
    counterExamples: [
      "const assemblyaiKey = '9004b556d8c6dbd812b228f0e8fccb';",
      '"assemblyaiKey": "<assemblyai-key>"',
      'revision e5365c1ab967feaf5f84f25762be93b4',
    ],
  }),
  nearCredential({
    id: 'deepgram-key',
    title: 'Deepgram API key',
    label: 'DEEPGRAM',
    names: ['deepgram'],
    token: '[a-f0-9]{40}',
    examples: [
      'deepgram_key := "06f3df62cf03a6‸92b708579366e1203268549b11"',
      '<add key="DEEPGRAM_KEY" value="68dbbc83755891df‸b7a05fe7797faa2ca20beebc" />',
    ],
    counterExamples: [
      'deepgram_key: 54bc0b70c831d0dc57d4acc81d238cc57dc',
      'DEEPGRAM_KEY=your_deepgram_key_here',
      'revision 91a27a5cf490bc03dbffdd7d058d1876ef536e7e',
    ],
  }),
  prefixed({
    id: 'langsmith-key',
    title: 'LangSmith API key',
    label: 'LANGSM',
    keywords: ['lsv2_pt_', 'lsv2_sk_', 'ls__'],
    token: 'lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}|ls__[a-f0-9]{32}',
    examples: [
      "  langsmithKey: process.env.LANGSMITH_KEY ?? 'ls‸v2_pt_09fa9f436e5c4460a768096ea221e3e7_0dddaae754',",
      "const langsmithKey = 'lsv2‸_pt_a88e586615bead87780887ed3b2b80f4_2f931908b9';",
    ],
    counterExamples: [
      "const langsmithKey = 'ls__4a73450f39878d261c76e79889a8';",
      '"langsmithKey": "lsv2_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
      'id: abclsv2_sk_fd9abf049b58930f009f265de389954a_0564598297',
    ],
  }),
  prefixed({
    id: 'langfuse-key',
    title: 'Langfuse secret key',
    label: 'LANGFUSE',
    keywords: ['sk-lf-'],
    token: 'sk-lf-[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      "  langfuseKey: process.env.LANGFUSE_KEY ?? 'sk-l‸f-31084e1a-0e84-0678-918f-a32a8cc3a93d',",
      'langfuse_key = "sk‸-lf-f3cc0a97-505b-c21e-671c-e1452c608dcd"  # rotate in May',
    ],
    counterExamples: [
      "const langfuseKey = 'sk-lf-a00ed076-43a3-7e97-716d-51d52c7d';",
      '# set LANGFUSE_KEY to sk-lf-...',
      'id: vsk-lf-860529d0-8dcc-39da-c9de-b20b21957b22',
    ],
  }),
  prefixed({
    id: 'pinecone-key',
    title: 'Pinecone API key',
    label: 'PINECONE',
    keywords: ['pcsk_'],
    token: 'pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{63}',
    examples: [
      'val pineconeKey: String = "p‸csk_3ABDy_oo8ZZS1cUEcrOOmy9HP4fs2IwW8EFSAUHizPC89jV4a9EbEISE96th1rbssuCbq"',
      '{"name": "PINECONE_KEY", "value": "pcsk‸_8SS0R_DoGMHPFz9Vj9Xa92YaGvesjXfOXQwtRExeitb9txuU8spHh9bimTFzw3YWf06cF"}',
    ],
    counterExamples: [
      "const pineconeKey = 'pcsk_30p8r_0No863RMSp3AuCvCjLJi5jyHP6iXk6tMck4yN8KR171gF0JmCDB19yqYHE';",
      '# set PINECONE_KEY to pcsk_REDACTED',
      'id: re_pcsk_SceGp_A8OoKjNKbKLOTGzEAgpU8sWG1An6GvTGDGLurQAacGg1Ebwon3BONVX9wGMbNms',
    ],
  }),
  nearCredential({
    id: 'pinecone-legacy-key',
    title: 'Pinecone API key of before the prefix',
    label: 'PINECONE',
    names: ['pinecone'],
    token: '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}',
    examples: [
      '<add key="PINECONE_LEGACY_KEY" value="46dd6ac5-1534-2f3e-7‸e64-0fe1e0950576" />',
      'os.environ["PINECONE_LEGACY_KEY"] = "53d752ce-8688-168e-20c7-‸65295b616981"',
    ],
    counterExamples: [
      "const pineconeLegacyKey = 'db350f69-a9e2-3dd8-4589-b796410ec2';",
      'PINECONE_LEGACY_KEY=<pinecone-legacy-key>',
      '"etag": "ba4c33c6-ad1e-59c8-a25a-929e4e400aca"',
    ],
  }),
  nearCredential({
    id: 'wandb-key',
    title: 'Weights & Biases API key',
    label: 'WANDB',
    names: ['wandb', 'weights_and_biases', 'weights-and-biases'],
    token: '[a-f0-9]{40}',
    examples: [
      'WANDB_API_KEY=f38d211f2a698658c5796a9‸a2cc77c69ec5d3075',
      'request.headers["X-Wandb-Key"] = "118784e9d6ade7f558cd819‸92ca6ad5d70b0ad90"',
    ],
    counterExamples: [
      'WANDB_KEY=22175eb2db6b2cfb798948539583b96e558055',
      '"wandbKey": "<wandb-key>"',
      'ref = "f5d3c939c2313eb38a7bf2f167016566692dd338"',
    ],
  }),
  prefixed({
    id: 'wandb-v1-key',
    title: 'Weights & Biases API key with a prefix',
    label: 'WANDB',
    keywords: ['wandb_v1_'],
    token: 'wandb_v1_[A-Za-z0-9_-]{60,90}',
    examples: [
      'export WANDB_V1_KEY="wandb_v‸1_d4vpQEu0F05qgVu5VkakSb_S1xnXLiqLRnsRkQyYpfAdFMsIT-IaGW1Lvdqa"',
      'WANDB_V1_KEY=wandb_v1‸_q1LJZWTfkgvvBCztFsfW4HNmiLjTKaLq3buopjGlJaRvPMkjQzJvbRHH2r1e6pU',
    ],
    counterExamples: [
      'WANDB_V1_KEY=wandb_v1_ARnro5CLJhDQ45Ani2lYMeFrYNvqNUC9VFnsT1Vz8fsI0dlRSH1AKei9',
      '# set WANDB_V1_KEY to wandb_v1_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'id: hiwandb_v1_5ayfHKBR2ZroLkqt7anebuZlQS9_4-5lKCQLwyIC2KbSJUnAv7-C62j1fWu8L',
    ],
  }),
  near({
    id: 'voyage-key',
    title: 'Voyage AI API key',
    label: 'VOYAGE',
    names: ['voyage'],
    token: 'pa-[A-Za-z0-9_-]{43}',
    accepts: isMixed,
    examples: [
      'export VOYAGE_KEY="p‸a-U54ORdvHytc7mOhQ48V7Xb_sOJyGxk9H0RzL7sxUNwO"',
      'voyage_key: pa‸-8512XqfASb-lLQMJ8t8XPcrujTZgqtzTiq1r3DjYVJ3',
    ],
    counterExamples: [
      'voyage_key: pa-p3XCfxZEFgTfcztUHfUtfEf2sxSBF6H-byLWTk-PV',
      '# VOYAGE_KEY: your_voyage_key_here',
      '"etag": "pa-6g2D5KY_OaqKxyr9-I5PbdhSY19AiIhFcsXAoxLhvqH"',
    ],
  }),
  prefixed({
    id: 'jina-key',
    title: 'Jina AI API key',
    label: 'JINA',
    keywords: ['jina_'],
    token: 'jina_[a-f0-9]{32}[A-Za-z0-9_-]{28}',
    examples: [
      'jina_key := "jina‸_abf08e7f6a11448685233f768b5a31b70LgqK1ygXKBrBkxWwfFu-jKqUSnO"',
      'jina_key: j‸ina_4eefdbfca2217a66fca38391297ad4a0u9ux8i2W0gKABdRPhUuv2Fafppsr',
    ],
    counterExamples: [
      "const jinaKey = 'jina_efa2407636e7cad2b5d8cd94e0a45cf00TvBVb6NzBgLE4cyXNOaBI';",
      '"jinaKey": "jina_..."',
      'id: ojina_da981e9673d73d5dfdcd3867394aa4f0Kwy6WJHVzh5zUOJfc6i32wf5EoIE',
    ],
  }),
  near({
    id: 'mistral-key',
    title: 'Mistral AI API key',
    label: 'MISTRAL',
    names: ['mistral'],
    token: '[A-Za-z0-9]{32}',
    accepts: isMixed,
    examples: [
      'login --mistral-key tH5xcR9whDGGU‸t0fHD8utC6mzR24XRt9',
      'set -gx MISTRAL_KEY z1geIsX2N0OayclQM‸XZIwlIf5GiJevbM',
      '<add key="MISTRAL_KEY" value="bz76CIOqjB‸znXAWORcrUO7i0mMQ2UWCa" />',
    ],
    counterExamples: [
      'MISTRAL_KEY=QQqfFpTeVg4anAuvfv0NeLofaDCo',
      '# MISTRAL_KEY: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'ref = "xPLCMPVK3823RYWBJCDI4MTfHnyiJihH"',
    ],
  }),
];
