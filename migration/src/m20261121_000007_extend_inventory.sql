-- At or below this many available units the shop wants to hear of it.
ALTER TABLE stock_level ADD COLUMN low_stock_at BIGINT CHECK (low_stock_at >= 0);

-- How many of a variant one order may hold, and in what steps.
ALTER TABLE variant ADD COLUMN quantity_minimum INTEGER NOT NULL DEFAULT 1 CHECK (quantity_minimum >= 1);
ALTER TABLE variant ADD COLUMN quantity_maximum INTEGER CHECK (quantity_maximum >= quantity_minimum);
ALTER TABLE variant ADD COLUMN quantity_step INTEGER NOT NULL DEFAULT 1 CHECK (quantity_step >= 1);
-- Preorder: sold now (policy `continue`), sent from then on.
ALTER TABLE variant ADD COLUMN available_from TIMESTAMPTZ;

-- Units held for a buyer who is paying, counted in stock_level.reserved until they are released, committed
-- or, once expired, swept. An expired reservation holds nothing, swept or not.
CREATE TABLE reservation (
    id              UUID PRIMARY KEY,
    -- The cart or order it is held for.
    holder_id       UUID NOT NULL,
    variant_id      UUID NOT NULL,
    location_id     UUID NOT NULL,
    quantity        BIGINT NOT NULL CHECK (quantity > 0),
    expires_at      TIMESTAMPTZ NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (holder_id, variant_id, location_id),
    FOREIGN KEY (variant_id, location_id) REFERENCES stock_level (variant_id, location_id)
);
CREATE INDEX reservation_level ON reservation (variant_id, location_id, expires_at);
CREATE INDEX reservation_expiry ON reservation (expires_at);

CREATE TABLE stock_transfer (
    id              UUID PRIMARY KEY,
    from_location_id UUID NOT NULL REFERENCES location (id),
    to_location_id  UUID NOT NULL REFERENCES location (id),
    status          TEXT NOT NULL CHECK (status IN ('draft', 'in_transit', 'received', 'cancelled')),
    reference       TEXT,
    actor           TEXT NOT NULL,
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    CHECK (from_location_id <> to_location_id)
);
CREATE INDEX stock_transfer_from ON stock_transfer (from_location_id);
CREATE INDEX stock_transfer_to ON stock_transfer (to_location_id);

CREATE TABLE stock_transfer_line (
    stock_transfer_id UUID NOT NULL REFERENCES stock_transfer (id) ON DELETE CASCADE,
    variant_id      UUID NOT NULL REFERENCES variant (id),
    quantity        BIGINT NOT NULL CHECK (quantity > 0),
    -- What arrived, in parts perhaps; the rest is still on its way or was lost.
    received        BIGINT NOT NULL DEFAULT 0 CHECK (received >= 0 AND received <= quantity),
    PRIMARY KEY (stock_transfer_id, variant_id)
);
CREATE INDEX stock_transfer_line_variant ON stock_transfer_line (variant_id);
