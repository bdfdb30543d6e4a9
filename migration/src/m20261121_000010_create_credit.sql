CREATE TABLE gift_card (
    id              UUID PRIMARY KEY,
    -- SHA-256 of the normalised code, in small hexadecimal digits. The code itself is shown once.
    code_hash       TEXT NOT NULL UNIQUE CHECK (length(code_hash) = 64),
    last_characters TEXT NOT NULL CHECK (length(last_characters) = 4),
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    initial_amount  BIGINT NOT NULL CHECK (initial_amount > 0),
    -- The sum of its movements.
    balance         BIGINT NOT NULL CHECK (balance >= 0),
    -- Whose it is, when it is somebody's alone.
    customer_id     UUID REFERENCES customer (id),
    is_active       BOOLEAN NOT NULL DEFAULT TRUE,
    expires_at      TIMESTAMPTZ,
    note            TEXT NOT NULL DEFAULT '',
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX gift_card_customer ON gift_card (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX gift_card_by_created ON gift_card (created_at, id);

CREATE TABLE gift_card_movement (
    id              UUID PRIMARY KEY,
    gift_card_id    UUID NOT NULL REFERENCES gift_card (id),
    kind            TEXT NOT NULL CHECK (kind IN ('issue', 'redeem', 'refund', 'adjust')),
    delta           BIGINT NOT NULL CHECK (delta <> 0),
    balance_before  BIGINT NOT NULL CHECK (balance_before >= 0),
    balance_after   BIGINT NOT NULL CHECK (balance_after >= 0),
    reference       TEXT,
    actor           TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    CHECK (balance_after = balance_before + delta)
);
CREATE INDEX gift_card_movement_card ON gift_card_movement (gift_card_id, id);

CREATE TABLE store_credit (
    id              UUID PRIMARY KEY,
    customer_id     UUID NOT NULL REFERENCES customer (id),
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    balance         BIGINT NOT NULL CHECK (balance >= 0),
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (customer_id, currency)
);

CREATE TABLE store_credit_movement (
    id              UUID PRIMARY KEY,
    store_credit_id UUID NOT NULL REFERENCES store_credit (id),
    kind            TEXT NOT NULL CHECK (kind IN ('credit', 'debit', 'redeem', 'refund')),
    delta           BIGINT NOT NULL CHECK (delta <> 0),
    balance_before  BIGINT NOT NULL CHECK (balance_before >= 0),
    balance_after   BIGINT NOT NULL CHECK (balance_after >= 0),
    reference       TEXT,
    actor           TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    CHECK (balance_after = balance_before + delta)
);
CREATE INDEX store_credit_movement_account ON store_credit_movement (store_credit_id, id);
