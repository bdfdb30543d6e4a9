CREATE TABLE shop_setting (
    id              SMALLINT PRIMARY KEY CHECK (id = 1),
    name            TEXT NOT NULL,
    description     TEXT NOT NULL DEFAULT '',
    email           TEXT NOT NULL DEFAULT '',
    primary_url     TEXT NOT NULL DEFAULT '',
    logo_url        TEXT,
    country         TEXT NOT NULL CHECK (length(country) = 2),
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    language        TEXT NOT NULL CHECK (length(language) BETWEEN 2 AND 5),
    weight_unit     TEXT NOT NULL CHECK (weight_unit IN ('g', 'kg', 'oz', 'lb')),
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);

CREATE TABLE shop_policy (
    id              UUID PRIMARY KEY,
    kind            TEXT NOT NULL UNIQUE CHECK (kind IN ('privacy', 'refund', 'shipping', 'terms_of_service',
                        'terms_of_sale', 'subscription', 'contact_information', 'legal_notice')),
    title           TEXT NOT NULL,
    body_html       TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);

CREATE TABLE price_list (
    id              UUID PRIMARY KEY,
    code            TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    -- A list may take what it does not price itself from another, times an exact decimal factor.
    parent_id       UUID REFERENCES price_list (id),
    parent_factor   TEXT NOT NULL DEFAULT '1',
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    CHECK (parent_id IS NULL OR parent_id <> id)
);
CREATE INDEX price_list_parent ON price_list (parent_id);

CREATE TABLE market (
    id              UUID PRIMARY KEY,
    handle          TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    is_primary      BOOLEAN NOT NULL DEFAULT FALSE,
    price_list_id   UUID NOT NULL REFERENCES price_list (id),
    tax_inclusive   BOOLEAN NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX market_one_primary ON market (is_primary) WHERE is_primary;
CREATE INDEX market_price_list ON market (price_list_id);

CREATE TABLE market_country (
    country         TEXT PRIMARY KEY CHECK (length(country) = 2),
    market_id       UUID NOT NULL REFERENCES market (id) ON DELETE CASCADE
);
CREATE INDEX market_country_market ON market_country (market_id);

CREATE TABLE market_language (
    market_id       UUID NOT NULL REFERENCES market (id) ON DELETE CASCADE,
    language        TEXT NOT NULL CHECK (length(language) BETWEEN 2 AND 5),
    position        INTEGER NOT NULL,
    PRIMARY KEY (market_id, language)
);
