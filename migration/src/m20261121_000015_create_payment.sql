-- How a cart's buyer means to pay, and how much they agreed to. `source` is the provider's token, never a card.
CREATE TABLE cart_payment (
    cart_id         UUID PRIMARY KEY REFERENCES cart (id) ON DELETE CASCADE,
    session_id      UUID NOT NULL UNIQUE,
    gateway         TEXT NOT NULL CHECK (gateway IN ('manual', 'test', 'stripe')),
    source          TEXT CHECK (length(source) BETWEEN 1 AND 255),
    -- Absent until the buyer has seen it.
    amount          BIGINT CHECK (amount >= 0),
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);

-- One way of paying one order. Its amounts are sums of its events.
CREATE TABLE payment (
    id              UUID PRIMARY KEY,
    order_id        UUID NOT NULL REFERENCES sales_order (id),
    gateway         TEXT NOT NULL CHECK (gateway IN ('manual', 'test', 'stripe', 'gift_card', 'store_credit')),
    status          TEXT NOT NULL CHECK (status IN ('pending', 'action_required', 'authorized', 'captured', 'failed', 'voided')),
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    amount          BIGINT NOT NULL CHECK (amount > 0),
    authorized      BIGINT NOT NULL DEFAULT 0 CHECK (authorized BETWEEN 0 AND amount),
    captured        BIGINT NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND authorized),
    -- These two: asked for and not answered yet.
    capture_pending BIGINT NOT NULL DEFAULT 0 CHECK (capture_pending >= 0),
    refund_pending  BIGINT NOT NULL DEFAULT 0 CHECK (refund_pending >= 0),
    refunded        BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0),
    is_captured_at_once BOOLEAN NOT NULL DEFAULT TRUE,
    source          TEXT CHECK (length(source) BETWEEN 1 AND 255),
    gift_card_id    UUID REFERENCES gift_card (id),
    -- What the provider calls it.
    provider_key    TEXT CHECK (length(provider_key) BETWEEN 1 AND 255),
    -- Where the buyer proves that it is them.
    action_url      TEXT,
    failure_code    TEXT,
    -- When the provider is asked what became of it. Absent: there is nothing to ask.
    reconcile_at    TIMESTAMPTZ,
    attempts        INTEGER NOT NULL DEFAULT 0,
    version         BIGINT NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (gateway, provider_key),
    CHECK (captured + capture_pending <= authorized),
    CHECK (refunded + refund_pending <= captured),
    CHECK ((gateway = 'gift_card') = (gift_card_id IS NOT NULL))
);
CREATE INDEX payment_order ON payment (order_id, id);
CREATE INDEX payment_gift_card ON payment (gift_card_id) WHERE gift_card_id IS NOT NULL;
CREATE INDEX payment_reconcile ON payment (reconcile_at) WHERE reconcile_at IS NOT NULL;

-- What happened to a payment. Only ever appended.
CREATE TABLE payment_event (
    id              UUID PRIMARY KEY,
    payment_id      UUID NOT NULL REFERENCES payment (id),
    kind            TEXT NOT NULL CHECK (kind IN ('begun', 'action_required', 'authorized', 'captured', 'failed', 'voided',
                        'refunded', 'refund_failed')),
    -- What was added to the sum that the kind names.
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    detail          JSONB NOT NULL,
    actor           TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX payment_event_payment ON payment_event (payment_id, id);

-- Money given back: what for, and how much. Each way it goes back is a refund_transaction.
CREATE TABLE refund (
    id              UUID PRIMARY KEY,
    order_id        UUID NOT NULL REFERENCES sales_order (id),
    order_return_id UUID REFERENCES order_return (id),
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    -- Of that, for shipping.
    shipping        BIGINT NOT NULL DEFAULT 0 CHECK (shipping BETWEEN 0 AND amount),
    -- Of what an edit made the order cost less: such money is not owed again.
    is_correction   BOOLEAN NOT NULL DEFAULT FALSE,
    reason          TEXT NOT NULL DEFAULT '',
    actor           TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX refund_order ON refund (order_id, id);
CREATE INDEX refund_return ON refund (order_return_id) WHERE order_return_id IS NOT NULL;

CREATE TABLE refund_line (
    refund_id       UUID NOT NULL REFERENCES refund (id) ON DELETE CASCADE,
    order_line_id   UUID NOT NULL REFERENCES order_line (id),
    quantity        INTEGER NOT NULL CHECK (quantity >= 1),
    -- After discounts; with tax.
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    tax             BIGINT NOT NULL CHECK (tax BETWEEN 0 AND amount),
    PRIMARY KEY (refund_id, order_line_id)
);
CREATE INDEX refund_line_line ON refund_line (order_line_id);

CREATE TABLE refund_transaction (
    id              UUID PRIMARY KEY,
    refund_id       UUID NOT NULL REFERENCES refund (id) ON DELETE CASCADE,
    payment_id      UUID NOT NULL REFERENCES payment (id),
    amount          BIGINT NOT NULL CHECK (amount > 0),
    status          TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    provider_key    TEXT,
    failure_code    TEXT,
    reconcile_at    TIMESTAMPTZ,
    attempts        INTEGER NOT NULL DEFAULT 0,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX refund_transaction_refund ON refund_transaction (refund_id);
CREATE INDEX refund_transaction_payment ON refund_transaction (payment_id, id);
CREATE INDEX refund_transaction_reconcile ON refund_transaction (reconcile_at) WHERE reconcile_at IS NOT NULL;

-- Double entry: the entries of one payment event add up to nothing.
CREATE TABLE ledger_entry (
    id              UUID PRIMARY KEY,
    payment_event_id UUID NOT NULL REFERENCES payment_event (id),
    order_id        UUID NOT NULL REFERENCES sales_order (id),
    -- `receivable` is what buyers owe; `clearing:<gateway>` is what a provider owes us.
    account         TEXT NOT NULL,
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    amount          BIGINT NOT NULL CHECK (amount <> 0),
    created_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX ledger_entry_event ON ledger_entry (payment_event_id);
CREATE INDEX ledger_entry_order ON ledger_entry (order_id);
CREATE INDEX ledger_entry_account ON ledger_entry (account, currency, created_at);

-- What a provider told us, each once.
CREATE TABLE provider_event (
    id              UUID PRIMARY KEY,
    gateway         TEXT NOT NULL CHECK (gateway IN ('test', 'stripe')),
    event_id        TEXT NOT NULL CHECK (length(event_id) BETWEEN 1 AND 255),
    kind            TEXT NOT NULL,
    -- The payment it speaks of, as the provider calls it.
    provider_key    TEXT,
    received_at     TIMESTAMPTZ NOT NULL,
    applied_at      TIMESTAMPTZ,
    UNIQUE (gateway, event_id)
);
CREATE INDEX provider_event_waiting ON provider_event (received_at) WHERE applied_at IS NULL;

-- A request that must not be done twice, and what it came to.
CREATE TABLE idempotency_key (
    principal       TEXT NOT NULL COLLATE "C",
    key             TEXT NOT NULL COLLATE "C" CHECK (length(key) BETWEEN 1 AND 255),
    request_hash    TEXT NOT NULL CHECK (length(request_hash) = 64),
    -- What it made. Absent while it runs.
    result_id       UUID,
    created_at      TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_key_expiry ON idempotency_key (expires_at);
