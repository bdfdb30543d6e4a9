-- Somebody who can log in, as a customer or as staff.
CREATE TABLE user_account (
    id              UUID PRIMARY KEY,
    -- Lower case: addresses that differ only in case are one login.
    email           TEXT NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    -- Argon2id in the PHC string format. Absent until a password was chosen.
    password_hash   TEXT,
    failed_attempts INTEGER NOT NULL DEFAULT 0 CHECK (failed_attempts >= 0),
    locked_until    TIMESTAMPTZ,
    email_verified_at TIMESTAMPTZ,
    totp_secret     TEXT,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);

CREATE TABLE session (
    id              UUID PRIMARY KEY,
    user_id         UUID NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    -- SHA-256 of the token, in small hexadecimal digits. The token itself is never stored.
    token_hash      TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    -- Sessions that were renewed from one another: when an old one is used again, all of them end.
    family_id       UUID NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL,
    revoked_at      TIMESTAMPTZ
);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_family ON session (family_id);
CREATE INDEX session_expiry ON session (expires_at);

-- Something sent by mail that works once: to choose a password, to prove an address.
CREATE TABLE user_token (
    id              UUID PRIMARY KEY,
    user_id         UUID NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL CHECK (kind IN ('verify', 'reset', 'activate')),
    token_hash      TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    created_at      TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL,
    used_at         TIMESTAMPTZ
);
CREATE INDEX user_token_user ON user_token (user_id);

CREATE TABLE customer (
    id              UUID PRIMARY KEY,
    -- Absent for those who bought as guests only.
    user_id         UUID UNIQUE REFERENCES user_account (id) ON DELETE SET NULL,
    email           TEXT CHECK (email = lower(email)),
    phone           TEXT,
    first_name      TEXT NOT NULL DEFAULT '',
    last_name       TEXT NOT NULL DEFAULT '',
    state           TEXT NOT NULL CHECK (state IN ('guest', 'enabled', 'disabled')),
    accepts_marketing BOOLEAN NOT NULL DEFAULT FALSE,
    tax_exempt      BOOLEAN NOT NULL DEFAULT FALSE,
    language        TEXT CHECK (length(language) BETWEEN 2 AND 5),
    note            TEXT NOT NULL DEFAULT '',
    tags            JSONB NOT NULL,
    -- Orders placed and not cancelled.
    order_count     BIGINT NOT NULL DEFAULT 0 CHECK (order_count >= 0),
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    deleted_at      TIMESTAMPTZ
);
CREATE UNIQUE INDEX customer_email ON customer (email) WHERE deleted_at IS NULL AND email IS NOT NULL;
CREATE INDEX customer_by_created ON customer (created_at, id) WHERE deleted_at IS NULL;

CREATE TABLE customer_group (
    id              UUID PRIMARY KEY,
    code            TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 64),
    name            TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);

CREATE TABLE customer_group_member (
    customer_group_id UUID NOT NULL REFERENCES customer_group (id) ON DELETE CASCADE,
    customer_id     UUID NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    PRIMARY KEY (customer_id, customer_group_id)
);
CREATE INDEX customer_group_member_group ON customer_group_member (customer_group_id, customer_id);

CREATE TABLE address (
    id              UUID PRIMARY KEY,
    customer_id     UUID NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    first_name      TEXT NOT NULL DEFAULT '',
    last_name       TEXT NOT NULL DEFAULT '',
    company         TEXT NOT NULL DEFAULT '',
    address1        TEXT NOT NULL DEFAULT '',
    address2        TEXT NOT NULL DEFAULT '',
    city            TEXT NOT NULL DEFAULT '',
    -- The part after the hyphen of an ISO 3166-2 code: "BC" in Canada.
    province_code   TEXT NOT NULL DEFAULT '',
    zip             TEXT NOT NULL DEFAULT '',
    country         TEXT CHECK (length(country) = 2),
    phone           TEXT NOT NULL DEFAULT '',
    is_default      BOOLEAN NOT NULL DEFAULT FALSE,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX address_customer ON address (customer_id, id);
CREATE UNIQUE INDEX address_one_default ON address (customer_id) WHERE is_default;

CREATE TABLE api_key (
    id              UUID PRIMARY KEY,
    name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    -- The first letters, by which people tell keys apart.
    prefix          TEXT NOT NULL,
    key_hash        TEXT NOT NULL UNIQUE CHECK (length(key_hash) = 64),
    scopes          JSONB NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ,
    last_used_at    TIMESTAMPTZ,
    revoked_at      TIMESTAMPTZ
);

-- Who changed what through the admin API. Append-only.
CREATE TABLE audit_log (
    id              UUID PRIMARY KEY,
    actor           TEXT NOT NULL,
    action          TEXT NOT NULL,
    subject_type    TEXT NOT NULL,
    subject_id      UUID,
    request_id      TEXT,
    created_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX audit_log_subject ON audit_log (subject_id, id);
CREATE INDEX audit_log_actor ON audit_log (actor, id);
