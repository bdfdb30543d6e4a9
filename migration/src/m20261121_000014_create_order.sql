-- The last order number that was given out. Numbers have no gaps: it moves in the transaction that numbers an order.
CREATE TABLE order_counter (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    last_number     BIGINT NOT NULL CHECK (last_number >= 1000)
);
INSERT INTO order_counter (id, last_number) VALUES (1, 1000);

-- `order` is a word of SQL. Amounts are minor units, frozen as placed; `current_` ones follow edits.
CREATE TABLE sales_order (
    id              UUID PRIMARY KEY,
    -- Absent until it is confirmed: an attempt that is never paid for takes none.
    number          BIGINT UNIQUE CHECK (number > 1000),
    status          TEXT NOT NULL CHECK (status IN ('draft', 'pending', 'confirmed', 'processing', 'shipped', 'delivered',
                        'cancelled', 'expired', 'refunded')),
    source          TEXT NOT NULL CHECK (source IN ('cart', 'draft', 'import')),
    cart_id         UUID REFERENCES cart (id) ON DELETE SET NULL,
    -- What it is called in the shop that it was imported from.
    external_id     TEXT UNIQUE CHECK (length(external_id) BETWEEN 1 AND 255),
    -- SHA-256 of the secret that opens it to somebody who is not signed in.
    secret_hash     TEXT CHECK (length(secret_hash) = 64),
    -- The buyer's own name for the attempt to place it.
    attempt_token   TEXT CHECK (length(attempt_token) BETWEEN 1 AND 255),
    customer_id     UUID REFERENCES customer (id),
    email           TEXT,
    phone           TEXT,
    market_id       UUID NOT NULL REFERENCES market (id),
    country         TEXT NOT NULL CHECK (length(country) = 2),
    language        TEXT NOT NULL CHECK (length(language) BETWEEN 2 AND 5),
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    is_tax_included BOOLEAN NOT NULL,
    subtotal        BIGINT NOT NULL CHECK (subtotal >= 0),
    discount_total  BIGINT NOT NULL CHECK (discount_total BETWEEN 0 AND subtotal),
    shipping_price  BIGINT NOT NULL CHECK (shipping_price >= 0),
    shipping_discount BIGINT NOT NULL CHECK (shipping_discount BETWEEN 0 AND shipping_price),
    shipping_tax    BIGINT NOT NULL CHECK (shipping_tax >= 0),
    -- Of lines and of shipping.
    tax_total       BIGINT NOT NULL CHECK (tax_total >= shipping_tax),
    total           BIGINT NOT NULL CHECK (total >= 0),
    current_subtotal BIGINT NOT NULL CHECK (current_subtotal >= 0),
    current_discount_total BIGINT NOT NULL CHECK (current_discount_total BETWEEN 0 AND current_subtotal),
    current_tax_total BIGINT NOT NULL CHECK (current_tax_total >= 0),
    current_total   BIGINT NOT NULL CHECK (current_total >= 0),
    -- The handle and the name of the way it is sent.
    shipping_method TEXT,
    shipping_title  TEXT,
    shipping_address JSONB,
    billing_address JSONB,
    note            TEXT NOT NULL DEFAULT '',
    -- [{ key, value }], as clients gave them.
    attributes      JSONB NOT NULL,
    cancel_reason   TEXT CHECK (cancel_reason IN ('customer', 'declined', 'fraud', 'inventory', 'other', 'staff')),
    cancelled_at    TIMESTAMPTZ,
    placed_at       TIMESTAMPTZ,
    -- Until when it waits for its money.
    expires_at      TIMESTAMPTZ,
    edited_at       TIMESTAMPTZ,
    version         BIGINT NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    CHECK (total = subtotal - discount_total + shipping_price - shipping_discount
        + CASE WHEN is_tax_included THEN 0 ELSE tax_total END),
    CHECK (current_total = current_subtotal - current_discount_total + shipping_price - shipping_discount
        + CASE WHEN is_tax_included THEN 0 ELSE current_tax_total END),
    CHECK (number IS NOT NULL OR status IN ('draft', 'pending', 'cancelled', 'expired')),
    CHECK (placed_at IS NOT NULL OR status IN ('draft', 'cancelled'))
);
-- A cart is ordered once; an attempt that failed gives it back.
CREATE UNIQUE INDEX sales_order_cart ON sales_order (cart_id) WHERE status NOT IN ('cancelled', 'expired');
CREATE INDEX sales_order_carts ON sales_order (cart_id, created_at) WHERE cart_id IS NOT NULL;
CREATE INDEX sales_order_customer ON sales_order (customer_id, placed_at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX sales_order_market ON sales_order (market_id);
CREATE INDEX sales_order_placed ON sales_order (placed_at, id);
CREATE INDEX sales_order_by_total ON sales_order (current_total, id);
CREATE INDEX sales_order_status ON sales_order (status, placed_at, id);
CREATE INDEX sales_order_email ON sales_order (email, id) WHERE email IS NOT NULL;
CREATE INDEX sales_order_expiry ON sales_order (expires_at) WHERE status IN ('pending', 'confirmed') AND expires_at IS NOT NULL;

CREATE TABLE order_line (
    id              UUID PRIMARY KEY,
    order_id        UUID NOT NULL REFERENCES sales_order (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    -- Absent for what is in no catalogue: a draft's own line.
    variant_id      UUID REFERENCES variant (id),
    product_id      UUID REFERENCES product (id),
    -- As they were called when they were bought.
    title           TEXT NOT NULL,
    variant_title   TEXT NOT NULL DEFAULT '',
    sku             TEXT,
    attributes      JSONB NOT NULL,
    requires_shipping BOOLEAN NOT NULL,
    is_gift_card    BOOLEAN NOT NULL DEFAULT FALSE,
    -- Put in by an edit: not part of the order as placed.
    is_added        BOOLEAN NOT NULL DEFAULT FALSE,
    quantity        INTEGER NOT NULL CHECK (quantity >= 1),
    -- Taken out by an edit or a cancellation, before they were sent.
    removed         INTEGER NOT NULL DEFAULT 0 CHECK (removed >= 0),
    fulfilled       INTEGER NOT NULL DEFAULT 0 CHECK (fulfilled >= 0),
    returned        INTEGER NOT NULL DEFAULT 0 CHECK (returned >= 0),
    -- Units whose money was given back.
    refunded        INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0),
    unit_price      BIGINT NOT NULL CHECK (unit_price >= 0),
    compare_at      BIGINT CHECK (compare_at >= 0),
    subtotal        BIGINT NOT NULL,
    discount        BIGINT NOT NULL CHECK (discount BETWEEN 0 AND subtotal),
    tax             BIGINT NOT NULL CHECK (tax >= 0),
    -- The line unit by unit, equal ones together: [{ count, subtotal, discount, tax }]. A refund gives back what
    -- stands here and computes nothing: the first units go first.
    units           JSONB NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (order_id, position),
    CHECK (subtotal = unit_price * quantity),
    CHECK (fulfilled + removed <= quantity),
    CHECK (returned <= fulfilled),
    CHECK (refunded <= quantity)
);
CREATE INDEX order_line_variant ON order_line (variant_id) WHERE variant_id IS NOT NULL;
CREATE INDEX order_line_product ON order_line (product_id, order_id) WHERE product_id IS NOT NULL;

-- From where a line is sent: units that are committed there until they are sent or given back.
CREATE TABLE order_allocation (
    order_line_id   UUID NOT NULL REFERENCES order_line (id) ON DELETE CASCADE,
    location_id     UUID NOT NULL REFERENCES location (id),
    quantity        INTEGER NOT NULL CHECK (quantity >= 1),
    fulfilled       INTEGER NOT NULL DEFAULT 0 CHECK (fulfilled >= 0),
    released        INTEGER NOT NULL DEFAULT 0 CHECK (released >= 0),
    PRIMARY KEY (order_line_id, location_id),
    CHECK (fulfilled + released <= quantity)
);
CREATE INDEX order_allocation_location ON order_allocation (location_id);

-- Each discount and each tax, with where it came from. Without a line: of shipping.
CREATE TABLE order_adjustment (
    id              UUID PRIMARY KEY,
    order_id        UUID NOT NULL REFERENCES sales_order (id) ON DELETE CASCADE,
    order_line_id   UUID REFERENCES order_line (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL CHECK (kind IN ('discount', 'tax')),
    promotion_id    UUID REFERENCES promotion (id),
    class           TEXT CHECK (class IN ('product', 'order', 'shipping')),
    code            TEXT,
    tax_rate_id     UUID,
    title           TEXT NOT NULL,
    -- An exact decimal: 0.19 is 19 %.
    rate            TEXT,
    -- What a tax is on.
    base            BIGINT,
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    CHECK (kind = 'discount' OR (rate IS NOT NULL AND base IS NOT NULL))
);
CREATE INDEX order_adjustment_order ON order_adjustment (order_id);
CREATE INDEX order_adjustment_line ON order_adjustment (order_line_id) WHERE order_line_id IS NOT NULL;
CREATE INDEX order_adjustment_promotion ON order_adjustment (promotion_id) WHERE promotion_id IS NOT NULL;

-- What happened to an order. Only ever appended.
CREATE TABLE order_event (
    id              UUID PRIMARY KEY,
    order_id        UUID NOT NULL REFERENCES sales_order (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL,
    detail          JSONB NOT NULL,
    actor           TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX order_event_order ON order_event (order_id, id);

CREATE TABLE fulfilment (
    id              UUID PRIMARY KEY,
    order_id        UUID NOT NULL REFERENCES sales_order (id) ON DELETE CASCADE,
    location_id     UUID NOT NULL REFERENCES location (id),
    status          TEXT NOT NULL CHECK (status IN ('in_transit', 'delivered')),
    tracking_company TEXT,
    tracking_number TEXT,
    tracking_url    TEXT,
    sent_at         TIMESTAMPTZ NOT NULL,
    delivered_at    TIMESTAMPTZ,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    CHECK ((status = 'delivered') = (delivered_at IS NOT NULL))
);
CREATE INDEX fulfilment_order ON fulfilment (order_id, id);
CREATE INDEX fulfilment_location ON fulfilment (location_id);

CREATE TABLE fulfilment_line (
    fulfilment_id   UUID NOT NULL REFERENCES fulfilment (id) ON DELETE CASCADE,
    order_line_id   UUID NOT NULL REFERENCES order_line (id) ON DELETE CASCADE,
    quantity        INTEGER NOT NULL CHECK (quantity >= 1),
    PRIMARY KEY (fulfilment_id, order_line_id)
);
CREATE INDEX fulfilment_line_line ON fulfilment_line (order_line_id);

CREATE TABLE order_return (
    id              UUID PRIMARY KEY,
    order_id        UUID NOT NULL REFERENCES sales_order (id) ON DELETE CASCADE,
    status          TEXT NOT NULL CHECK (status IN ('requested', 'approved', 'declined', 'received', 'refunded', 'cancelled')),
    reason          TEXT NOT NULL DEFAULT '',
    note            TEXT NOT NULL DEFAULT '',
    version         BIGINT NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX order_return_order ON order_return (order_id, id);

CREATE TABLE order_return_line (
    order_return_id UUID NOT NULL REFERENCES order_return (id) ON DELETE CASCADE,
    order_line_id   UUID NOT NULL REFERENCES order_line (id) ON DELETE CASCADE,
    quantity        INTEGER NOT NULL CHECK (quantity >= 1),
    received        INTEGER NOT NULL DEFAULT 0 CHECK (received >= 0),
    -- Of what was received: put on the shelf again, and where.
    restocked       INTEGER NOT NULL DEFAULT 0 CHECK (restocked >= 0),
    location_id     UUID REFERENCES location (id),
    PRIMARY KEY (order_return_id, order_line_id),
    CHECK (received <= quantity),
    CHECK (restocked <= received),
    CHECK (restocked = 0 OR location_id IS NOT NULL)
);
CREATE INDEX order_return_line_line ON order_return_line (order_line_id);
CREATE INDEX order_return_line_location ON order_return_line (location_id) WHERE location_id IS NOT NULL;

-- A promotion that an order used, counted in the order's own transaction and given back when it is cancelled.
CREATE TABLE redemption (
    id              UUID PRIMARY KEY,
    promotion_id    UUID NOT NULL REFERENCES promotion (id),
    coupon_code_id  UUID REFERENCES coupon_code (id) ON DELETE SET NULL,
    order_id        UUID NOT NULL REFERENCES sales_order (id) ON DELETE CASCADE,
    -- Who used it: the customer's id, or a guest's e-mail address in small letters.
    buyer_key       TEXT NOT NULL,
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    created_at      TIMESTAMPTZ NOT NULL,
    released_at     TIMESTAMPTZ,
    UNIQUE (order_id, promotion_id)
);
CREATE INDEX redemption_promotion ON redemption (promotion_id, buyer_key);
CREATE INDEX redemption_code ON redemption (coupon_code_id) WHERE coupon_code_id IS NOT NULL;

-- How often one buyer used a promotion.
CREATE TABLE promotion_use (
    promotion_id    UUID NOT NULL REFERENCES promotion (id) ON DELETE CASCADE,
    buyer_key       TEXT NOT NULL COLLATE "C",
    used_count      BIGINT NOT NULL CHECK (used_count >= 0),
    PRIMARY KEY (promotion_id, buyer_key)
);
