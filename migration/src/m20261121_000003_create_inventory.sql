CREATE TABLE location (
    id              UUID PRIMARY KEY,
    code            TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    country         TEXT NOT NULL CHECK (length(country) = 2),
    city            TEXT NOT NULL DEFAULT '',
    is_active       BOOLEAN NOT NULL DEFAULT TRUE,
    -- Lower is asked first when an order is placed.
    priority        INTEGER NOT NULL DEFAULT 0,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);

-- Which locations sell to a market. A market without a row here is served by every active location.
CREATE TABLE market_location (
    market_id       UUID NOT NULL REFERENCES market (id) ON DELETE CASCADE,
    location_id     UUID NOT NULL REFERENCES location (id) ON DELETE CASCADE,
    PRIMARY KEY (market_id, location_id)
);
CREATE INDEX market_location_location ON market_location (location_id);

CREATE TABLE stock_level (
    variant_id      UUID NOT NULL REFERENCES variant (id),
    location_id     UUID NOT NULL REFERENCES location (id),
    on_hand         BIGINT NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    reserved        BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    committed       BIGINT NOT NULL DEFAULT 0 CHECK (committed >= 0),
    safety          BIGINT NOT NULL DEFAULT 0 CHECK (safety >= 0),
    incoming        BIGINT NOT NULL DEFAULT 0 CHECK (incoming >= 0),
    updated_at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (variant_id, location_id)
);
CREATE INDEX stock_level_location ON stock_level (location_id);

-- The ledger, append-only: for each counter of each level, the deltas sum to the counter.
CREATE TABLE stock_movement (
    id              UUID PRIMARY KEY,
    variant_id      UUID NOT NULL,
    location_id     UUID NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('purchase', 'sale', 'adjustment', 'return', 'transfer', 'reserve',
                        'release', 'commit')),
    counter         TEXT NOT NULL CHECK (counter IN ('on_hand', 'reserved', 'committed', 'safety', 'incoming')),
    delta           BIGINT NOT NULL CHECK (delta <> 0),
    quantity_before BIGINT NOT NULL CHECK (quantity_before >= 0),
    quantity_after  BIGINT NOT NULL CHECK (quantity_after >= 0),
    reference       TEXT,
    actor           TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    CHECK (quantity_after = quantity_before + delta),
    FOREIGN KEY (variant_id, location_id) REFERENCES stock_level (variant_id, location_id)
);
CREATE INDEX stock_movement_level ON stock_movement (variant_id, location_id, id);
