-- A log, and where it ends. Whoever appends a change moves this row on, and holds it until the change is stored: so changes
-- follow each other without a gap, and of two that were planned at one revision, one is stored.
CREATE TABLE sendright_log (
    log TEXT PRIMARY KEY,
    revision BIGINT NOT NULL DEFAULT 0,
    -- The id of the change of this revision.
    last_change TEXT NOT NULL DEFAULT '',
    -- How often somebody was erased: a snapshot that was begun before is not kept.
    erased BIGINT NOT NULL DEFAULT 0
);

-- What the directory is built of.
CREATE TABLE sendright_change (
    log TEXT NOT NULL REFERENCES sendright_log,
    revision BIGINT NOT NULL,
    change_id UUID NOT NULL,
    change TEXT NOT NULL,
    PRIMARY KEY (log, revision),
    UNIQUE (log, change_id)
);

-- Who did what: an entry for each change, stored with it, and one for each action that was recorded. `at` is in milliseconds.
CREATE TABLE sendright_history (
    entry_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    log TEXT NOT NULL REFERENCES sendright_log,
    revision BIGINT NOT NULL,
    change_id UUID,
    at BIGINT NOT NULL,
    user_id UUID,
    entry TEXT NOT NULL,
    UNIQUE (log, change_id)
);
CREATE INDEX sendright_history_order ON sendright_history (log, revision, (change_id IS NULL), at, entry_id);
CREATE INDEX sendright_history_at ON sendright_history (log, at);

-- What an entry is about: ids of accounts and users, addresses, and the name of the command or of the permissions used.
CREATE TABLE sendright_history_about (
    about TEXT NOT NULL,
    entry_id BIGINT NOT NULL REFERENCES sendright_history ON DELETE CASCADE,
    PRIMARY KEY (about, entry_id)
);
CREATE INDEX sendright_history_about_entry ON sendright_history_about (entry_id);

-- Directories as they were after a change, in the compact form: a node starts from the last one.
CREATE TABLE sendright_snapshot (
    log TEXT NOT NULL REFERENCES sendright_log,
    revision BIGINT NOT NULL,
    change_id UUID NOT NULL,
    snapshot BYTEA NOT NULL,
    PRIMARY KEY (log, revision)
);
