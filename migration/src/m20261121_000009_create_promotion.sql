CREATE TABLE promotion (
    id              UUID PRIMARY KEY,
    title           TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 255),
    -- Applies by itself; otherwise when one of its codes is entered.
    is_automatic    BOOLEAN NOT NULL,
    class           TEXT NOT NULL CHECK (class IN ('product', 'order', 'shipping')),
    status          TEXT NOT NULL CHECK (status IN ('draft', 'active', 'disabled')),
    starts_at       TIMESTAMPTZ NOT NULL,
    ends_at         TIMESTAMPTZ CHECK (ends_at > starts_at),
    -- Higher goes first.
    priority        INTEGER NOT NULL DEFAULT 0,
    is_exclusive    BOOLEAN NOT NULL DEFAULT FALSE,
    combines_with_product BOOLEAN NOT NULL DEFAULT FALSE,
    combines_with_order BOOLEAN NOT NULL DEFAULT FALSE,
    combines_with_shipping BOOLEAN NOT NULL DEFAULT FALSE,
    -- Of its amounts. Absent when it has none.
    currency        TEXT CHECK (length(currency) = 3),
    maximum_discount BIGINT CHECK (maximum_discount > 0),
    usage_limit     BIGINT CHECK (usage_limit > 0),
    usage_limit_per_customer BIGINT CHECK (usage_limit_per_customer > 0),
    used_count      BIGINT NOT NULL DEFAULT 0 CHECK (used_count >= 0 AND (usage_limit IS NULL OR used_count <= usage_limit)),
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    deleted_at      TIMESTAMPTZ,
    CHECK (maximum_discount IS NULL OR currency IS NOT NULL),
    CHECK (NOT is_exclusive OR NOT (combines_with_product OR combines_with_order OR combines_with_shipping))
);
CREATE INDEX promotion_active ON promotion (is_automatic, ends_at) WHERE status = 'active' AND deleted_at IS NULL;

-- Conditions of one kind are alternatives; those of different kinds must all hold.
CREATE TABLE promotion_condition (
    id              UUID PRIMARY KEY,
    promotion_id    UUID NOT NULL REFERENCES promotion (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL CHECK (kind IN ('subtotal_at_least', 'quantity_at_least', 'customer',
                        'customer_group', 'first_order', 'market', 'country')),
    -- Minor units, or units.
    amount          BIGINT CHECK (amount >= 0),
    resource_id     UUID,
    country         TEXT CHECK (length(country) = 2)
);
CREATE INDEX promotion_condition_promotion ON promotion_condition (promotion_id);
CREATE INDEX promotion_condition_resource ON promotion_condition (resource_id) WHERE resource_id IS NOT NULL;

CREATE TABLE promotion_action (
    promotion_id    UUID PRIMARY KEY REFERENCES promotion (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL CHECK (kind IN ('percentage', 'fixed_amount', 'fixed_price', 'free_shipping',
                        'buy_x_get_y', 'gift')),
    -- An exact decimal: 0.15 for 15 % off. For buy X get Y, 1 is free.
    rate            TEXT,
    amount          BIGINT CHECK (amount >= 0),
    -- For a fixed amount: off each unit, or once and spread over all.
    is_per_unit     BOOLEAN NOT NULL DEFAULT FALSE,
    buy_quantity    INTEGER CHECK (buy_quantity >= 1),
    get_quantity    INTEGER CHECK (get_quantity >= 1),
    uses_per_order_max INTEGER CHECK (uses_per_order_max >= 1)
);

-- What it is about. Without an `entitled` row: everything. `buy` and `get` are buy X get Y's two sides.
CREATE TABLE promotion_target (
    id              UUID PRIMARY KEY,
    promotion_id    UUID NOT NULL REFERENCES promotion (id) ON DELETE CASCADE,
    role            TEXT NOT NULL CHECK (role IN ('entitled', 'buy', 'get')),
    kind            TEXT NOT NULL CHECK (kind IN ('product', 'variant', 'collection', 'category')),
    resource_id     UUID NOT NULL,
    UNIQUE (promotion_id, role, resource_id)
);
CREATE INDEX promotion_target_resource ON promotion_target (resource_id);

CREATE TABLE coupon_batch (
    id              UUID PRIMARY KEY,
    promotion_id    UUID NOT NULL REFERENCES promotion (id) ON DELETE CASCADE,
    prefix          TEXT NOT NULL DEFAULT '',
    size            INTEGER NOT NULL CHECK (size > 0),
    created_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX coupon_batch_promotion ON coupon_batch (promotion_id);

CREATE TABLE coupon_code (
    id              UUID PRIMARY KEY,
    promotion_id    UUID NOT NULL REFERENCES promotion (id) ON DELETE CASCADE,
    coupon_batch_id UUID REFERENCES coupon_batch (id) ON DELETE CASCADE,
    code            TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 255),
    -- The code as it is looked up: without regard to case and outer blanks.
    code_key        TEXT NOT NULL UNIQUE COLLATE "C",
    usage_limit     BIGINT CHECK (usage_limit > 0),
    used_count      BIGINT NOT NULL DEFAULT 0 CHECK (used_count >= 0 AND (usage_limit IS NULL OR used_count <= usage_limit)),
    created_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX coupon_code_promotion ON coupon_code (promotion_id, id);
CREATE INDEX coupon_code_batch ON coupon_code (coupon_batch_id, id) WHERE coupon_batch_id IS NOT NULL;
