-- Counts the changes of everything a price follows from, besides prices and stock: promotions, taxes, shipping,
-- group price lists. Each change adds one in its own transaction; what is kept in memory is good for one count.
CREATE TABLE pricing_revision (
    id              SMALLINT PRIMARY KEY CHECK (id = 1),
    revision        BIGINT NOT NULL
);
INSERT INTO pricing_revision (id, revision) VALUES (1, 1);

CREATE TABLE tax_category (
    id              UUID PRIMARY KEY,
    -- What variant.tax_code names.
    code            TEXT NOT NULL UNIQUE COLLATE "C" CHECK (length(code) BETWEEN 1 AND 64),
    name            TEXT NOT NULL,
    is_default      BOOLEAN NOT NULL DEFAULT FALSE,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX tax_category_one_default ON tax_category (is_default) WHERE is_default;

CREATE TABLE tax_rate (
    id              UUID PRIMARY KEY,
    tax_category_id UUID NOT NULL REFERENCES tax_category (id),
    country         TEXT NOT NULL CHECK (length(country) = 2),
    -- '' for all of the country; '' for all of the province.
    province_code   TEXT NOT NULL DEFAULT '',
    zip_prefix      TEXT NOT NULL DEFAULT '',
    -- Rates of one name replace each other, the most specific wins; those of different names add up.
    name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    -- An exact decimal: 0.19 for 19 %.
    rate            TEXT NOT NULL,
    -- Computed on the net price and the taxes that are not compound.
    is_compound     BOOLEAN NOT NULL DEFAULT FALSE,
    taxes_shipping  BOOLEAN NOT NULL DEFAULT TRUE,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (country, province_code, zip_prefix, tax_category_id, name)
);
CREATE INDEX tax_rate_category ON tax_rate (tax_category_id);

CREATE TABLE shipping_zone (
    id              UUID PRIMARY KEY,
    name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);

CREATE TABLE shipping_zone_region (
    country         TEXT NOT NULL CHECK (length(country) = 2),
    -- '' for all of the country that no other zone names.
    province_code   TEXT NOT NULL DEFAULT '',
    shipping_zone_id UUID NOT NULL REFERENCES shipping_zone (id) ON DELETE CASCADE,
    PRIMARY KEY (country, province_code)
);
CREATE INDEX shipping_zone_region_zone ON shipping_zone_region (shipping_zone_id);

CREATE TABLE shipping_method (
    id              UUID PRIMARY KEY,
    shipping_zone_id UUID NOT NULL REFERENCES shipping_zone (id) ON DELETE CASCADE,
    -- What a cart stores as its choice.
    code            TEXT NOT NULL COLLATE "C" CHECK (length(code) BETWEEN 1 AND 64),
    name            TEXT NOT NULL,
    description     TEXT NOT NULL DEFAULT '',
    position        INTEGER NOT NULL DEFAULT 0,
    is_active       BOOLEAN NOT NULL DEFAULT TRUE,
    -- `own`: taxed at the category below; `proportional`: like the goods, by their shares.
    tax_basis       TEXT NOT NULL CHECK (tax_basis IN ('own', 'proportional')),
    tax_category_id UUID REFERENCES tax_category (id),
    days_min        INTEGER CHECK (days_min >= 0),
    days_max        INTEGER CHECK (days_max >= days_min),
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (shipping_zone_id, code)
);
CREATE INDEX shipping_method_tax_category ON shipping_method (tax_category_id);

CREATE TABLE shipping_rate (
    id              UUID PRIMARY KEY,
    shipping_method_id UUID NOT NULL REFERENCES shipping_method (id) ON DELETE CASCADE,
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    -- What `at_least` and `below` measure: nothing, the goods' weight in mg, their price in minor units after
    -- discounts, or the number of units.
    basis           TEXT NOT NULL CHECK (basis IN ('flat', 'weight', 'price', 'quantity')),
    at_least        BIGINT NOT NULL DEFAULT 0 CHECK (at_least >= 0),
    below           BIGINT,
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    -- Free from this price of the goods on, after discounts.
    free_from       BIGINT CHECK (free_from >= 0),
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    CHECK (below IS NULL OR below > at_least),
    UNIQUE (shipping_method_id, currency, basis, at_least)
);

-- The list that a group's members buy from in a market.
CREATE TABLE customer_group_price_list (
    customer_group_id UUID NOT NULL REFERENCES customer_group (id) ON DELETE CASCADE,
    market_id       UUID NOT NULL REFERENCES market (id) ON DELETE CASCADE,
    price_list_id   UUID NOT NULL REFERENCES price_list (id),
    PRIMARY KEY (customer_group_id, market_id)
);
CREATE INDEX customer_group_price_list_market ON customer_group_price_list (market_id);
CREATE INDEX customer_group_price_list_list ON customer_group_price_list (price_list_id);
