-- What happened, written by the transaction that did it. Sequences are given out before they commit,
-- so on PostgreSQL the feed is read in order of (transaction, sequence), below the oldest transaction still running.
CREATE TABLE outbox_event (
    sequence        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id  BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    id              UUID NOT NULL UNIQUE,
    topic           TEXT NOT NULL,
    subject_id      UUID NOT NULL,
    payload         JSONB NOT NULL,
    occurred_at     TIMESTAMPTZ NOT NULL
);
CREATE INDEX outbox_event_feed ON outbox_event (transaction_id, sequence);

CREATE TABLE consumer_cursor (
    consumer        TEXT PRIMARY KEY,
    transaction_id  BIGINT NOT NULL,
    sequence        BIGINT NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
