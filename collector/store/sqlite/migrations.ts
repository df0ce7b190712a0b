/**
 * The schema, one step a version: `user_version` counts those that were applied. A step that was released is
 * never edited; a change is a new one. Times are milliseconds since the epoch.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- Who may call: the role, the person it acts for, and the SHA-256 of a token that is kept nowhere here.
  CREATE TABLE tokens (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    subject TEXT NOT NULL,
    groups TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE
  ) STRICT;

  -- An agent is its key, pinned to the token that first brought it.
  CREATE TABLE agents (
    id TEXT PRIMARY KEY,
    token TEXT NOT NULL UNIQUE REFERENCES tokens (name),
    public_key BLOB NOT NULL,
    enrolled_at INTEGER NOT NULL
  ) STRICT;

  -- Records as their agents signed them: text is the canonical JSON under hash and signature.
  CREATE TABLE records (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL REFERENCES agents (id),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    text TEXT NOT NULL,
    signature TEXT NOT NULL,
    event TEXT NOT NULL,
    session TEXT,
    exchange TEXT,
    received_at INTEGER NOT NULL,
    UNIQUE (agent, seq)
  ) STRICT;
  CREATE INDEX records_session ON records (session) WHERE session IS NOT NULL;
  CREATE INDEX records_exchange ON records (exchange) WHERE exchange IS NOT NULL;
  CREATE INDEX records_event ON records (event);

  -- What an auditor must hear of. One a place in a chain, however often it is repeated.
  CREATE TABLE findings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    agent TEXT NOT NULL REFERENCES agents (id),
    seq INTEGER NOT NULL,
    text TEXT NOT NULL,
    signature TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    UNIQUE (kind, agent, seq)
  ) STRICT;

  -- revision is the last event's id: a change applies to what was read, or to nothing.
  CREATE TABLE approvals (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    requester TEXT NOT NULL,
    ask TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at INTEGER,
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revision INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX approvals_live ON approvals (digest) WHERE kind IN ('pending', 'granted');
  CREATE INDEX approvals_due ON approvals (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX approvals_kind ON approvals (kind, number);
  CREATE INDEX approvals_requester ON approvals (requester, number);

  CREATE TABLE votes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    approval TEXT NOT NULL REFERENCES approvals (id),
    voter TEXT NOT NULL,
    groups TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX votes_approval ON votes (approval);

  CREATE TABLE approval_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    approval TEXT NOT NULL,
    change TEXT NOT NULL,
    state TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX approval_events_approval ON approval_events (approval);
  `,
  `
  -- Every record is a leaf of the log; those that came before there was one, in the order in which they came.
  ALTER TABLE records ADD COLUMN log_index INTEGER;
  UPDATE records SET log_index = numbered.place
    FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM records) AS numbered
    WHERE numbered.id = records.id;
  CREATE UNIQUE INDEX records_log_index ON records (log_index);

  -- Of level 0 the hash of each leaf, of level n + 1 the hash over each full tile of level n.
  CREATE TABLE log_hashes (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, number)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What a record can be found by besides its own columns. Filled after it was acknowledged; search_progress says
  -- up to which record.
  CREATE TABLE record_facets (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    record INTEGER NOT NULL REFERENCES records (id),
    PRIMARY KEY (name, value, record)
  ) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE record_words USING fts5 (words, content = '');
  CREATE TABLE search_progress (indexed INTEGER NOT NULL) STRICT;
  INSERT INTO search_progress VALUES (0);
  CREATE INDEX records_received_at ON records (received_at);

  -- What is odd about how an agent's records came, as ranges of their numbers.
  CREATE TABLE oddities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    agent TEXT NOT NULL REFERENCES agents (id),
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    times INTEGER NOT NULL,
    found_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX oddities_agent ON oddities (agent, kind, last_seq);
  `,
  `
  -- Tokens of agents that people let work for them end; those of one machine do not.
  ALTER TABLE tokens ADD COLUMN expires_at INTEGER;
  CREATE INDEX tokens_subject ON tokens (subject);
  `,
  `
  -- How far each target of notifications was told of what happened to approvals.
  CREATE TABLE notify_cursors (target TEXT PRIMARY KEY, event INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- What an identity provider said of whom a token is for.
  ALTER TABLE tokens ADD COLUMN vouched TEXT NOT NULL
    DEFAULT '{"kind":"person","actsFor":null,"claims":null,"ci":null}';
  `,
  `
  -- What reviewers read of an approval, apart from it: lists of approvals do not hold it.
  CREATE TABLE approval_reviews (
    approval TEXT PRIMARY KEY REFERENCES approvals (id),
    target TEXT NOT NULL,
    diff TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX approval_reviews_target ON approval_reviews (target);
  `,
  `
  -- Sums of what happened, by the hour in which it was received; and what each agent last said of itself. Filled with
  -- the search, which begins anew for what came before there were any.
  CREATE TABLE tallies (
    measure TEXT NOT NULL,
    hour INTEGER NOT NULL,
    name TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (measure, hour, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE agent_standings (
    agent TEXT PRIMARY KEY REFERENCES agents (id),
    version TEXT,
    policy TEXT,
    policy_version INTEGER,
    written_at INTEGER
  ) STRICT, WITHOUT ROWID;
  DELETE FROM record_facets;
  INSERT INTO record_words (record_words) VALUES ('delete-all');
  UPDATE search_progress SET indexed = 0;
  `,
  `
  -- The one public key that signs this log.
  CREATE TABLE log_key (id INTEGER PRIMARY KEY CHECK (id = 1), key TEXT NOT NULL) STRICT;
  `,
  `
  -- What is taken back before its end, and what of that was lifted again; version says how often either happened.
  CREATE TABLE revocations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    lifted_by TEXT,
    lifted_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX revocations_active ON revocations (kind, target) WHERE lifted_at IS NULL;
  CREATE TABLE revocation_version (version INTEGER NOT NULL) STRICT;
  INSERT INTO revocation_version VALUES (0);
  `,
  `
  -- When whoever voted had logged in, where their identity provider said it.
  ALTER TABLE votes ADD COLUMN logged_in_at INTEGER;
  `,
  `
  -- What was said lies apart from its record, sealed with the key of its session, kind and day. A key that is null is
  -- destroyed, and content_sweeps has it until nothing is left of what it sealed.
  CREATE TABLE content_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL,
    session TEXT NOT NULL,
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    key BLOB
  ) STRICT;
  CREATE UNIQUE INDEX content_keys_scope ON content_keys (agent, session, kind, day) WHERE key IS NOT NULL;
  CREATE INDEX content_keys_due ON content_keys (kind, day) WHERE key IS NOT NULL;
  CREATE TABLE record_contents (
    record INTEGER PRIMARY KEY REFERENCES records (id),
    key_id INTEGER NOT NULL REFERENCES content_keys (id),
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE INDEX record_contents_key ON record_contents (key_id);
  CREATE TABLE content_sweeps (key_id INTEGER PRIMARY KEY REFERENCES content_keys (id)) STRICT;

  -- What is kept whatever its age; what a row does not name may be anything.
  CREATE TABLE holds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT,
    session TEXT,
    repository TEXT,
    since INTEGER,
    until INTEGER,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    released_by TEXT,
    released_at INTEGER
  ) STRICT;
  CREATE INDEX holds_active ON holds (id) WHERE released_at IS NULL;
  CREATE TABLE retention_lease (holder TEXT NOT NULL, held_until INTEGER NOT NULL) STRICT;
  INSERT INTO retention_lease VALUES ('', 0);

  -- Words that can be taken out again without knowing what they were. The search begins anew.
  DROP TABLE record_words;
  CREATE VIRTUAL TABLE record_words USING fts5 (words, content = '', contentless_delete = 1);
  DELETE FROM record_facets;
  DELETE FROM tallies;
  UPDATE search_progress SET indexed = 0;
  `,
  `
  -- What somebody holds the secret of, by its hash: who is signed in on the pages, and who is on the way to be.
  CREATE TABLE passes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    content TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX passes_name ON passes (kind, name);
  CREATE INDEX passes_owner ON passes (kind, owner);
  CREATE INDEX passes_end ON passes (expires_at);
  `,
  `
  -- What a record is found by stands beside its words, so that one index narrows by all of it at once; and each hour
  -- knows its first and last record. The search begins anew.
  DROP TABLE record_words;
  CREATE VIRTUAL TABLE record_words USING fts5 (words, marks, content = '', contentless_delete = 1);
  DELETE FROM record_facets;
  DELETE FROM tallies;
  UPDATE search_progress SET indexed = 0;
  CREATE TABLE record_hours (hour INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
  INSERT INTO record_hours SELECT received_at / 3600000, min(id), max(id) FROM records GROUP BY 1;
  `,
  `
  -- Who opened a session is asked for with each of its records, and of a session without an opening as well.
  CREATE INDEX records_opening ON records (session, agent) WHERE event = 'session.opened';
  `,
  `
  -- Models and what was kept back are found too, and count in answers. The search begins anew.
  DROP TABLE record_words;
  CREATE VIRTUAL TABLE record_words USING fts5 (words, marks, content = '', contentless_delete = 1);
  DELETE FROM record_facets;
  DELETE FROM tallies;
  UPDATE search_progress SET indexed = 0;
  `,
  `
  -- Of a batch of records the last one's signature vouches for the others, whose own are looked at after they were
  -- acknowledged; signature_progress says up to which record. Those that came before were looked at when they came.
  ALTER TABLE records ADD COLUMN vouched INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE signature_progress (checked INTEGER NOT NULL) STRICT;
  INSERT INTO signature_progress SELECT coalesce(max(id), 0) FROM records;
  `,
  `
  -- What reviewers were shown can be destroyed, as its day, session and repository let it. destroyed: 0 no, 1 yes, and
  -- something may be left in files of the database, 2 nothing is.
  ALTER TABLE approval_reviews ADD COLUMN day INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE approval_reviews ADD COLUMN session TEXT NOT NULL DEFAULT '';
  ALTER TABLE approval_reviews ADD COLUMN repository TEXT;
  ALTER TABLE approval_reviews ADD COLUMN destroyed INTEGER NOT NULL DEFAULT 0;
  UPDATE approval_reviews SET (day, session, repository) = (
    SELECT asked_at / 86400000, coalesce(json_extract(ask, '$.summary.session'), ''),
      json_extract(ask, '$.binding.repository') FROM approvals WHERE id = approval);
  CREATE INDEX approval_reviews_due ON approval_reviews (day) WHERE destroyed = 0;
  CREATE INDEX approval_reviews_left ON approval_reviews (approval) WHERE destroyed = 1;
  `,
];
