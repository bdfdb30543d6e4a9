CREATE TABLE menu (
    id              UUID PRIMARY KEY,
    handle          TEXT NOT NULL UNIQUE,
    title           TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);

CREATE TABLE menu_item (
    id              UUID PRIMARY KEY,
    menu_id         UUID NOT NULL REFERENCES menu (id) ON DELETE CASCADE,
    parent_id       UUID REFERENCES menu_item (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    title           TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('article', 'blog', 'catalog', 'collection', 'collections',
                        'customer_account_page', 'frontpage', 'http', 'page', 'product', 'search', 'shop_policy')),
    resource_id     UUID,
    url             TEXT NOT NULL,
    tags            JSONB NOT NULL
);
CREATE INDEX menu_item_menu ON menu_item (menu_id, position);
CREATE INDEX menu_item_parent ON menu_item (parent_id);

CREATE TABLE page (
    id              UUID PRIMARY KEY,
    handle          TEXT NOT NULL UNIQUE COLLATE "C",
    title           TEXT NOT NULL,
    sort_title      TEXT NOT NULL COLLATE "C",
    body_html       TEXT NOT NULL DEFAULT '',
    published_at    TIMESTAMPTZ,
    seo_title       TEXT,
    seo_description TEXT,
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX page_by_title ON page (sort_title, id);
CREATE INDEX page_by_updated ON page (updated_at, id);

CREATE TABLE blog (
    id              UUID PRIMARY KEY,
    handle          TEXT NOT NULL UNIQUE COLLATE "C",
    title           TEXT NOT NULL,
    sort_title      TEXT NOT NULL COLLATE "C",
    seo_title       TEXT,
    seo_description TEXT,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX blog_by_title ON blog (sort_title, id);

CREATE TABLE article (
    id              UUID PRIMARY KEY,
    blog_id         UUID NOT NULL REFERENCES blog (id),
    handle          TEXT NOT NULL COLLATE "C",
    title           TEXT NOT NULL,
    sort_title      TEXT NOT NULL COLLATE "C",
    author_name     TEXT NOT NULL COLLATE "C",
    excerpt_html    TEXT NOT NULL DEFAULT '',
    body_html       TEXT NOT NULL DEFAULT '',
    tags            JSONB NOT NULL,
    media_id        UUID REFERENCES media (id) ON DELETE SET NULL,
    published_at    TIMESTAMPTZ,
    seo_title       TEXT,
    seo_description TEXT,
    version         INTEGER NOT NULL DEFAULT 1,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    UNIQUE (blog_id, handle)
);
CREATE INDEX article_by_published ON article (published_at, id);
CREATE INDEX article_by_title ON article (sort_title, id);
CREATE INDEX article_by_author ON article (author_name, id);
CREATE INDEX article_by_updated ON article (updated_at, id);
CREATE INDEX article_media ON article (media_id) WHERE media_id IS NOT NULL;

CREATE TABLE url_redirect (
    id              UUID PRIMARY KEY,
    path            TEXT NOT NULL UNIQUE COLLATE "C",
    target          TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    CHECK (path <> target)
);
