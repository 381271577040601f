-- The log: what the directory is built of.
CREATE TABLE IF NOT EXISTS change (revision INTEGER PRIMARY KEY, change TEXT NOT NULL);

-- Rows that belong to an account and, perhaps, to the user who made them.
CREATE TABLE IF NOT EXISTS campaign (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    owner TEXT,
    text TEXT NOT NULL,
    launched BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX IF NOT EXISTS campaign_of ON campaign (account, owner);
