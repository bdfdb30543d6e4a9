CREATE TABLE cart (
    id              UUID PRIMARY KEY,
    -- SHA-256 of the secret that opens it, in small hexadecimal digits.
    secret_hash     TEXT NOT NULL CHECK (length(secret_hash) = 64),
    -- One more with every edit. An edit takes the row first, so that edits queue.
    version         BIGINT NOT NULL DEFAULT 1,
    status          TEXT NOT NULL CHECK (status IN ('active', 'converted', 'merged', 'abandoned')),
    market_id       UUID NOT NULL REFERENCES market (id),
    country         TEXT NOT NULL CHECK (length(country) = 2),
    language        TEXT NOT NULL CHECK (length(language) BETWEEN 2 AND 5),
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    customer_id     UUID REFERENCES customer (id),
    email           TEXT,
    phone           TEXT,
    note            TEXT NOT NULL DEFAULT '',
    -- [{ key, value }], as clients gave them.
    attributes      JSONB NOT NULL,
    -- What the buyer prefers, as clients gave it; kept for them, and followed nowhere.
    preferences     JSONB NOT NULL,
    -- A snapshot of the billing address. Absent: the delivery address.
    billing_address JSONB,
    use_store_credit BOOLEAN NOT NULL DEFAULT FALSE,
    source_name     TEXT,
    -- Where its lines went, of a merged one.
    merged_into_id  UUID REFERENCES cart (id),
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL,
    CHECK ((status = 'merged') = (merged_into_id IS NOT NULL))
);
CREATE INDEX cart_market ON cart (market_id);
CREATE INDEX cart_customer ON cart (customer_id, updated_at) WHERE customer_id IS NOT NULL;
CREATE INDEX cart_idle ON cart (updated_at, id) WHERE status = 'active';
CREATE INDEX cart_expiry ON cart (expires_at);
CREATE INDEX cart_merged_into ON cart (merged_into_id) WHERE merged_into_id IS NOT NULL;

CREATE TABLE cart_line (
    id              UUID PRIMARY KEY,
    cart_id         UUID NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
    variant_id      UUID NOT NULL REFERENCES variant (id),
    quantity        INTEGER NOT NULL CHECK (quantity >= 1),
    attributes      JSONB NOT NULL,
    -- Digest of attributes and parent: the same thing added twice is one line.
    likeness        TEXT NOT NULL,
    -- The line this one belongs to, an engraving to a watch.
    parent_id       UUID REFERENCES cart_line (id) ON DELETE CASCADE,
    -- The unit price the buyer saw last, to tell them when it has changed.
    seen_amount     BIGINT CHECK (seen_amount >= 0),
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (cart_id, variant_id, likeness)
);
CREATE INDEX cart_line_variant ON cart_line (variant_id);
CREATE INDEX cart_line_parent ON cart_line (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE cart_discount_code (
    cart_id         UUID NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
    code_key        TEXT NOT NULL COLLATE "C",
    -- As the buyer wrote it. It need not exist: they are told.
    code            TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 255),
    position        INTEGER NOT NULL,
    PRIMARY KEY (cart_id, code_key)
);

CREATE TABLE cart_gift_card (
    cart_id         UUID NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
    gift_card_id    UUID NOT NULL REFERENCES gift_card (id),
    position        INTEGER NOT NULL,
    PRIMARY KEY (cart_id, gift_card_id)
);
CREATE INDEX cart_gift_card_card ON cart_gift_card (gift_card_id);

CREATE TABLE cart_address (
    id              UUID PRIMARY KEY,
    cart_id         UUID NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    is_selected     BOOLEAN NOT NULL DEFAULT FALSE,
    is_one_time     BOOLEAN NOT NULL DEFAULT FALSE,
    validation      TEXT NOT NULL CHECK (validation IN ('country_code_only', 'strict')),
    customer_address_id UUID REFERENCES address (id) ON DELETE SET NULL,
    first_name      TEXT NOT NULL DEFAULT '',
    last_name       TEXT NOT NULL DEFAULT '',
    company         TEXT NOT NULL DEFAULT '',
    address1        TEXT NOT NULL DEFAULT '',
    address2        TEXT NOT NULL DEFAULT '',
    city            TEXT NOT NULL DEFAULT '',
    province_code   TEXT NOT NULL DEFAULT '',
    zip             TEXT NOT NULL DEFAULT '',
    country         TEXT CHECK (length(country) = 2),
    phone           TEXT NOT NULL DEFAULT '',
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX cart_address_cart ON cart_address (cart_id, position, id);
CREATE INDEX cart_address_customer_address ON cart_address (customer_address_id) WHERE customer_address_id IS NOT NULL;
CREATE UNIQUE INDEX cart_address_one_selected ON cart_address (cart_id) WHERE is_selected;

-- The shipping method chosen for a delivery group. Groups are computed; a choice for one that is gone is ignored.
CREATE TABLE cart_delivery_choice (
    cart_id         UUID NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
    group_key       TEXT NOT NULL,
    option_handle   TEXT NOT NULL,
    PRIMARY KEY (cart_id, group_key)
);
