-- Rows that belong to an account and, perhaps, to the user who made them. Ids are text with hyphens; instants are milliseconds.
CREATE TABLE campaign (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    owner TEXT,
    text TEXT NOT NULL,
    launched_at INTEGER
);
-- It serves both halves of the condition of a listing.
CREATE INDEX campaign_of ON campaign (account, owner);

-- Who has signed in. What they send is not here, only its digest.
CREATE TABLE session (
    digest TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    ends INTEGER NOT NULL
);
CREATE INDEX session_of ON session (user_id);

-- The digests of the secrets of API keys. A reset replaces one.
CREATE TABLE api_key_secret (api_key TEXT PRIMARY KEY, digest TEXT NOT NULL);
