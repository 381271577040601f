-- Rows that belong to an account and, perhaps, to the user who made them. Instants are milliseconds.
CREATE TABLE campaign (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account UUID NOT NULL,
    owner UUID,
    text TEXT NOT NULL,
    launched_at BIGINT
);
-- It serves both halves of the condition of a listing.
CREATE INDEX campaign_of ON campaign (account, owner);

-- Who has signed in. What they send is not here, only its digest.
CREATE TABLE session (
    digest TEXT PRIMARY KEY,
    user_id UUID NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    ends BIGINT NOT NULL
);
CREATE INDEX session_of ON session (user_id);

-- The digests of the secrets of API keys. A reset replaces one.
CREATE TABLE api_key_secret (api_key UUID PRIMARY KEY, digest TEXT NOT NULL);
