/**
 * The schema, one step a version, as that of SQLite has it. A step that was released is never edited; a change is a
 * new one. Times are milliseconds since the epoch. Text that is compared is compared byte for byte.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE tokens (
    name text COLLATE "C" PRIMARY KEY,
    role text NOT NULL,
    subject text COLLATE "C" NOT NULL,
    groups text NOT NULL,
    hash bytea NOT NULL UNIQUE,
    expires_at bigint,
    vouched text NOT NULL
  );
  CREATE INDEX tokens_subject ON tokens (subject);

  CREATE TABLE agents (
    id text COLLATE "C" PRIMARY KEY,
    token text COLLATE "C" NOT NULL UNIQUE REFERENCES tokens (name),
    public_key bytea NOT NULL,
    enrolled_at bigint NOT NULL
  );

  -- The log: which records there are and when they came. It holds none of their content and is never cut.
  CREATE TABLE leaves (
    log_index bigint PRIMARY KEY,
    agent text COLLATE "C" NOT NULL REFERENCES agents (id),
    seq bigint NOT NULL,
    hash text COLLATE "C" NOT NULL,
    received_at bigint NOT NULL,
    UNIQUE (agent, seq)
  );

  -- The content, a month a partition. id is the leaf's number and one.
  CREATE TABLE records (
    id bigint NOT NULL,
    received_at bigint NOT NULL,
    agent text COLLATE "C" NOT NULL,
    event text COLLATE "C" NOT NULL,
    session text COLLATE "C",
    exchange text COLLATE "C",
    text text NOT NULL,
    signature text NOT NULL,
    PRIMARY KEY (id, received_at)
  ) PARTITION BY RANGE (received_at);
  CREATE INDEX records_session ON records (session) WHERE session IS NOT NULL;
  CREATE INDEX records_exchange ON records (exchange) WHERE exchange IS NOT NULL;
  CREATE INDEX records_event ON records (event, id);
  CREATE INDEX records_agent ON records (agent, id);
  CREATE INDEX records_received_at ON records (received_at);

  -- The one public key that signs this log.
  CREATE TABLE log_key (id integer PRIMARY KEY CHECK (id = 1), key text NOT NULL);

  CREATE TABLE log_hashes (
    level integer NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (level, number)
  );

  -- A facet is the digest of its name and value: a value may be longer than an index takes.
  CREATE TABLE record_facets (
    facet bytea NOT NULL,
    record bigint NOT NULL,
    PRIMARY KEY (facet, record)
  );
  CREATE TABLE record_words (record bigint PRIMARY KEY, words tsvector NOT NULL);
  CREATE INDEX record_words_words ON record_words USING gin (words);
  -- A name may be longer than an index takes.
  CREATE TABLE tallies (
    measure text COLLATE "C" NOT NULL,
    hour bigint NOT NULL,
    name_key bytea NOT NULL,
    name text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (measure, hour, name_key)
  );
  CREATE TABLE agent_standings (
    agent text COLLATE "C" PRIMARY KEY REFERENCES agents (id),
    version text,
    policy text,
    policy_version bigint,
    written_at bigint
  );
  CREATE TABLE search_progress (indexed bigint NOT NULL);
  INSERT INTO search_progress VALUES (0);

  CREATE TABLE findings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    agent text COLLATE "C" NOT NULL REFERENCES agents (id),
    seq bigint NOT NULL,
    text text NOT NULL,
    signature text NOT NULL,
    found_at bigint NOT NULL,
    UNIQUE (kind, agent, seq)
  );
  CREATE TABLE oddities (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    agent text COLLATE "C" NOT NULL REFERENCES agents (id),
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    times integer NOT NULL,
    found_at bigint NOT NULL,
    last_at bigint NOT NULL
  );
  CREATE INDEX oddities_agent ON oddities (agent, kind, last_seq);

  CREATE TABLE approvals (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    digest text COLLATE "C" NOT NULL,
    requester text COLLATE "C" NOT NULL,
    ask text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    due_at bigint,
    asked_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revision bigint NOT NULL
  );
  CREATE UNIQUE INDEX approvals_live ON approvals (digest) WHERE kind IN ('pending', 'granted');
  CREATE INDEX approvals_due ON approvals (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX approvals_kind ON approvals (kind, number);
  CREATE INDEX approvals_requester ON approvals (requester, number);
  CREATE TABLE votes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    approval text COLLATE "C" NOT NULL REFERENCES approvals (id),
    voter text NOT NULL,
    groups text NOT NULL,
    verdict text NOT NULL,
    reason text NOT NULL,
    at bigint NOT NULL
  );
  CREATE INDEX votes_approval ON votes (approval);
  CREATE TABLE approval_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    approval text COLLATE "C" NOT NULL,
    change text NOT NULL,
    state text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL
  );
  CREATE INDEX approval_events_approval ON approval_events (approval);
  CREATE TABLE approval_reviews (
    approval text COLLATE "C" PRIMARY KEY REFERENCES approvals (id),
    target text COLLATE "C" NOT NULL,
    diff text NOT NULL
  );
  -- A target may be longer than an index of its text takes.
  CREATE INDEX approval_reviews_target ON approval_reviews USING hash (target);
  CREATE TABLE notify_cursors (target text COLLATE "C" PRIMARY KEY, event bigint NOT NULL);
  `,
  `
  CREATE TABLE revocations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    target text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    lifted_by text,
    lifted_at bigint
  );
  CREATE UNIQUE INDEX revocations_active ON revocations (kind, target) WHERE lifted_at IS NULL;
  CREATE TABLE revocation_version (version bigint NOT NULL);
  INSERT INTO revocation_version VALUES (0);
  `,
  `
  -- Which collector tells a target, and until when nobody else does.
  ALTER TABLE notify_cursors
    ADD COLUMN holder text NOT NULL DEFAULT '',
    ADD COLUMN held_until timestamptz NOT NULL DEFAULT '-infinity';
  `,
  `
  -- When whoever voted had logged in, where their identity provider said it.
  ALTER TABLE votes ADD COLUMN logged_in_at bigint;
  `,
  `
  -- What was said lies apart from its record, sealed with the key of its session, kind and day. A key that is null is
  -- destroyed, and content_sweeps has it until nothing is left of what it sealed.
  CREATE TABLE content_keys (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agent text COLLATE "C" NOT NULL,
    session text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    day bigint NOT NULL,
    key bytea
  );
  CREATE UNIQUE INDEX content_keys_scope ON content_keys (agent, session, kind, day) WHERE key IS NOT NULL;
  CREATE INDEX content_keys_due ON content_keys (kind, day) WHERE key IS NOT NULL;
  CREATE TABLE record_contents (
    record bigint PRIMARY KEY,
    key_id bigint NOT NULL REFERENCES content_keys (id),
    sealed bytea NOT NULL
  );
  CREATE INDEX record_contents_key ON record_contents (key_id);
  CREATE TABLE content_sweeps (key_id bigint PRIMARY KEY REFERENCES content_keys (id));

  -- What is kept whatever its age; what a row does not name may be anything.
  CREATE TABLE holds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text COLLATE "C",
    session text COLLATE "C",
    repository text COLLATE "C",
    since bigint,
    until bigint,
    reason text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    released_by text,
    released_at bigint
  );
  CREATE INDEX holds_active ON holds (id) WHERE released_at IS NULL;
  CREATE TABLE retention_lease (holder text NOT NULL, held_until timestamptz NOT NULL);
  INSERT INTO retention_lease VALUES ('', '-infinity');
  `,
  `
  CREATE TABLE passes (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    name text COLLATE "C" NOT NULL,
    owner text COLLATE "C" NOT NULL,
    content text NOT NULL,
    expires_at bigint NOT NULL
  );
  CREATE UNIQUE INDEX passes_name ON passes (kind, name);
  CREATE INDEX passes_owner ON passes (kind, owner);
  CREATE INDEX passes_end ON passes (expires_at);
  `,
  `
  -- Who opened a session is asked for with each of its records, and of a session without an opening as well.
  CREATE INDEX records_opening ON records (session, agent) WHERE event = 'session.opened';
  `,
  `
  -- Models and what was kept back are found too, and count in answers. The search begins anew.
  TRUNCATE record_facets, record_words, tallies;
  UPDATE search_progress SET indexed = 0;
  `,
  `
  -- Of a batch of records the last one's signature vouches for the others, whose own are looked at after they were
  -- acknowledged; signature_progress says up to which record. Those that came before were looked at when they came.
  ALTER TABLE records ADD COLUMN vouched boolean NOT NULL DEFAULT false;
  CREATE TABLE signature_progress (checked bigint NOT NULL);
  INSERT INTO signature_progress SELECT coalesce(max(id), 0) FROM records;
  `,
  `
  -- What reviewers were shown can be destroyed, as its day, session and repository let it. destroyed: 0 no, 1 yes, and
  -- something may be left in files of the database, 2 nothing is. Session and repository stand in an ask unescaped, and
  -- quotes in its texts are escaped.
  ALTER TABLE approval_reviews
    ADD COLUMN day bigint NOT NULL DEFAULT 0,
    ADD COLUMN session text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN repository text COLLATE "C",
    ADD COLUMN destroyed smallint NOT NULL DEFAULT 0;
  UPDATE approval_reviews v SET day = a.asked_at / 86400000,
    session = coalesce(substring(a.ask from '"session":"([^"]*)"'), ''),
    repository = substring(a.ask from '"repository":"([^"]*)"')
  FROM approvals a WHERE a.id = v.approval;
  CREATE INDEX approval_reviews_due ON approval_reviews (day) WHERE destroyed = 0;
  CREATE INDEX approval_reviews_left ON approval_reviews (approval) WHERE destroyed = 1;
  `,
  `
  -- A leaf's hash stands beside what it is the hash of, and log_hashes has the levels above. Who stores a leaf has read
  -- the row of its agent, of which none is ever deleted: it is not asked for with every leaf again.
  ALTER TABLE leaves ADD COLUMN leaf bytea;
  UPDATE leaves SET leaf = h.hash FROM log_hashes h WHERE h.level = 0 AND h.number = log_index;
  ALTER TABLE leaves ALTER COLUMN leaf SET NOT NULL, DROP CONSTRAINT leaves_agent_fkey;
  DELETE FROM log_hashes WHERE level = 0;
  `,
];
